// SPDX-License-Identifier: Apache-2.0
//
// Nodes and links in /dev.
#include <string.h>

#include "plan/devices.h"
#include "plan/planner.h"
#include "tables/devices.h"

// A container that may not make nodes gets the host's own by a bind mount. Which of the two holds is found out by
// trying: the same config runs inside and outside of a user namespace.
static void put_device(struct gty_planner *planner, struct gty_text path, char type, uint32_t mode, uint32_t major,
                       uint32_t minor, uint32_t uid, uint32_t gid, const struct gty_json *node) {
    uint32_t format = type == 'b' ? GTY_S_IFBLK : type == 'p' ? GTY_S_IFIFO : GTY_S_IFCHR;
    gty_operation_begin(planner, GTY_OP_DEVICE);
    gty_put_path(planner, GTY_A_TARGET, path, node);
    gty_put_u32(planner, GTY_A_MODE, format | (mode & 07777u));
    gty_put_u32(planner, GTY_A_MAJOR, type == 'p' ? 0 : major);
    gty_put_u32(planner, GTY_A_MINOR, type == 'p' ? 0 : minor);
    gty_put_u32(planner, GTY_A_UID, uid);
    gty_put_u32(planner, GTY_A_GID, gid);
    // A bind on the host's own root would stay there.
    if (type != 'p' && gty_owns_root(planner)) {
        size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EPERM, GTY_EACCES, 0});
        size_t operation = gty_fallback_operation(planner, GTY_OP_BIND_DEVICE);
        gty_put_path(planner, GTY_A_TARGET, path, node);
        gty_put_path(planner, GTY_A_SOURCE, path, node);
        gty_fallback_end(planner, fallback, operation);
    }
    gty_operation_end(planner);
}

bool gty_is_configured_device(const struct gty_config *config, const char *path) {
    for (size_t i = 0; i < config->device_count; i++)
        if (gty_text_is(config->devices[i].path, path)) return true;
    return false;
}

static void plan_nodes(struct gty_planner *planner) {
    for (const struct gty_default_rule *rule = gty_default_rules; rule->type; rule++) {
        if (!rule->path || gty_is_configured_device(planner->config, rule->path)) continue;
        put_device(planner, (struct gty_text){rule->path, strlen(rule->path)}, rule->type, 0666, rule->major,
                   rule->minor, 0, 0, NULL);
    }
    for (size_t i = 0; i < planner->config->device_count; i++) {
        const struct gty_device *device = &planner->config->devices[i];
        if (gty_text_is(device->path, "/dev/ptmx")) continue; // always a link
        // In a user namespace every node belongs to its root, as with runc: other ids need not be mapped.
        uint32_t uid = planner->user_namespace ? 0 : device->uid, gid = planner->user_namespace ? 0 : device->gid;
        uint32_t mode = device->mode.present ? (uint32_t)device->mode.value & 07777 : 0666;
        put_device(planner, device->path, (char)device->type.value, mode, (uint32_t)device->major.value,
                   (uint32_t)device->minor.value, uid, gid, device->node);
    }
}

void gty_plan_devices(struct gty_planner *planner) {
    if (gty_dev_is_bound(planner)) return;
    plan_nodes(planner);
    for (const struct gty_default_link *link = gty_default_links; link->path; link++) {
        gty_operation_begin(planner, GTY_OP_SYMLINK);
        gty_put_text(planner, GTY_A_TARGET, (struct gty_text){link->path, strlen(link->path)});
        gty_put_text(planner, GTY_A_PATH, (struct gty_text){link->target, strlen(link->target)});
        gty_skip_quietly_on(planner, (const uint32_t[]){GTY_EEXIST, 0}); // the image's own stays
        gty_operation_end(planner);
    }
}
