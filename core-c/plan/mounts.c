// SPDX-License-Identifier: Apache-2.0
//
// The mounts of the config, in its order.
#include "plan/mounts.h"

#include <string.h>

#include "plan/sandbox.h"
#include "resolve/paths.h"

uint32_t gty_fresh_attributes(const struct gty_mount_request *request) {
    return (request->set & ~request->rec_clear) | request->rec_set;
}

bool gty_late_readonly(const struct gty_mount *mount, const struct gty_mount_request *request) {
    if (request->bind || request->remount) return false;
    bool written = gty_text_is(mount->type, "tmpfs") || gty_text_is(request->destination, "/dev");
    return written && (gty_fresh_attributes(request) & GTY_ATTR_RDONLY);
}

bool gty_dev_is_bound(const struct gty_planner *planner) {
    for (size_t i = 0; i < planner->config->mount_count; i++) {
        const struct gty_mount_request *request = &planner->requests[i];
        if (request->bind && gty_text_is(request->destination, "/dev")) return true;
    }
    return false;
}

static void put_attributes(struct gty_planner *planner, enum gty_attribute attribute, uint32_t value) {
    if (value) gty_put_u32(planner, attribute, value);
}

void gty_put_mount_attributes(struct gty_planner *planner, const struct gty_mount_request *request) {
    put_attributes(planner, GTY_A_ATTR_SET, request->set);
    put_attributes(planner, GTY_A_ATTR_CLEAR, request->clear);
    put_attributes(planner, GTY_A_REC_ATTR_SET, request->rec_set);
    put_attributes(planner, GTY_A_REC_ATTR_CLEAR, request->rec_clear);
    for (size_t i = 0; i < request->propagation_count; i++)
        gty_put_u32(planner, GTY_A_PROPAGATION, request->propagation[i]);
}

static void put_drop(struct gty_planner *planner, const struct gty_mount_request *request) {
    // mount_setattr knows nosymfollow since Linux 5.14: before it, a source keeps it.
    bool unknown = gty_kernel_is_older(planner->host, 5, 14);
    put_attributes(planner, GTY_A_ATTR_DROP, unknown ? request->drop & ~GTY_ATTR_NOSYMFOLLOW : request->drop);
}

// A filesystem whose content is the kernel's, or made by the init alone: nobody has put links into it.
static bool is_fresh(const struct gty_mount *mount, const struct gty_mount_request *request) {
    return gty_is_deviceless(mount->type) && !gty_text_is(mount->type, "overlay") && !request->copy_up;
}

static struct gty_text bind_source(struct gty_planner *planner, const struct gty_mount *mount) {
    return gty_bind_source(planner->arena, mount, planner->options->bundle);
}

// In a user namespace the container's root may not reach the source: it is opened with the host's rights. A source
// inside the root filesystem may be made by an earlier mount, and is looked up in its turn.
static bool opened_early(struct gty_planner *planner, const struct gty_mount *mount,
                         const struct gty_mount_request *request) {
    return planner->user_namespace && request->bind && !request->remount &&
           !gty_path_is_below(bind_source(planner, mount), planner->rootfs);
}

void gty_read_mounts(struct gty_planner *planner) {
    size_t count = planner->config->mount_count;
    planner->requests = gty_arena_array(planner->arena, count + 1, sizeof *planner->requests);
    for (size_t i = 0; i < count && planner->requests; i++)
        gty_mount_request(planner->arena, &planner->config->mounts[i], planner->rootfs, &planner->requests[i]);
}

void gty_plan_source_helper(struct gty_planner *planner) {
    for (size_t i = 0; i < planner->config->mount_count; i++) {
        if (!opened_early(planner, &planner->config->mounts[i], &planner->requests[i])) continue;
        gty_operation(planner, GTY_OP_SOURCE_HELPER);
        return;
    }
}

void gty_plan_mount_sources(struct gty_planner *planner) {
    uint32_t slot = 0;
    for (size_t i = 0; i < planner->config->mount_count; i++) {
        const struct gty_mount *mount = &planner->config->mounts[i];
        const struct gty_mount_request *request = &planner->requests[i];
        if (!opened_early(planner, mount, request)) continue;
        gty_operation_begin(planner, GTY_OP_OPEN_SOURCE);
        gty_put_u32(planner, GTY_A_SLOT, slot++); // the mounts take them in the same order
        gty_put_path(planner, GTY_A_SOURCE, bind_source(planner, mount), mount->node);
        if (request->recursive) gty_put_flag(planner, GTY_A_RECURSIVE);
        if (gty_is_sandbox(planner->config)) gty_put_flag(planner, GTY_A_ORDINARY);
        gty_operation_end(planner);
    }
}

static void plan_bind(struct gty_planner *planner, const struct gty_mount *mount,
                      const struct gty_mount_request *request, bool in_proc) {
    gty_operation_begin(planner, GTY_OP_BIND);
    gty_put_mount_point(planner, request->destination, mount->node, true);
    struct gty_text source = bind_source(planner, mount);
    if (opened_early(planner, mount, request))
        gty_put_u32(planner, GTY_A_SLOT, planner->slots++);
    else if (!gty_binds_itself(planner, source, request->destination))
        gty_put_path(planner, GTY_A_SOURCE, source, mount->node);
    if (request->recursive) gty_put_flag(planner, GTY_A_RECURSIVE);
    gty_put_mount_attributes(planner, request);
    put_drop(planner, request);
    if (in_proc) gty_put_flag(planner, GTY_A_IN_PROC);
    if (gty_is_sandbox(planner->config)) gty_put_flag(planner, GTY_A_ORDINARY);
    gty_operation_end(planner);
}

static void plan_remount(struct gty_planner *planner, const struct gty_mount *mount,
                         const struct gty_mount_request *request) {
    gty_operation_begin(planner, GTY_OP_REMOUNT);
    gty_put_target(planner, request->destination, mount->node);
    if (request->data.length) gty_put_text(planner, GTY_A_DATA, request->data);
    gty_put_mount_attributes(planner, request);
    put_drop(planner, request);
    gty_operation_end(planner);
}

// sysfs belongs to a network namespace and mqueue to an ipc namespace: from a user namespace that does not own these
// the kernel refuses both. Then what the host has mounted is bound. A container that has asked for an ipc namespace
// never gets the host's queues; of a joined network namespace it sees the host's side of /sys.
static void put_fallback(struct gty_planner *planner, const struct gty_mount *mount,
                         const struct gty_mount_request *request) {
    bool confined = planner->user_namespace || planner->host->user_namespace;
    const char *source = NULL;
    if (gty_text_is(mount->type, "sysfs") && !gty_is_new(planner, GTY_CLONE_NEWNET)) source = "/sys";
    if (gty_text_is(mount->type, "mqueue") && !gty_has_namespace(planner, GTY_CLONE_NEWIPC)) source = "/dev/mqueue";
    if (!confined || !source) return;
    struct gty_mount_request bind = *request;
    bind.rec_set |= bind.set; // below /sys lie mounts of their own
    bind.rec_clear |= bind.clear;
    bind.set = bind.clear = 0;
    size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EPERM, 0});
    size_t operation = gty_fallback_operation(planner, GTY_OP_BIND);
    gty_put_mount_point(planner, request->destination, mount->node, false);
    gty_put_text(planner, GTY_A_SOURCE, (struct gty_text){source, strlen(source)});
    gty_put_flag(planner, GTY_A_RECURSIVE);
    gty_put_mount_attributes(planner, &bind);
    gty_fallback_end(planner, fallback, operation);
}

static void plan_filesystem(struct gty_planner *planner, const struct gty_mount *mount,
                            const struct gty_mount_request *given, bool in_proc) {
    struct gty_mount_request request = *given;
    request.set = gty_fresh_attributes(given);
    request.clear = request.rec_set = request.rec_clear = 0;
    bool readonly = request.set & GTY_ATTR_RDONLY;
    if (gty_late_readonly(mount, given)) request.set &= ~GTY_ATTR_RDONLY;
    bool tmpfs = gty_text_is(mount->type, "tmpfs");
    struct gty_text data = request.data;
    // The superblock must know, because the device may not be writable.
    if (readonly && !gty_is_deviceless(mount->type)) {
        data = data.length ? gty_text_format(planner->arena, "ro,%s", data.data) : GTY_TEXT("ro");
    }
    gty_operation_begin(planner, GTY_OP_MOUNT);
    gty_put_mount_point(planner, request.destination, mount->node, !is_fresh(mount, given));
    gty_put_text(planner, GTY_A_FSTYPE, mount->type);
    gty_put_path(planner, GTY_A_SOURCE, mount->source.length ? mount->source : mount->type, mount->node);
    if (data.length) gty_put_text(planner, GTY_A_DATA, data);
    gty_put_mount_attributes(planner, &request);
    if (request.copy_up && tmpfs) gty_put_flag(planner, GTY_A_COPY_UP);
    if (tmpfs && !request.has_mode) gty_put_flag(planner, GTY_A_INHERIT_MODE);
    if (gty_text_is(mount->type, "proc") || gty_text_is(mount->type, "sysfs")) gty_put_flag(planner, GTY_A_ORDINARY);
    if (in_proc) gty_put_flag(planner, GTY_A_IN_PROC);
    put_fallback(planner, mount, &request);
    gty_operation_end(planner);
}

static void plan_mount(struct gty_planner *planner, const struct gty_mount *mount,
                       const struct gty_mount_request *request) {
    bool in_proc = gty_path_is_below(request->destination, GTY_TEXT("/proc"));
    if (request->remount)
        plan_remount(planner, mount, request);
    else if (request->bind)
        plan_bind(planner, mount, request, in_proc);
    else if (gty_text_is(mount->type, "cgroup"))
        gty_plan_cgroup_mount(planner, mount, request);
    else
        plan_filesystem(planner, mount, request, in_proc);
}

void gty_plan_mounts(struct gty_planner *planner) {
    for (size_t i = 0; i < planner->config->mount_count; i++)
        plan_mount(planner, &planner->config->mounts[i], &planner->requests[i]);
}
