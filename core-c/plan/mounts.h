// SPDX-License-Identifier: Apache-2.0
//
// One mount of the config as operations; cgroup_mount.c makes several of one.
#ifndef GANTRY_PLAN_MOUNTS_H
#define GANTRY_PLAN_MOUNTS_H

#include "plan/planner.h"
#include "resolve/mount_options.h"

// The attributes that MOUNT, BIND and REMOUNT share, but TARGET: attributes, recursive ones, propagation.
void gty_put_mount_attributes(struct gty_planner *planner, const struct gty_mount_request *request);
// A mount of type cgroup, whatever the host has.
void gty_plan_cgroup_mount(struct gty_planner *planner, const struct gty_mount *mount,
                           const struct gty_mount_request *request); // cgroup_mount.c
// What a new mount of this kind has in the end: nothing is below it, and nothing to clear.
uint32_t gty_fresh_attributes(const struct gty_mount_request *request);
// A mount that stays writable until the end, because the plan itself writes below it.
bool gty_late_readonly(const struct gty_mount *mount, const struct gty_mount_request *request);

#endif
