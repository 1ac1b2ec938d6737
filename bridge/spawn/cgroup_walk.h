// SPDX-License-Identifier: Apache-2.0
//
// Looking at a cgroup and all that is beneath it. A container may have made cgroups in its own, of any number and
// depth, also deeper than a path can be long: every step goes by descriptor, and one directory is open at a time.
#ifndef GANTRY_CGROUP_WALK_H
#define GANTRY_CGROUP_WALK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { GTY_MICROSECOND = 1000, GTY_MILLISECOND = 1000 * GTY_MICROSECOND };

// Nanoseconds on a clock that only goes forward.
int64_t gty_now(void);

// The root of a hierarchy: nothing above it is a cgroup. What is beneath is everybody's.
bool gty_cgroup_is_hierarchy(int directory);

// Calls `visit` for the cgroup and each one beneath, parents first, until one returns -1. Returns 0, or -1 with errno:
// that of `visit`, ETIMEDOUT after the deadline, or why it could not go on. `top` stays open.
// A walk that sweeps removes what it finds empty beneath `top` on its way back up, and is not ended by the deadline
// before it has removed something: however many there are, the next walk finds fewer.
int gty_cgroup_walk(int top, bool sweeps, int64_t deadline, int (*visit)(int directory, void *argument),
                    void *argument);

#ifdef __cplusplus
}
#endif
#endif
