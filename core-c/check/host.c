// SPDX-License-Identifier: Apache-2.0
//
// What the host's facts say beside cgroups: its kernel, and which paths it has
#include "check/areas.h"
#include "gantry/bootstrap.h"
#include "resolve/paths.h"
#include "tables/mount_options.h"

// ---- kernel ---------------------------------------------------------------------------------------------------------

struct release {
    uint64_t major, minor;
};

static void want(const struct gty_checker *checker, const struct gty_json *node, struct release since,
                 const char *what) {
    if (gty_kernel_is_older(checker->host, since.major, since.minor))
        gty_find(checker->diagnostics, GTY_RULE_KERNEL_RELEASE, node, NULL, "%s need Linux %llu.%llu; this host has %s",
                 what, (unsigned long long)since.major, (unsigned long long)since.minor,
                 gty_quote(checker, checker->host->kernel));
}

static bool is_recursive(const struct gty_mount_option *option) {
    return option->kind == GTY_OPTION_REC_SET || option->kind == GTY_OPTION_REC_CLEAR ||
           option->kind == GTY_OPTION_REC_ATIME;
}

static void check_options(const struct gty_checker *checker, const struct gty_mount *mount) {
    const struct gty_json *node = mount->options_node ? mount->options_node->first : NULL;
    for (size_t i = 0; i < mount->options.count; i++, node = node ? node->next : NULL) {
        const struct gty_mount_option *option = gty_mount_option(mount->options.items[i]);
        if (!option) continue;
        if (option->kind == GTY_OPTION_IDMAP) want(checker, node, (struct release){5, 12}, "id-mapped mounts");
        if (is_recursive(option)) want(checker, node, (struct release){5, 12}, "recursive mount options");
        if (gty_text_is(mount->options.items[i], "nosymfollow"))
            want(checker, node, (struct release){5, 10}, "mounts with nosymfollow");
    }
}

static void check_kernel(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (!gty_kernel_is_older(checker->host, 6, 9)) return; // the newest of all
    const struct gty_namespace *namespaces = config->namespaces;
    if (namespaces[GTY_NS_TIME].present)
        want(checker, namespaces[GTY_NS_TIME].node, (struct release){5, 6}, "time namespaces");
    if (namespaces[GTY_NS_CGROUP].present)
        want(checker, namespaces[GTY_NS_CGROUP].node, (struct release){4, 6}, "cgroup namespaces");
    if (config->resources.cpu_burst.present)
        want(checker, config->resources.cpu_burst.node, (struct release){5, 14}, "CPU bursts");
    if (config->resources.cpu_idle.present)
        want(checker, config->resources.cpu_idle.node, (struct release){5, 15}, "idle cgroups");
    if (gty_text_is(config->memory_policy.mode.name, "MPOL_PREFERRED_MANY"))
        want(checker, config->memory_policy.mode.node, (struct release){5, 15}, "policies of MPOL_PREFERRED_MANY");
    if (gty_text_is(config->memory_policy.mode.name, "MPOL_WEIGHTED_INTERLEAVE"))
        want(checker, config->memory_policy.mode.node, (struct release){6, 9}, "policies of MPOL_WEIGHTED_INTERLEAVE");
    for (size_t i = 0; i < config->mount_count; i++) check_options(checker, &config->mounts[i]);
}

// ---- paths ----------------------------------------------------------------------------------------------------------

static void check_there(const struct gty_checker *checker, enum gty_rule rule, struct gty_text path,
                        const struct gty_json *node, const char *what) {
    if (gty_is_absolute(path) && gty_is_absent(checker, path))
        gty_find(checker->diagnostics, rule, node, NULL, "%s %s does not exist on this host", what,
                 gty_quote(checker, path));
}

static void check_paths(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (!checker->host->paths_present) return;
    if (config->root_present && config->root_path.length)
        check_there(checker, GTY_RULE_ROOT_ABSENT, gty_rootfs_path(checker->arena, config, checker->options->bundle),
                    config->root_path_node, "the root filesystem");
    for (int type = 0; type < GTY_NS_COUNT; type++)
        check_there(checker, GTY_RULE_NAMESPACE_ABSENT, config->namespaces[type].path, config->namespaces[type].node,
                    "namespace path");
    // A startContainer hook is looked up in the container.
    for (int kind = 0; kind < 6; kind++)
        for (size_t i = 0; i < config->hooks[kind].count && kind != GTY_HOOK_START_CONTAINER; i++)
            check_there(checker, GTY_RULE_HOOK_ABSENT, config->hooks[kind].items[i].path,
                        config->hooks[kind].items[i].path_node, "hook");
}

void gty_check_host(const struct gty_checker *checker) {
    if (!checker->host->present) return;
    check_kernel(checker);
    check_paths(checker);
}
