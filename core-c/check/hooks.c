// SPDX-License-Identifier: Apache-2.0
//
// hooks
#include "check/areas.h"
#include "gantry/bootstrap.h"

static void check_path(const struct gty_checker *checker, const struct gty_hook *hook) {
    const struct gty_json *path = hook->path_node;
    if (path && (path->type != GTY_JSON_STRING || path->has_nul)) return;
    if (hook->path.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_HOOK_PATH, path ? path : hook->node, "write the path of a program",
                 "the hook has no path");
    else if (!gty_is_absolute(hook->path))
        gty_find(checker->diagnostics, GTY_RULE_HOOK_RELATIVE, path ? path : hook->node,
                 "runtimes look it up in their own directory", "hook path %s is not absolute",
                 gty_quote(checker, hook->path));
}

static void check_timeout(const struct gty_checker *checker, const struct gty_hook *hook, enum gty_hook_kind kind) {
    if (!hook->timeout.present || hook->timeout.value > 0) return;
    // The container is gone by then: a poststop hook that fails holds nothing up.
    enum gty_rule rule = kind == GTY_HOOK_POSTSTOP ? GTY_RULE_HOOK_TIMEOUT_POSTSTOP : GTY_RULE_HOOK_TIMEOUT;
    gty_find(checker->diagnostics, rule, hook->timeout.node, "it counts seconds; leave it out for none",
             "a hook's timeout must be above 0");
}

static void check_kind(const struct gty_checker *checker, enum gty_hook_kind kind) {
    const struct gty_hooks *hooks = &checker->config->hooks[kind];
    for (size_t i = 0; i < hooks->count; i++) {
        if (hooks->items[i].node->type != GTY_JSON_OBJECT) continue;
        check_path(checker, &hooks->items[i]);
        check_timeout(checker, &hooks->items[i], kind);
    }
}

#define CHECK_KIND(number, name, text) check_kind(checker, GTY_HOOK_##name);
void gty_check_hooks(const struct gty_checker *checker) { GTY_HOOK_KINDS(CHECK_KIND) }
