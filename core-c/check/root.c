// SPDX-License-Identifier: Apache-2.0
//
// root, rootfsPropagation, hostname and domainname
#include "check/areas.h"
#include "resolve/paths.h"

// __NEW_UTS_LEN of the kernel.
#define NAME_LENGTH_MAX 64

static void check_propagation(const struct gty_checker *checker) {
    struct gty_text word = checker->config->rootfs_propagation.name;
    const struct gty_json *node = checker->config->propagation_node;
    if (word.length == 0) return;
    if (!gty_has(checker, GTY_NS_MNT)) {
        struct gty_diagnostic *finding = gty_find(checker->diagnostics, GTY_RULE_PROPAGATION_NAMESPACE, node,
                                                  "add {\"type\": \"mount\"} to linux.namespaces",
                                                  "rootfsPropagation has no effect without a mount namespace");
        gty_relate_namespace(checker, finding, GTY_NS_MNT);
    }
    if (checker->options->no_pivot && (gty_text_is(word, "private") || gty_text_is(word, "rprivate")))
        gty_find(checker->diagnostics, GTY_RULE_PROPAGATION_PRIVATE, node, "use slave, or do without --no-pivot",
                 "rootfsPropagation of [r]private is not safe without pivot_root");
}

static void check_path(const struct gty_checker *checker) {
    const struct gty_json *node = checker->config->root_node;
    if (node->type != GTY_JSON_OBJECT || checker->config->root_path.length > 0) return;
    const struct gty_json *path = checker->config->root_path_node;
    if (path && (path->type != GTY_JSON_STRING || path->has_nul)) return;
    gty_find(checker->diagnostics, GTY_RULE_ROOT_PATH, path ? path : node, "write the path of the root filesystem",
             "root.path is missing: the bundle itself is taken");
}

// Nothing can be mounted over "/": what is resolved from there goes on seeing what is below.
static void check_host_root(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (gty_has(checker, GTY_NS_MNT) || !config->root_present) return;
    if (!config->mount_count && !config->process.terminal && !config->root_readonly) return;
    // Without a bundle a relative path leads nowhere yet.
    if (!checker->options->bundle.length && !gty_text_starts(config->root_path, "/")) return;
    if (!gty_text_is(gty_rootfs_path(checker->arena, config, checker->options->bundle), "/")) return;
    struct gty_diagnostic *finding = gty_find(
        checker->diagnostics, GTY_RULE_ROOT_HOST, config->root_path_node ? config->root_path_node : config->root_node,
        "add {\"type\": \"mount\"} to linux.namespaces",
        "the root of the host takes no mounts, no terminal and no readonly without a mount namespace");
    gty_relate_namespace(checker, finding, GTY_NS_MNT);
}

void gty_check_root(const struct gty_checker *checker) {
    if (checker->config->root_present)
        check_path(checker);
    else
        gty_find(checker->diagnostics, GTY_RULE_ROOT_MISSING, checker->config->document,
                 "a root has at least a path, relative to the bundle or absolute", "root must be specified");
    check_host_root(checker);
    check_propagation(checker);
}

static void check_name(const struct gty_checker *checker, struct gty_text name, const struct gty_json *node,
                       enum gty_rule rule, const char *property) {
    if (name.length == 0) return;
    if (!gty_has(checker, GTY_NS_UTS)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, rule, node, "add {\"type\": \"uts\"} to linux.namespaces",
                     "unable to set %s without a private UTS namespace", property);
        gty_relate_namespace(checker, finding, GTY_NS_UTS);
    }
    if (name.length > NAME_LENGTH_MAX)
        gty_find(checker->diagnostics, GTY_RULE_NAME_LENGTH, node, NULL, "%s has %zu bytes; Linux takes at most %d",
                 property, name.length, NAME_LENGTH_MAX);
}

void gty_check_names(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    check_name(checker, config->hostname, config->hostname_node, GTY_RULE_HOSTNAME_NAMESPACE, "hostname");
    check_name(checker, config->domainname, config->domainname_node, GTY_RULE_DOMAINNAME_NAMESPACE, "domainname");
}
