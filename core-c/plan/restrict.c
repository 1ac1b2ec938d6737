// SPDX-License-Identifier: Apache-2.0
//
// Names, sysctls, and paths that are read-only or hidden.
#include "model/sysctl.h"
#include "plan/planner.h"
#include "plan/unique.h"

static void plan_name(struct gty_planner *planner, enum gty_operation operation, struct gty_text name) {
    if (!name.length) return;
    gty_operation_begin(planner, operation);
    gty_put_text(planner, GTY_A_NAME, name);
    gty_operation_end(planner);
}

void gty_plan_names(struct gty_planner *planner) {
    plan_name(planner, GTY_OP_HOSTNAME, planner->config->hostname);
    plan_name(planner, GTY_OP_DOMAINNAME, planner->config->domainname);
}

// The name was checked to stay below /proc/sys.
static void plan_sysctl(struct gty_planner *planner, const struct gty_pair *sysctl) {
    gty_operation_begin(planner, GTY_OP_SYSCTL);
    gty_put_path(planner, GTY_A_NAME, gty_sysctl_path(planner->arena, sysctl->name), sysctl->node);
    gty_put_text(planner, GTY_A_VALUE, sysctl->value);
    gty_operation_end(planner);
}

// Paths that the image does not have need no protection.
static void plan_paths(struct gty_planner *planner, enum gty_operation operation, const struct gty_texts *paths,
                       const struct gty_json *node) {
    struct gty_texts once;
    if (!gty_unique(planner->arena, paths, 0, false, &once)) return;
    for (size_t i = 0; i < once.count; i++) {
        gty_operation_begin(planner, operation);
        gty_put_target(planner, once.items[i], node);
        gty_skip_quietly_on(planner, (const uint32_t[]){GTY_ENOENT, 0});
        gty_operation_end(planner);
    }
}

void gty_plan_restrictions(struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    for (size_t i = 0; i < config->sysctl.count; i++) plan_sysctl(planner, &config->sysctl.items[i]);
    plan_paths(planner, GTY_OP_READONLY_PATH, &config->readonly_paths, config->readonly_node);
    plan_paths(planner, GTY_OP_MASK_PATH, &config->masked_paths, config->masked_node);
    if (config->process.no_new_privileges) gty_operation(planner, GTY_OP_NO_NEW_PRIVS);
}
