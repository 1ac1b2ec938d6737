// SPDX-License-Identifier: Apache-2.0
//
// Nodes and links in /dev.
#include <string.h>

#include "plan/planner.h"
#include "resolve/device_rules.h"
#include "resolve/mount_options.h"
#include "tables/devices.h"

// A container that may not make nodes gets the host's own by a bind mount. Which of the two holds is found out by
// trying: the same config runs inside and outside of a user namespace.
static void put_device(struct gty_planner *planner, struct gty_text path, char type, uint32_t mode, uint32_t major,
                       uint32_t minor, uint32_t uid, uint32_t gid, const struct gty_json *node) {
    uint32_t format = type == 'b' ? GTY_S_IFBLK : type == 'p' ? GTY_S_IFIFO : GTY_S_IFCHR;
    gty_operation_begin(planner, GTY_OP_DEVICE);
    gty_put_new_name(planner, path, node);
    gty_put_u32(planner, GTY_A_MODE, format | (mode & 07777u));
    gty_put_u32(planner, GTY_A_MAJOR, type == 'p' ? 0 : major);
    gty_put_u32(planner, GTY_A_MINOR, type == 'p' ? 0 : minor);
    gty_put_u32(planner, GTY_A_UID, uid);
    gty_put_u32(planner, GTY_A_GID, gid);
    // A bind on the host's own root would stay there.
    if (type != 'p' && gty_owns_root(planner)) {
        size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EPERM, GTY_EACCES, 0});
        size_t operation = gty_fallback_operation(planner, GTY_OP_BIND_DEVICE);
        gty_put_new_name(planner, path, node);
        gty_put_path(planner, GTY_A_SOURCE, path, node);
        gty_fallback_end(planner, fallback, operation);
    }
    gty_operation_end(planner);
}

static bool is_mounted_on(const struct gty_planner *planner, const char *path) {
    for (size_t i = 0; i < planner->config->mount_count; i++)
        if (!planner->requests[i].remount && gty_text_is(planner->requests[i].destination, path)) return true;
    return false;
}

// Another file in its place is what the config wants. Only the null device is always what its name says: what has
// nothing to read is bound from it.
static bool is_replaced(const struct gty_planner *planner, const char *path) {
    return gty_is_configured_device(planner->config, path) ||
           (strcmp(path, "/dev/null") != 0 && is_mounted_on(planner, path));
}

static void plan_nodes(struct gty_planner *planner) {
    for (const struct gty_default_rule *rule = gty_default_rules; rule->type; rule++) {
        if (!rule->path || is_replaced(planner, rule->path)) continue;
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

static void put_link(struct gty_planner *planner, const struct gty_default_link *link) {
    gty_put_new_name(planner, (struct gty_text){link->path, strlen(link->path)}, NULL);
    gty_put_text(planner, GTY_A_PATH, (struct gty_text){link->target, strlen(link->target)});
}

// An image's own stays, but for a terminal multiplexer that belongs to no devpts of the container's. It cannot be in a
// /dev that was just mounted, and the host's own is not ours to remove.
static bool is_to_replace(const struct gty_planner *planner, const struct gty_default_link *link) {
    return link->replaces && planner->rootfs.length > 1 && !is_mounted_on(planner, "/dev") &&
           !is_mounted_on(planner, link->path);
}

static void plan_link(struct gty_planner *planner, const struct gty_default_link *link) {
    static const uint32_t exists[] = {GTY_EEXIST, 0};
    gty_operation_begin(planner, GTY_OP_SYMLINK);
    put_link(planner, link);
    if (is_to_replace(planner, link)) {
        size_t fallback = gty_fallback_begin(planner, exists);
        size_t operation = gty_fallback_operation(planner, GTY_OP_REPLACE_BY_LINK);
        put_link(planner, link);
        gty_skip_on(planner,
                    (const uint32_t[]){GTY_EXDEV, GTY_EROFS, GTY_EPERM, GTY_EACCES, GTY_EBUSY, GTY_ENOTEMPTY, 0});
        gty_fallback_end(planner, fallback, operation);
    } else {
        gty_skip_quietly_on(planner, exists);
    }
    gty_operation_end(planner);
}

void gty_plan_devices(struct gty_planner *planner) {
    if (gty_dev_is_bound(planner)) return;
    plan_nodes(planner);
    for (const struct gty_default_link *link = gty_default_links; link->path; link++)
        if (planner->host->kcore != GTY_NO || strcmp(link->path, GTY_KCORE_LINK) != 0) plan_link(planner, link);
}
