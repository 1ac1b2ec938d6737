// SPDX-License-Identifier: Apache-2.0
#include "model/host.h"

#include "model/option_values.h"

#define EMPTY GTY_TEXT("")

// ---- cgroup hierarchies -------------------------------------------------------------------------------------------

static const struct gty_field hierarchy_fields[] = {
    {"controllers", GTY_FIELD_TEXTS, .offset = offsetof(struct gty_hierarchy, controllers)},
    {"name", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, name)},
    {"mount", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, mount)},
    {"own", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, own)},
};
static const struct gty_shape hierarchy_shape = GTY_SHAPE(hierarchy_fields);

static void read_hierarchy(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_hierarchy *hierarchy = target;
    *hierarchy = (struct gty_hierarchy){.name = EMPTY, .mount = EMPTY, .own = EMPTY};
    if (!gty_read_object(reader, node, &hierarchy_shape, hierarchy)) return;
    gty_option_absolute(reader, node, hierarchy->mount, "mount");
    gty_option_absolute(reader, node, hierarchy->own, "own");
}

static void read_v1(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_host *host = target;
    host->v1 = gty_read_array(reader, node, sizeof *host->v1, read_hierarchy, &host->v1_count);
}

static void read_unified(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_host *host = target;
    host->unified_present = true;
    read_hierarchy(reader, node, &host->unified);
}

// ---- words ----------------------------------------------------------------------------------------------------------

static void read_mode(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const modes[] = {
        [GTY_CGROUP_NONE] = "none", [GTY_CGROUP_V1] = "v1", [GTY_CGROUP_V2] = "v2", [GTY_CGROUP_HYBRID] = "hybrid"};
    int mode = GTY_OPTION_WORD(modes, "the modes are v1, v2, hybrid and none");
    if (mode >= 0) *(enum gty_cgroup_mode *)target = (enum gty_cgroup_mode)mode;
}

static void read_driver(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const drivers[] = {"cgroupfs", "systemd"};
    int driver = GTY_OPTION_WORD(drivers, "the drivers are cgroupfs and systemd");
    if (driver >= 0) *(enum gty_cgroup_driver *)target = driver ? GTY_DRIVER_SYSTEMD : GTY_DRIVER_CGROUPFS;
}

static void read_known(struct gty_reader *reader, const struct gty_json *node, void *target) {
    if (gty_read_type(reader, node, GTY_JSON_BOOL)) *(enum gty_known *)target = node->boolean ? GTY_YES : GTY_NO;
}

// ---- the whole ----------------------------------------------------------------------------------------------------

#define AT(member) offsetof(struct gty_host, member)

static const struct gty_field cgroup_fields[] = {
    {"mode", GTY_FIELD_READ, .offset = AT(cgroup_mode), .read = read_mode},
    {"v1", GTY_FIELD_READ, .read = read_v1},
    {"unified", GTY_FIELD_READ, .read = read_unified},
    {"unifiedControllers", GTY_FIELD_TEXTS, .offset = AT(unified_controllers)},
    {"driver", GTY_FIELD_READ, .offset = AT(driver), .read = read_driver},
};
static const struct gty_shape cgroup_shape = GTY_SHAPE(cgroup_fields);

static const struct gty_field host_fields[] = {
    {"euid", GTY_FIELD_ID, .offset = AT(euid)},
    {"kernel", GTY_FIELD_TEXT, .offset = AT(kernel)},
    {"userNamespace", GTY_FIELD_BOOL, .offset = AT(user_namespace)},
    {"cgroup", GTY_FIELD_OBJECT, .shape = &cgroup_shape},
    {"rootless", GTY_FIELD_BOOL, .offset = AT(rootless)},
    {"noPivot", GTY_FIELD_BOOL, .offset = AT(no_pivot)},
    {"apparmor", GTY_FIELD_READ, .offset = AT(apparmor), .read = read_known},
    {"selinux", GTY_FIELD_READ, .offset = AT(selinux), .read = read_known},
    {"rdt", GTY_FIELD_READ, .offset = AT(rdt), .read = read_known},
    {"kcore", GTY_FIELD_READ, .offset = AT(kcore), .read = read_known},
    {"paths", GTY_FIELD_TEXTS, .offset = AT(paths)},
};
static const struct gty_shape host_shape = GTY_SHAPE(host_fields);

void gty_host_init(struct gty_host *host) {
    *host = (struct gty_host){.kernel = EMPTY, .unified = {.name = EMPTY, .mount = EMPTY, .own = EMPTY}};
}

void gty_host_read(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_host *host = target;
    if (!gty_read_object(reader, node, &host_shape, host)) return;
    host->present = true;
    host->paths_present = gty_json_member(node, "paths");
    gty_option_require(reader, node, "cgroup");
    const struct gty_json *cgroup = gty_json_member(node, "cgroup");
    gty_option_require(reader, cgroup, "mode");
    if (host->cgroup_mode == GTY_CGROUP_V2 || host->cgroup_mode == GTY_CGROUP_HYBRID)
        gty_option_require(reader, cgroup, "unified");
}

// ---- questions ------------------------------------------------------------------------------------------------------

const struct gty_hierarchy *gty_v1_hierarchy(const struct gty_host *host, const char *controller) {
    for (size_t i = 0; i < host->v1_count; i++)
        if (gty_texts_have(&host->v1[i].controllers, controller)) return &host->v1[i];
    return NULL;
}

bool gty_on_unified(const struct gty_host *host, const char *controller) {
    return host->unified_present && !gty_v1_hierarchy(host, controller) &&
           gty_texts_have(&host->unified_controllers, controller);
}

// A number of a release, and `at` behind the dot after it.
static uint64_t read_part(struct gty_text text, size_t *at) {
    size_t start = *at;
    uint64_t number = 0;
    while (*at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9') (*at)++;
    gty_text_to_u64((struct gty_text){text.data + start, *at - start}, &number);
    (*at)++;
    return number;
}

bool gty_kernel_is_older(const struct gty_host *host, uint64_t major, uint64_t minor) {
    size_t at = 0;
    uint64_t host_major = read_part(host->kernel, &at), host_minor = read_part(host->kernel, &at);
    return host_major && (host_major < major || (host_major == major && host_minor < minor));
}
