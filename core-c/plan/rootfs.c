// SPDX-License-Identifier: Apache-2.0
//
// The root filesystem: before the mounts, into it, and what is made read-only at the end.
#include "plan/mounts.h"
#include "plan/sandbox.h"

// MS_* of linux.rootfsPropagation, 0 if absent.
static uint32_t root_propagation(const struct gty_planner *planner) {
    return (uint32_t)planner->config->rootfs_propagation.value;
}

void gty_plan_root(struct gty_planner *planner) {
    const struct gty_json *node = planner->config->root_node;
    // In the host's own mount namespace the propagation of its root is not ours to change.
    if (gty_has_namespace(planner, GTY_CLONE_NEWNS)) {
        uint32_t propagation = root_propagation(planner);
        // What MOVE_ROOT unmounts of a shared root the host would lose as well.
        bool slave = !propagation || (planner->options->no_pivot && propagation & GTY_MS_SHARED);
        gty_operation_begin(planner, GTY_OP_ROOT_PROPAGATION);
        gty_put_u32(planner, GTY_A_PROPAGATION, slave ? GTY_MS_SLAVE | GTY_MS_REC : propagation);
        gty_operation_end(planner);
        gty_operation_begin(planner, GTY_OP_PARENT_PRIVATE);
        gty_put_path(planner, GTY_A_PATH, planner->rootfs, node);
        // The root filesystem is a copy of this mount, and its propagation that of the copy.
        if (propagation & GTY_MS_SLAVE) gty_put_u32(planner, GTY_A_PROPAGATION, GTY_MS_SLAVE);
        gty_operation_end(planner);
    }
    gty_operation_begin(planner, GTY_OP_ROOTFS);
    gty_put_path(planner, GTY_A_PATH, planner->rootfs, node);
    // pivot_root wants a mount. In the host's own mount namespace it is what holds the container's mounts, so that none
    // of them is seen elsewhere, and with it all of them are taken away again.
    if (gty_has_namespace(planner, GTY_CLONE_NEWNS) && gty_is_sandbox(planner->config)) {
        // Where things are mounted is nobody else's to see, and nothing of it is left.
        gty_put_text(planner, GTY_A_FSTYPE, GTY_TEXT("tmpfs"));
        gty_put_text(planner, GTY_A_SOURCE, GTY_TEXT("tmpfs"));
        gty_put_text(planner, GTY_A_DATA, GTY_TEXT("mode=0755,size=16m"));
        gty_put_flag(planner, GTY_A_COPY_UP);
    } else if (gty_owns_root(planner)) {
        gty_put_flag(planner, GTY_A_RECURSIVE);
        if (!gty_has_namespace(planner, GTY_CLONE_NEWNS))
            gty_put_u32(planner, GTY_A_PROPAGATION, GTY_MS_PRIVATE | GTY_MS_REC);
    }
    gty_operation_end(planner);
}

void gty_plan_enter_root(struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    bool mounts = gty_has_namespace(planner, GTY_CLONE_NEWNS);
    gty_operation(planner, !mounts ? GTY_OP_CHROOT : planner->options->no_pivot ? GTY_OP_MOVE_ROOT : GTY_OP_PIVOT_ROOT);
    // Only now is "/" the container's root. Private and slave it is already.
    uint32_t propagation = mounts ? root_propagation(planner) : 0;
    if (propagation & (GTY_MS_SHARED | GTY_MS_UNBINDABLE)) {
        gty_operation_begin(planner, GTY_OP_ROOT_PROPAGATION);
        gty_put_u32(planner, GTY_A_PROPAGATION, propagation);
        gty_operation_end(planner);
    }
    if (!gty_dev_is_bound(planner)) {
        gty_operation_begin(planner, GTY_OP_REOPEN_NULL);
        gty_put_base(planner, GTY_TEXT("/dev"));
        gty_operation_end(planner);
    }
    struct gty_text cwd = config->process.cwd;
    if (cwd.length > 1 && !gty_is_sandbox(config)) {
        gty_operation_begin(planner, GTY_OP_MKDIR);
        gty_put_target(planner, cwd, config->process.cwd_node);
        gty_put_u32(planner, GTY_A_MODE, 0755);
        gty_operation_end(planner);
    }
    if (!config->process.terminal) return;
    gty_operation_begin(planner, GTY_OP_CONSOLE);
    gty_put_base(planner, GTY_TEXT("/dev"));
    gty_put_u32(planner, GTY_A_UID, config->process.uid);
    if (config->process.console_height.present && config->process.console_width.present) {
        gty_put_u32(planner, GTY_A_ROWS, (uint32_t)config->process.console_height.value);
        gty_put_u32(planner, GTY_A_COLUMNS, (uint32_t)config->process.console_width.value);
    }
    gty_operation_end(planner);
}

static void make_readonly(struct gty_planner *planner, struct gty_text target, const struct gty_json *node) {
    gty_operation_begin(planner, GTY_OP_MOUNT_ATTR);
    gty_put_target(planner, target, node);
    gty_put_u32(planner, GTY_A_ATTR_SET, GTY_ATTR_RDONLY);
    gty_operation_end(planner);
}

void gty_plan_late_readonly(struct gty_planner *planner) {
    for (size_t i = 0; i < planner->config->mount_count; i++) {
        const struct gty_mount *mount = &planner->config->mounts[i];
        const struct gty_mount_request *request = &planner->requests[i];
        if (gty_late_readonly(mount, request)) {
            make_readonly(planner, request->destination, mount->node);
        }
    }
    if (planner->config->root_readonly && gty_owns_root(planner))
        make_readonly(planner, GTY_TEXT("/"), planner->config->root_node);
    const struct gty_number *umask = &planner->config->process.umask;
    gty_operation_begin(planner, GTY_OP_UMASK);
    gty_put_u32(planner, GTY_A_MODE, umask->present ? (uint32_t)umask->value : 0022);
    gty_operation_end(planner);
}
