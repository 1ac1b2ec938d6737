// SPDX-License-Identifier: Apache-2.0
//
// linux.memoryPolicy and linux.personality
#include "check/areas.h"
#include "check/number_list.h"

// MPOL_* of the kernel.
enum { DEFAULT, PREFERRED, BIND, INTERLEAVE, LOCAL };
#define STATIC_NODES (1u << 15)
#define RELATIVE_NODES (1u << 14)
#define NUMA_BALANCING (1u << 13)

static void check_nodes(const struct gty_checker *checker, const struct gty_memory_policy *policy, size_t ranges) {
    const struct gty_json *node = policy->nodes_node ? policy->nodes_node : policy->node;
    uint64_t mode = policy->mode.value;
    struct gty_diagnostic *finding = NULL;
    if ((mode == DEFAULT || mode == LOCAL) && ranges)
        finding = gty_find(checker->diagnostics, GTY_RULE_MEMORY_POLICY_NO_NODES, node, "remove the nodes",
                           "memory policy mode %s takes no nodes", gty_quote(checker, policy->mode.name));
    else if (mode != DEFAULT && mode != LOCAL && mode != PREFERRED && !ranges)
        finding = gty_find(checker->diagnostics, GTY_RULE_MEMORY_POLICY_NODES, node, "for example \"nodes\": \"0-3\"",
                           "memory policy mode %s requires at least one node", gty_quote(checker, policy->mode.name));
    gty_relate(checker->diagnostics, finding, policy->mode.node, "the mode");
}

static void check_flags(const struct gty_checker *checker, const struct gty_memory_policy *policy, size_t ranges) {
    uint64_t flags = 0;
    for (size_t i = 0; i < policy->flags.count; i++) flags |= policy->flags.items[i].value;
    uint64_t mode = policy->mode.value;
    const char *wrong = (flags & STATIC_NODES) && (flags & RELATIVE_NODES)
                            ? "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude "
                              "each other"
                        : (flags & NUMA_BALANCING) && mode != BIND ? "MPOL_F_NUMA_BALANCING goes with MPOL_BIND only"
                        : (flags & (STATIC_NODES | RELATIVE_NODES)) && (mode == DEFAULT || mode == LOCAL || !ranges)
                            ? "MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES go with nodes"
                            : NULL;
    if (wrong) gty_find(checker->diagnostics, GTY_RULE_MEMORY_POLICY_FLAGS, policy->flags_node, NULL, "%s", wrong);
}

static void check_policy(const struct gty_checker *checker, const struct gty_memory_policy *policy) {
    struct gty_number_list nodes = gty_number_list(policy->nodes, GTY_LIST_MOST);
    bool nothing = policy->nodes.length && !nodes.ranges;
    if (!nodes.valid || nothing)
        gty_find(checker->diagnostics, GTY_RULE_MEMORY_POLICY_LIST, policy->nodes_node, "for example 0-3,8",
                 "invalid memory policy nodes %s", gty_quote(checker, policy->nodes));
    else if (policy->mode.known)
        check_nodes(checker, policy, nodes.ranges);
    if (policy->mode.known && policy->flags.count) check_flags(checker, policy, nodes.ranges);
}

void gty_check_memory_policy(const struct gty_checker *checker) {
    const struct gty_memory_policy *policy = &checker->config->memory_policy;
    if (policy->node && policy->node->type == GTY_JSON_OBJECT) check_policy(checker, policy);
}

void gty_check_personality(const struct gty_checker *checker) {
    const struct gty_personality *personality = &checker->config->personality;
    if (personality->flags.count)
        gty_find(checker->diagnostics, GTY_RULE_PERSONALITY_FLAGS, personality->flags_node, "remove them",
                 "personality flags are not supported by any runtime: they are ignored");
}
