// SPDX-License-Identifier: Apache-2.0
//
// What a runtime without privilege cannot do
#include "check/areas.h"

static void check_namespace(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    struct gty_diagnostic *finding = gty_find(
        checker->diagnostics, GTY_RULE_ROOTLESS_NAMESPACE, config->linux_node ? config->linux_node : config->document,
        "add {\"type\": \"user\"} to linux.namespaces, with mappings", "rootless container requires user namespaces");
    gty_relate_namespace(checker, finding, GTY_NS_USER);
}

static bool is_mapped(const struct gty_idmaps *maps, uint64_t id) {
    for (size_t i = 0; i < maps->count && i < GTY_MAPPINGS_MAX; i++)
        if (id >= maps->items[i].container_id && id - maps->items[i].container_id < maps->items[i].size) return true;
    return false;
}

static void check_option(const struct gty_checker *checker, struct gty_text word, const struct gty_json *node) {
    bool uid = gty_text_starts(word, "uid="), gid = gty_text_starts(word, "gid=");
    if (!uid && !gid) return;
    const struct gty_idmaps *maps = uid ? &checker->config->uid_mappings : &checker->config->gid_mappings;
    uint64_t id;
    if (!gty_text_to_u64((struct gty_text){word.data + 4, word.length - 4}, &id) || is_mapped(maps, id)) return;
    struct gty_diagnostic *finding = gty_find(
        checker->diagnostics, GTY_RULE_ROOTLESS_MOUNT_ID, node, "map the id, or take one that is",
        "cannot specify %s mount option for rootless container: the id is not mapped", gty_quote(checker, word));
    if (maps->count) gty_relate(checker->diagnostics, finding, maps->items[0].node->parent, "the mappings");
}

static void check_options(const struct gty_checker *checker, const struct gty_mount *mount) {
    const struct gty_json *node = mount->options_node ? mount->options_node->first : NULL;
    for (size_t i = 0; i < mount->options.count; i++, node = node ? node->next : NULL)
        check_option(checker, mount->options.items[i], node ? node : mount->node);
}

void gty_check_rootless(const struct gty_checker *checker) {
    if (!checker->options->rootless) return;
    const struct gty_config *config = checker->config;
    if (!gty_has(checker, GTY_NS_USER)) check_namespace(checker);
    for (size_t i = 0; i < config->mount_count && gty_is_new_namespace(checker, GTY_NS_USER); i++)
        check_options(checker, &config->mounts[i]);
    // setgroups(2) is denied where an unprivileged process wrote the mappings.
    if (config->process.group_count)
        gty_find(checker->diagnostics, GTY_RULE_ROOTLESS_GROUPS, config->process.groups_node, "remove them",
                 "cannot set any additional groups in a rootless container");
}
