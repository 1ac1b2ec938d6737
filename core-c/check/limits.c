// SPDX-License-Identifier: Apache-2.0
//
// process.capabilities and process.rlimits
#include "check/areas.h"
#include "tables/words.h"

#define SET_BITS 64

// The kernel's capset(2) refuses effective capabilities that are not permitted.
static void check_effective(const struct gty_checker *checker, const struct gty_process *process,
                            const struct gty_json *node) {
    uint64_t excess = process->capabilities[GTY_CAP_EFFECTIVE] & ~process->capabilities[GTY_CAP_PERMITTED];
    for (uint64_t number = 0; number < SET_BITS; number++)
        if (excess >> number & 1)
            gty_relate(checker->diagnostics,
                       gty_find(checker->diagnostics, GTY_RULE_CAPABILITY_EFFECTIVE, gty_at(node, "effective"),
                                "add it to permitted", "capability %s is effective but not permitted",
                                gty_word_name(gty_capability_words, number)),
                       gty_json_member(node, "permitted"), "it is not here");
}

// PR_CAP_AMBIENT_RAISE wants them permitted and inheritable; runc goes on without those that are not.
static void check_ambient(const struct gty_checker *checker, const struct gty_process *process,
                          const struct gty_json *node) {
    const uint64_t *sets = process->capabilities;
    uint64_t excess = sets[GTY_CAP_AMBIENT] & ~(sets[GTY_CAP_PERMITTED] & sets[GTY_CAP_INHERITABLE]);
    for (uint64_t number = 0; number < SET_BITS; number++) {
        if (!(excess >> number & 1)) continue;
        bool permitted = sets[GTY_CAP_PERMITTED] >> number & 1;
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_CAPABILITY_AMBIENT, gty_at(node, "ambient"),
                     "add it to permitted and to inheritable", "can't raise ambient capability %s: it is not %s",
                     gty_word_name(gty_capability_words, number), permitted ? "inheritable" : "permitted");
        gty_relate(checker->diagnostics, finding, gty_json_member(node, permitted ? "inheritable" : "permitted"),
                   "it is not here");
    }
}

void gty_check_capabilities(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    if (!process->capabilities_present) return;
    const struct gty_json *node = process->capabilities_node;
    check_effective(checker, process, node);
    check_ambient(checker, process, node);
}

static void check_rlimit(const struct gty_checker *checker, const struct gty_rlimit *rlimit) {
    const char *missing = !gty_json_member(rlimit->node, "soft")   ? "soft"
                          : !gty_json_member(rlimit->node, "hard") ? "hard"
                                                                   : NULL;
    if (missing)
        gty_find(checker->diagnostics, GTY_RULE_RLIMIT_VALUE, rlimit->node, "write both, soft and hard",
                 "the rlimit has no %s value: 0 is taken", missing);
    if (rlimit->soft > rlimit->hard)
        gty_relate(checker->diagnostics,
                   gty_find(checker->diagnostics, GTY_RULE_RLIMIT_ORDER, gty_at(rlimit->node, "soft"), NULL,
                            "the soft limit of %s is above the hard one", gty_quote(checker, rlimit->type.name)),
                   gty_json_member(rlimit->node, "hard"), "the hard limit");
}

void gty_check_rlimits(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    const struct gty_rlimit *seen[SET_BITS] = {0};
    for (size_t i = 0; i < process->rlimit_count; i++) {
        const struct gty_rlimit *rlimit = &process->rlimits[i];
        if (!rlimit->type.known) continue;
        check_rlimit(checker, rlimit);
        const struct gty_rlimit **first = &seen[rlimit->type.value % SET_BITS];
        if (*first)
            gty_relate(checker->diagnostics,
                       gty_find(checker->diagnostics, GTY_RULE_RLIMIT_DUPLICATE, rlimit->node, "keep one of them",
                                "%s is limited twice: the last one counts", gty_quote(checker, rlimit->type.name)),
                       (*first)->node, "limited here before");
        *first = rlimit;
    }
}
