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

// Carries the steps out in order. On failure returns -1 with the index of the step, and removes the owned directories
// that it made.
int gty_cgroup_apply(struct gty_cgroup_step *steps, size_t count, size_t *failed_step, struct gty_failure *failure);

// Removes the owned directories that gty_cgroup_apply made, last one first.
void gty_cgroup_undo(const struct gty_cgroup_step *steps, size_t count);

// Removes directories and all that is beneath them, in the given order; one that is not there is fine. Where processes
// are left it waits for their end, over all directories at most `timeout` milliseconds. Goes on after a failure and
// reports the first one. Returns 0 or -1.
int gty_cgroup_remove(const char *const *paths, size_t count, unsigned timeout, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
