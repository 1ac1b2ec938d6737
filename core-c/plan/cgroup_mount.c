// SPDX-License-Identifier: Apache-2.0
//
// A mount of type cgroup: one cgroup2 filesystem, or a tmpfs with every v1 hierarchy of the host below it.
#include <string.h>

#include "plan/mounts.h"

static void begin_mount(struct gty_planner *planner, struct gty_text target, struct gty_text type,
                        struct gty_text source, const struct gty_json *node) {
    gty_operation_begin(planner, GTY_OP_MOUNT);
    gty_put_mount_point(planner, target, node, false);
    gty_put_text(planner, GTY_A_FSTYPE, type);
    gty_put_text(planner, GTY_A_SOURCE, source);
}

// cgroup2 belongs to a cgroup namespace: from a user namespace that does not own it the kernel says EPERM, and EBUSY
// where it would be a second mount with other options. Then what the host has mounted is bound; in a cgroup namespace
// only the container's own directory, which is what it would have seen.
static void plan_v2(struct gty_planner *planner, const struct gty_mount *mount,
                    const struct gty_mount_request *request) {
    const struct gty_host *host = planner->host;
    bool own = gty_has_namespace(planner, GTY_CLONE_NEWCGROUP) && planner->cgroup.unified_directory.length;
    struct gty_mount_request fresh = *request;
    fresh.set = gty_fresh_attributes(request);
    fresh.clear = fresh.rec_set = fresh.rec_clear = 0;
    begin_mount(planner, request->destination, GTY_TEXT("cgroup2"),
                mount->source.length ? mount->source : GTY_TEXT("cgroup"), mount->node);
    if (request->data.length) gty_put_text(planner, GTY_A_DATA, request->data);
    gty_put_mount_attributes(planner, &fresh);
    size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EPERM, GTY_EBUSY, 0});
    size_t operation = gty_fallback_operation(planner, GTY_OP_BIND);
    gty_put_mount_point(planner, request->destination, mount->node, false);
    gty_put_path(planner, GTY_A_SOURCE, own ? planner->cgroup.unified_directory : host->unified.mount, mount->node);
    gty_put_mount_attributes(planner, request);
    gty_fallback_end(planner, fallback, operation);
    gty_operation_end(planner);
}

static struct gty_text base_name(struct gty_text path) {
    size_t at = path.length;
    while (at && path.data[at - 1] != '/') at--;
    return (struct gty_text){path.data + at, path.length - at};
}

static struct gty_text join_names(struct gty_arena *arena, const struct gty_texts *names) {
    struct gty_buffer text;
    gty_buffer_init(&text, arena);
    for (size_t i = 0; i < names->count; i++) {
        if (i) gty_buffer_byte(&text, ',');
        gty_buffer_bytes(&text, names->items[i].data, names->items[i].length);
    }
    return gty_text_copy(arena, (const char *)text.data, text.length);
}

static void plan_hierarchy(struct gty_planner *planner, const struct gty_mount *mount,
                           const struct gty_mount_request *request, size_t index) {
    const struct gty_hierarchy *hierarchy = &planner->host->v1[index];
    struct gty_text target =
        gty_text_format(planner->arena, "%s/%s", request->destination.data, base_name(hierarchy->mount).data);
    if (!gty_has_namespace(planner, GTY_CLONE_NEWCGROUP)) {
        gty_operation_begin(planner, GTY_OP_BIND);
        gty_put_mount_point(planner, target, mount->node, false);
        gty_put_path(planner, GTY_A_SOURCE, planner->cgroup.v1_directories[index], mount->node);
        gty_put_flag(planner, GTY_A_RECURSIVE);
        gty_put_mount_attributes(planner, request);
        gty_operation_end(planner);
        return;
    }
    struct gty_mount_request fresh = {.set = GTY_ATTR_NOSUID | GTY_ATTR_NODEV | GTY_ATTR_NOEXEC};
    fresh.set |= gty_fresh_attributes(request) & GTY_ATTR_RDONLY;
    bool named = hierarchy->name.length;
    begin_mount(planner, target, GTY_TEXT("cgroup"), named ? hierarchy->name : GTY_TEXT("cgroup"), mount->node);
    gty_put_text(planner, GTY_A_DATA,
                 named ? gty_text_format(planner->arena, "name=%s", hierarchy->name.data)
                       : join_names(planner->arena, &hierarchy->controllers));
    gty_put_mount_attributes(planner, &fresh);
    gty_operation_end(planner);
}

// `cpu` beside `cpu,cpuacct`, for programs that know a controller and not how it was mounted.
static void plan_links(struct gty_planner *planner, const struct gty_mount *mount,
                       const struct gty_mount_request *request, const struct gty_hierarchy *hierarchy) {
    struct gty_text folder = base_name(hierarchy->mount);
    if (hierarchy->controllers.count < 2) return;
    for (size_t i = 0; i < hierarchy->controllers.count; i++) {
        struct gty_text name = hierarchy->controllers.items[i];
        if (gty_text_equal(name, folder)) continue;
        gty_operation_begin(planner, GTY_OP_SYMLINK);
        gty_put_new_name(planner, gty_text_format(planner->arena, "%s/%s", request->destination.data, name.data),
                         mount->node);
        gty_put_text(planner, GTY_A_PATH, folder);
        gty_skip_quietly_on(planner, (const uint32_t[]){GTY_EEXIST, 0});
        gty_operation_end(planner);
    }
}

static void plan_v1(struct gty_planner *planner, const struct gty_mount *mount,
                    const struct gty_mount_request *request) {
    struct gty_mount_request tmpfs = *request;
    tmpfs.set = GTY_ATTR_NOSUID | GTY_ATTR_NODEV | GTY_ATTR_NOEXEC;
    tmpfs.clear = tmpfs.rec_set = tmpfs.rec_clear = 0;
    begin_mount(planner, request->destination, GTY_TEXT("tmpfs"), GTY_TEXT("tmpfs"), mount->node);
    gty_put_text(planner, GTY_A_DATA, GTY_TEXT("mode=755"));
    gty_put_mount_attributes(planner, &tmpfs);
    gty_operation_end(planner);
    for (size_t i = 0; i < planner->host->v1_count; i++) plan_hierarchy(planner, mount, request, i);
    for (size_t i = 0; i < planner->host->v1_count; i++) plan_links(planner, mount, request, &planner->host->v1[i]);
    if (!(gty_fresh_attributes(request) & GTY_ATTR_RDONLY)) return;
    gty_operation_begin(planner, GTY_OP_MOUNT_ATTR);
    gty_put_target(planner, request->destination, mount->node);
    gty_put_u32(planner, GTY_A_ATTR_SET, GTY_ATTR_RDONLY);
    gty_operation_end(planner);
}

void gty_plan_cgroup_mount(struct gty_planner *planner, const struct gty_mount *mount,
                           const struct gty_mount_request *request) {
    if (planner->host->cgroup_mode == GTY_CGROUP_V2)
        plan_v2(planner, mount, request);
    else
        plan_v1(planner, mount, request);
}
