// SPDX-License-Identifier: Apache-2.0
//
// The steps of the unified hierarchy: controllers are handed on from the mount point down, then come the limits.
#include <string.h>

#include "cgroup/controller.h"

static void add_name(struct gty_buffer *names, struct gty_text name) {
    if (names->length) gty_buffer_byte(names, ' ');
    gty_buffer_bytes(names, name.data, name.length);
}

static bool is_wanted(const struct gty_cgroup *cgroup, const struct gty_controller *controller) {
    const struct gty_json *node;
    return gty_controller_wanted(&cgroup->config->resources, controller, &node);
}

static bool is_needed(const struct gty_cgroup *cgroup, struct gty_text name) {
    for (const struct gty_controller *const *one = gty_controllers; *one; one++)
        if (gty_text_is(name, (*one)->name)) return is_wanted(cgroup, *one);
    return false;
}

// Without what the config needs the start fails, unless it is not our right to say so: it may be there already. The
// rest is for statistics.
static void enable_controllers(struct gty_cgroup *cgroup, struct gty_text directory) {
    static const char *const denied[] = {"EACCES", "EPERM", NULL};
    const struct gty_host *host = cgroup->host;
    struct gty_buffer needed, optional;
    gty_buffer_init(&needed, cgroup->arena);
    gty_buffer_init(&optional, cgroup->arena);
    for (const struct gty_controller *const *one = gty_controllers; *one; one++)
        if (is_wanted(cgroup, *one) && gty_on_unified(host, (*one)->name))
            add_name(&needed, (struct gty_text){(*one)->name, strlen((*one)->name)});
    for (size_t i = 0; i < host->unified_controllers.count && host->cgroup_mode == GTY_CGROUP_V2; i++)
        if (!is_needed(cgroup, host->unified_controllers.items[i]))
            add_name(&optional, host->unified_controllers.items[i]);
    if (!needed.length && !optional.length) return;
    gty_cgroup_add(cgroup, (struct gty_cgroup_step){
                               .op = GTY_CGROUP_ENABLE,
                               .path = directory,
                               .value = gty_text_copy(cgroup->arena, (const char *)needed.data, needed.length),
                               .optional = gty_text_copy(cgroup->arena, (const char *)optional.data, optional.length),
                               .skip = denied,
                           });
}

static void enable_in_level(struct gty_cgroup *cgroup, struct gty_text parent, struct gty_text level, bool leaf) {
    (void)parent;
    if (!leaf) enable_controllers(cgroup, level);
}

void gty_cgroup_plan_v2(struct gty_cgroup *cgroup) {
    const struct gty_host *host = cgroup->host;
    struct gty_text base = gty_cgroup_unified_base(cgroup), directory = cgroup->unified_directory;
    // From the mount point down to the base, then with each new level.
    struct gty_text mount = host->unified.mount;
    enable_controllers(cgroup, mount);
    for (size_t at = mount.length == 1 ? 0 : mount.length; at < base.length;) {
        const char *slash = memchr(base.data + at + 1, '/', base.length - at - 1);
        at = slash ? (size_t)(slash - base.data) : base.length;
        enable_controllers(cgroup, gty_text_copy(cgroup->arena, base.data, at));
    }
    gty_cgroup_levels(cgroup, base, directory, enable_in_level);
    for (const struct gty_controller *const *one = gty_controllers; *one; one++)
        if (gty_on_unified(host, (*one)->name)) gty_controller_write(cgroup, *one, true, directory);
    if (!gty_v1_hierarchy(host, "devices")) gty_cgroup_v2_devices(cgroup, directory);
}
