// SPDX-License-Identifier: Apache-2.0
//
// mounts, maskedPaths and readonlyPaths
#include "check/areas.h"
#include "plan/paths.h"

// What lxcfs puts over procfs; anything else there could fool or cut off the tools that trust it.
static const char *const proc_files[] = {
    "/proc/cpuinfo",
    "/proc/diskstats",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/swaps",
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/slabinfo",
    "/proc/sys/kernel/ns_last_pid",
    "/proc/sys/crypto/fips_enabled",
};

static bool has_option(const struct gty_mount *mount, const char *option) {
    for (size_t i = 0; i < mount->options.count; i++)
        if (gty_text_is(mount->options.items[i], option)) return true;
    return false;
}

static bool is_bind(const struct gty_mount *mount) { return has_option(mount, "bind") || has_option(mount, "rbind"); }

static bool is_proc_file(struct gty_text path) {
    for (size_t i = 0; i < sizeof proc_files / sizeof proc_files[0]; i++)
        if (gty_text_is(path, proc_files[i])) return true;
    return false;
}

static void check_proc(const struct gty_checker *checker, const struct gty_mount *mount, struct gty_text path) {
    // Whether the source of a bind is a procfs is for the init to see.
    if (gty_text_is(path, "/proc") && !is_bind(mount) && !gty_text_is(mount->type, "proc"))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_ON_PROC, mount->node, NULL,
                 "\"/proc\" cannot be mounted because it is not of type proc");
    if (gty_text_starts(path, "/proc/") && !is_proc_file(path))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_IN_PROC, mount->node,
                 "only cpuinfo, diskstats, meminfo, stat, swaps, uptime, loadavg, slabinfo, sys/kernel/ns_last_pid and "
                 "sys/crypto/fips_enabled may be mounted over",
                 "%s cannot be mounted because it is inside /proc", gty_quote(checker, path));
}

static void check_destination(const struct gty_checker *checker, const struct gty_mount *mount,
                              struct gty_text rootfs) {
    struct gty_text path = gty_mount_destination(checker->arena, mount, rootfs);
    if (gty_text_is(path, "/"))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_ON_ROOT, mount->node, "the root filesystem is root.path",
                 "mount destination %s is on the top of rootfs", gty_quote(checker, mount->destination));
    else if (!gty_is_absolute(mount->destination))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_RELATIVE, mount->node, "start it with /",
                 "mount destination %s is not absolute: it is taken as %s", gty_quote(checker, mount->destination),
                 gty_quote(checker, path));
    check_proc(checker, mount, path);
}

static void check_type(const struct gty_checker *checker, const struct gty_mount *mount) {
    if (mount->type.length == 0 && !is_bind(mount) && !has_option(mount, "remount"))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_TYPE, mount->node,
                 "write a filesystem's name, or the option bind or rbind", "the mount on %s has no type",
                 gty_quote(checker, mount->destination));
}

void gty_check_mounts(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    struct gty_text rootfs = gty_rootfs_path(checker->arena, config, checker->facts);
    for (size_t i = 0; i < config->mount_count; i++) {
        const struct gty_mount *mount = &config->mounts[i];
        if (mount->node->type != GTY_JSON_OBJECT) continue;
        check_destination(checker, mount, rootfs);
        check_type(checker, mount);
    }
    if (config->mount_count && !gty_has(checker, GTY_NS_MNT))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_NAMESPACE, config->mounts[0].node->parent,
                 "add {\"type\": \"mount\"} to linux.namespaces",
                 "mounts need a mount namespace: without one they would stay on the host");
}

static void check_paths(const struct gty_checker *checker, const struct gty_texts *paths, const struct gty_json *node) {
    if (!paths->items || paths->count == 0) return;
    if (!gty_has(checker, GTY_NS_MNT))
        gty_find(checker->diagnostics, GTY_RULE_RESTRICT_NAMESPACE, node,
                 "add {\"type\": \"mount\"} to linux.namespaces",
                 "unable to restrict sys entries without a private MNT namespace");
    const struct gty_json *element = node->first;
    for (size_t i = 0; i < paths->count; i++, element = element->next) {
        if (element->type != GTY_JSON_STRING || gty_is_absolute(paths->items[i])) continue;
        gty_find(checker->diagnostics, GTY_RULE_RESTRICT_RELATIVE, element, "start it with /",
                 "path %s is not absolute: it is taken from the root", gty_quote(checker, paths->items[i]));
    }
}

void gty_check_restrictions(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    check_paths(checker, &config->masked_paths, config->masked_node);
    check_paths(checker, &config->readonly_paths, config->readonly_node);
}
