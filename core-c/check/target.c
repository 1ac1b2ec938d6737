// SPDX-License-Identifier: Apache-2.0
//
// Where runtimes differ: what the target refuses and others accept. Seen with crun 1.8.1, read in runc 1.5's source.
#include "check/areas.h"

// ---- crun -----------------------------------------------------------------------------------------------------------

static void demand(const struct gty_checker *checker, bool there, const struct gty_json *node, const char *property) {
    if (!there)
        gty_find(checker->diagnostics, GTY_RULE_TARGET_DEMANDED, node, NULL, "crun refuses a config without %s",
                 property);
}

// Its parser demands what the specification calls REQUIRED, and it knows one major version.
static void check_crun(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    demand(checker, config->oci_version_node, config->document, "ociVersion");
    if (config->root_present) demand(checker, config->root_path_node, config->root_node, "root.path");
    if (config->seccomp.node)
        demand(checker, config->seccomp.default_action.node, config->seccomp.node, "seccomp.defaultAction");
    if (config->oci_version_node && !gty_text_starts(config->oci_version, "1."))
        gty_find(checker->diagnostics, GTY_RULE_TARGET_VERSION, config->oci_version_node, "write 1.something",
                 "crun refuses version %s", gty_quote(checker, config->oci_version));
}

// ---- runc -----------------------------------------------------------------------------------------------------------

// In its table of architectures they are missing.
static const char *const unknown_to_runc[] = {"SCMP_ARCH_M68K", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB", "SCMP_ARCH_PARISC",
                                              "SCMP_ARCH_PARISC64"};

static void check_architectures(const struct gty_checker *checker, const struct gty_choices *architectures) {
    for (size_t i = 0; i < architectures->count; i++)
        for (size_t j = 0; j < sizeof unknown_to_runc / sizeof unknown_to_runc[0]; j++)
            if (gty_text_is(architectures->items[i].name, unknown_to_runc[j]))
                gty_find(checker->diagnostics, GTY_RULE_TARGET_ARCHITECTURE, architectures->items[i].node, "remove it",
                         "runc does not know the architecture %s", gty_quote(checker, architectures->items[i].name));
}

// It takes the type for that of a filesystem.
static void check_binds(const struct gty_checker *checker, const struct gty_config *config) {
    for (size_t i = 0; i < config->mount_count; i++) {
        const struct gty_texts *options = &config->mounts[i].options;
        if (gty_text_is(config->mounts[i].type, "bind") && !gty_texts_have(options, "bind") &&
            !gty_texts_have(options, "rbind"))
            gty_find(checker->diagnostics, GTY_RULE_TARGET_BIND, config->mounts[i].node, "add the option bind or rbind",
                     "runc mounts a filesystem named bind on %s, which Linux does not have",
                     gty_quote(checker, config->mounts[i].destination));
    }
}

static void check_id(const struct gty_checker *checker, uint32_t id, const struct gty_json *node, const char *name) {
    if (id > INT32_MAX)
        gty_find(checker->diagnostics, GTY_RULE_TARGET_ID, node, NULL, "runc takes a %s from 0 to 2147483647, not %u",
                 name, id);
}

static void check_ids(const struct gty_checker *checker, const struct gty_process *process) {
    const struct gty_json *user = process->user_node ? process->user_node : process->node;
    check_id(checker, process->uid, gty_at(user, "uid"), "uid");
    check_id(checker, process->gid, gty_at(user, "gid"), "gid");
    const struct gty_json *node = process->groups_node ? process->groups_node->first : NULL;
    for (size_t i = 0; i < process->group_count && node; i++, node = node->next)
        check_id(checker, process->groups[i], node, "gid");
}

static void check_runc(const struct gty_checker *checker) {
    check_architectures(checker, &checker->config->seccomp.architectures);
    check_binds(checker, checker->config);
    if (checker->config->process.present) check_ids(checker, &checker->config->process);
}

void gty_check_target(const struct gty_checker *checker) {
    if (checker->options->target == GTY_TARGET_CRUN) check_crun(checker);
    if (checker->options->target == GTY_TARGET_RUNC) check_runc(checker);
}
