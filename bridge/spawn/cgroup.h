// SPDX-License-Identifier: Apache-2.0
//
// Cgroup directories and files: carrying out a list of steps, and removing directories.
#ifndef GANTRY_CGROUP_H
#define GANTRY_CGROUP_H

#include <stddef.h>

#include "failure.h"
#include "launch.h"

#ifdef __cplusplus
extern "C" {
#endif

// Carries the steps out in order, and puts the mark, if it is not NULL, on the owned directories. On failure returns -1
// with the index of the step, and removes the owned directories that it made.
int gty_cgroup_apply(struct gty_cgroup_step *steps, size_t count, const char *mark, size_t *failed_step,
                     struct gty_failure *failure);

// Removes the owned directories that gty_cgroup_apply made, last one first.
void gty_cgroup_undo(const struct gty_cgroup_step *steps, size_t count);

// Removes directories and all that is beneath them, in the given order; one that is not there is fine, and one that
// does not bear the mark, unless that is NULL, is left. Where processes are left it waits for their end. Takes at most
// `timeout` milliseconds over all directories, and leaves less to the next call where that was not enough. Goes on
// after a failure and reports the first one. Returns 0 or -1.
int gty_cgroup_remove(const char *const *paths, size_t count, const char *mark, unsigned timeout,
                      struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
