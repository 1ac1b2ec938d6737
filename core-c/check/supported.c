// SPDX-License-Identifier: Apache-2.0
//
// What the runtime spec has and gantry does not carry out: refused by name, unless it has no effect anyway.
#include "check/areas.h"
#include "model/read.h"

static bool is_empty(const struct gty_json *node) {
    return node->type == GTY_JSON_NULL || (node->type == GTY_JSON_STRING && node->text.length == 0) ||
           ((node->type == GTY_JSON_ARRAY || node->type == GTY_JSON_OBJECT) && node->count == 0);
}

static bool is_off(const struct gty_json *node) {
    return (node->type == GTY_JSON_BOOL && !node->boolean) ||
           (node->type == GTY_JSON_NUMBER && gty_text_is(node->text, "0"));
}

static void refuse(struct gty_diagnostics *diagnostics, enum gty_rule rule, const struct gty_json *node) {
    struct gty_reader reader = {.arena = diagnostics->arena};
    gty_find(diagnostics, rule, node, "remove it, or use a runtime that has it", "%s is not supported",
             gty_read_path(&reader, node));
}

// A value of its own, or a list.
static void refuse_value(struct gty_diagnostics *diagnostics, enum gty_rule rule, const struct gty_json *node) {
    if (node && !is_empty(node)) refuse(diagnostics, rule, node);
}

// An object that says something: with one value that is not empty, false or 0.
static void refuse_object(struct gty_diagnostics *diagnostics, enum gty_rule rule, const struct gty_json *node) {
    if (!node || is_empty(node)) return;
    bool says = node->type != GTY_JSON_OBJECT;
    for (const struct gty_json *member = node->first; member; member = member->next)
        if (!is_empty(member) && !is_off(member)) says = true;
    if (says) refuse(diagnostics, rule, node);
}

static void check_process(struct gty_diagnostics *diagnostics, const struct gty_process *process) {
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_APPARMOR, process->apparmor_node);
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_SELINUX_LABEL, process->selinux_node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_SCHEDULER, process->scheduler.node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_IO_PRIORITY, process->io_priority.node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_CPU_AFFINITY, process->cpu_affinity.node);
}

static void check_resources(struct gty_diagnostics *diagnostics, const struct gty_resources *resources) {
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_BLOCK_IO, resources->block_io.node);
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_HUGEPAGES, resources->hugepage_limits_node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_NETWORK, resources->network.node);
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_RDMA, resources->rdma_node);
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_UNIFIED, resources->unified_node);
}

static void check_mounts(struct gty_diagnostics *diagnostics, const struct gty_config *config) {
    for (size_t i = 0; i < config->mount_count; i++) {
        const struct gty_mount *mount = &config->mounts[i];
        const struct gty_json *nodes[] = {mount->uid_mappings_node, mount->gid_mappings_node};
        for (int kind = 0; kind < 2; kind++)
            refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_ID_MAPPED_MOUNT, nodes[kind]);
    }
}

void gty_check_supported(const struct gty_checker *checker) {
    struct gty_diagnostics *diagnostics = checker->diagnostics;
    const struct gty_config *config = checker->config;
    if (!gty_for_gantry(checker)) return;
    check_process(diagnostics, &config->process);
    check_resources(diagnostics, &config->resources);
    check_mounts(diagnostics, config);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_SECCOMP, config->seccomp.node);
    refuse_value(diagnostics, GTY_RULE_UNSUPPORTED_MOUNT_LABEL, config->mount_label_node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_INTEL_RDT, config->intel_rdt.node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_PERSONALITY, config->personality.node);
    refuse_object(diagnostics, GTY_RULE_UNSUPPORTED_MEMORY_POLICY, config->memory_policy.node);
}
