// SPDX-License-Identifier: Apache-2.0
//
// A container from nothing. The order of the operations is runc's; where it differs, the files of the parts say why.
#include "plan/network.h"
#include "plan/planner.h"
#include "plan/record.h"

static void place_cgroup(struct gty_planner *planner) {
    gty_cgroup_place(&planner->cgroup, planner->arena, planner->config, planner->options, planner->host);
}

static gty_part *const decisions[] = {gty_decide, gty_read_mounts, place_cgroup, NULL};

static gty_part *const before[] = {
    gty_plan_bootstrap, gty_plan_namespaces, gty_plan_session, gty_plan_network, gty_plan_root, NULL,
};

static gty_part *const targets[] = {
    gty_plan_mounts,       gty_plan_devices,       gty_plan_setup_hooks,
    gty_plan_enter_root,   gty_plan_late_readonly, gty_plan_names,
    gty_plan_restrictions, gty_plan_reaper_files,  NULL,
};

static gty_part *const after[] = {gty_plan_process, NULL};

const struct gty_order gty_order_create = {decisions, before, targets, after, gty_record_write};
