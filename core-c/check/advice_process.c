// SPDX-License-Identifier: Apache-2.0
//
// Advice on the process: capabilities, privileges, user, security modules
#include <string.h>

#include "check/advice.h"
#include "tables/advice.h"
#include "tables/words.h"

static const char *const set_names[GTY_CAP_SETS] = {
    [GTY_CAP_BOUNDING] = "bounding",   [GTY_CAP_EFFECTIVE] = "effective", [GTY_CAP_INHERITABLE] = "inheritable",
    [GTY_CAP_PERMITTED] = "permitted", [GTY_CAP_AMBIENT] = "ambient",
};

// The element of that name, or the set.
static const struct gty_json *element_of(const struct gty_json *set, const char *name) {
    for (const struct gty_json *element = set->type == GTY_JSON_ARRAY ? set->first : NULL; element;
         element = element->next)
        if (element->type == GTY_JSON_STRING && gty_text_is(element->text, name)) return element;
    return set;
}

// What is in none of the sets cannot be had; one finding a capability, at the first set that has it.
static void advise_capability(const struct gty_checker *checker, const char *name) {
    const struct gty_process *process = &checker->config->process;
    static const enum gty_capability_set order[] = {GTY_CAP_EFFECTIVE, GTY_CAP_PERMITTED, GTY_CAP_BOUNDING};
    uint64_t number;
    if (!gty_word_value(gty_capability_words, (struct gty_text){name, strlen(name)}, &number)) return;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (!(process->capabilities[order[i]] >> number & 1)) continue;
        const struct gty_json *set = gty_at(process->capabilities_node, set_names[order[i]]);
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_CAPABILITY, element_of(set, name), "do without it",
                 "with %s ways out of a container are known", name);
        return;
    }
}

static void advise_capabilities(const struct gty_checker *checker, const struct gty_process *process) {
    if (!process->capabilities_present) {
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_CAPABILITIES, process->node,
                 "list those that the program needs, or none",
                 "without process.capabilities the process has what the runtime leaves it");
        return;
    }
    for (const char *const *name = gty_strong_capabilities; *name; name++) advise_capability(checker, *name);
    if (process->capabilities[GTY_CAP_AMBIENT])
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_AMBIENT, gty_at(process->capabilities_node, "ambient"),
                 "give capabilities to the file of the program that needs them",
                 "every program that the process executes keeps its ambient capabilities");
}

static void advise_apparmor(const struct gty_checker *checker, const struct gty_process *process) {
    if (checker->host->apparmor != GTY_YES || !gty_may_advise(checker, GTY_SUPPORT_APPARMOR)) return;
    if (process->apparmor_profile.length == 0 || gty_text_is(process->apparmor_profile, "unconfined"))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_APPARMOR,
                 process->apparmor_node ? process->apparmor_node : process->node, "name a profile",
                 "this host has AppArmor, and the process is not confined by it");
}

void gty_advise_process(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    if (!process->node || process->node->type != GTY_JSON_OBJECT) return;
    advise_capabilities(checker, process);
    advise_apparmor(checker, process);
    if (!process->no_new_privileges)
        gty_suggest(checker->diagnostics,
                    gty_find(checker->diagnostics, GTY_RULE_ADVICE_NEW_PRIVILEGES,
                             gty_at(process->node, "noNewPrivileges"), "set noNewPrivileges to true",
                             "programs that the process executes can gain privileges"),
                    "true");
    if (process->uid == 0 && !gty_has(checker, GTY_NS_USER))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_ROOT_USER,
                 process->user_node ? process->user_node : process->node,
                 "set user.uid, or give the container a user namespace",
                 "the process is root, and without a user namespace that is root of the host");
    if (process->oom_score_adj.present && process->oom_score_adj.value < 0)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_OOM_SCORE, process->oom_score_adj.node, "use 0 or more",
                 "when memory is out, processes of the host are killed before this one");
}
