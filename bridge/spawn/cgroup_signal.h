// SPDX-License-Identifier: Apache-2.0
//
// The processes of cgroups: listing, signalling and killing them.
#ifndef GANTRY_CGROUP_SIGNAL_H
#define GANTRY_CGROUP_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gty_cgroup_round {
    const char *const *paths; // one directory a hierarchy; one that is not there is fine
    size_t path_count;
    const char *mark; // that a directory must bear, or it is as if it were not there; NULL: whatever it bears
    int signal;       // 0: they are only listed
    bool freeze;      // all is frozen meanwhile, so that nothing forks away
    unsigned timeout; // milliseconds

    pid_t *pids; // that were met and had not ended; 0 for one of a pid namespace that is not ours. For free(3).
    size_t pid_count;
    bool frozen;              // something in them was
    const char *frozen_above; // of `paths`, the one that stays frozen because one above it is; or NULL
};

// One round over the cgroups and all beneath them. A process is signalled only if it is still in its cgroup when a
// pidfd holds it; where the caller is among them nothing is signalled. With SIGKILL all is thawed afterwards, since on
// v1 the frozen do not die, and what is found empty beneath the cgroups is removed: a round that its time has not
// sufficed for leaves less to the next one.
// Returns 0, or -1 with the failure; the results are there in any case.
int gty_cgroup_signal(struct gty_cgroup_round *request, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
