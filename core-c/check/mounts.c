// SPDX-License-Identifier: Apache-2.0
//
// mounts: what goes where. Their options: mount_options.c.
#include "check/mount_parts.h"
#include "resolve/paths.h"

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

static bool is_proc_file(struct gty_text path) {
    for (size_t i = 0; i < sizeof proc_files / sizeof proc_files[0]; i++)
        if (gty_text_is(path, proc_files[i])) return true;
    return false;
}

// Only procfs may stand at /proc: a container's tools, and those who look after it, trust what they read there.
static bool may_stand_on_proc(const struct gty_checker *checker, const struct gty_mount *mount,
                              const struct gty_mount_request *request) {
    if (request->remount) return true;
    if (!request->bind) return gty_text_is(mount->type, "proc");
    return gty_path_is_below(gty_bind_source(checker->arena, mount, checker->options->bundle), GTY_TEXT("/proc"));
}

static void check_proc(const struct gty_checker *checker, const struct gty_mount *mount,
                       const struct gty_mount_request *request) {
    struct gty_text path = request->destination;
    if (!gty_text_starts(path, "/proc")) return;
    if (gty_text_is(path, "/proc") && !may_stand_on_proc(checker, mount, request)) {
        enum gty_rule rule = request->bind ? GTY_RULE_PLAN_BIND_ON_PROC : GTY_RULE_MOUNT_ON_PROC;
        gty_find(checker->diagnostics, rule, mount->node,
                 request->bind ? "bind the host's /proc, or mount type proc" : "mount type proc",
                 "\"/proc\" cannot be mounted because it is not of type proc");
    }
    if (gty_text_starts(path, "/proc/") && !is_proc_file(path))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_IN_PROC, gty_at(mount->node, "destination"),
                 "only cpuinfo, diskstats, meminfo, stat, swaps, uptime, loadavg, slabinfo, sys/kernel/ns_last_pid and "
                 "sys/crypto/fips_enabled may be mounted over",
                 "%s cannot be mounted because it is inside /proc", gty_quote(checker, path));
}

static void check_destination(const struct gty_checker *checker, const struct gty_mount *mount, struct gty_text path) {
    const struct gty_json *node = gty_at(mount->node, "destination");
    if (node != mount->node && (node->type != GTY_JSON_STRING || node->has_nul)) return;
    if (gty_text_is(path, "/")) {
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_ON_ROOT, node, "the root filesystem is root.path",
                 "mount destination %s is on the top of rootfs", gty_quote(checker, mount->destination));
    } else if (!gty_is_absolute(mount->destination)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_MOUNT_RELATIVE, node, "start it with /",
                     "mount destination %s is not absolute: it is taken as %s", gty_quote(checker, mount->destination),
                     gty_quote(checker, path));
        gty_suggest_text(checker, finding, path);
    }
}

static void check_type(const struct gty_checker *checker, const struct gty_mount *mount,
                       const struct gty_mount_request *request) {
    if (mount->type.length == 0 && !request->bind && !request->remount)
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_TYPE, gty_at(mount->node, "type"),
                 "write a filesystem's name, or the option bind or rbind", "the mount on %s has no type",
                 gty_quote(checker, mount->destination));
}

static void check_source(const struct gty_checker *checker, const struct gty_mount *mount,
                         const struct gty_mount_request *request, struct gty_text rootfs) {
    if (!request->bind || request->remount) return;
    if (mount->source.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_SOURCE, gty_at(mount->node, "source"),
                 "write the path that is to be bound", "the bind mount on %s has no source: the bundle itself is bound",
                 gty_quote(checker, mount->destination));
    if (mount->source.length == 0 || !checker->host->paths_present) return;
    struct gty_text source = gty_bind_source(checker->arena, mount, checker->options->bundle);
    // What lies in the root filesystem may be made by an earlier mount.
    bool inside = gty_path_is_below(source, rootfs) && !gty_text_equal(source, rootfs);
    if (!inside && gty_is_absent(checker, source))
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_SOURCE_ABSENT, gty_at(mount->node, "source"),
                 "a bind mount's source exists before the container is made", "bind source %s does not exist",
                 gty_quote(checker, source));
}

static void check_cgroup_mount(const struct gty_checker *checker, const struct gty_mount *mount,
                               const struct gty_mount_request *request) {
    if (!checker->host->present || checker->host->cgroup_mode != GTY_CGROUP_NONE) return;
    if (gty_text_is(mount->type, "cgroup") && !request->bind && !request->remount)
        gty_find(checker->diagnostics, GTY_RULE_PLAN_CGROUP_MOUNT, mount->node, NULL,
                 "no cgroup hierarchy is mounted on this host: %s will be empty", request->destination.data);
}

void gty_check_mounts(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    struct gty_text rootfs = gty_rootfs_path(checker->arena, config, checker->options->bundle);
    struct gty_mount_request *requests = gty_arena_array(checker->arena, config->mount_count, sizeof *requests);
    for (size_t i = 0; i < config->mount_count && requests; i++) {
        const struct gty_mount *mount = &config->mounts[i];
        gty_mount_request(checker->arena, mount, rootfs, &requests[i]);
        if (mount->node->type != GTY_JSON_OBJECT) continue;
        check_destination(checker, mount, requests[i].destination);
        check_type(checker, mount, &requests[i]);
        check_source(checker, mount, &requests[i], rootfs);
        check_proc(checker, mount, &requests[i]);
        check_cgroup_mount(checker, mount, &requests[i]);
        gty_check_mount_options(checker, mount, &requests[i]);
        gty_check_id_mapped_mount(checker, mount, &requests[i]);
    }
    if (requests) gty_check_mount_order(checker, requests);
    if (config->mount_count && !gty_has(checker, GTY_NS_MNT)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_MOUNT_NAMESPACE, config->mounts[0].node->parent,
                     "add {\"type\": \"mount\"} to linux.namespaces",
                     "without a mount namespace the mounts are made on the host, until the container is deleted");
        gty_relate_namespace(checker, finding, GTY_NS_MNT);
    }
}
