// SPDX-License-Identifier: Apache-2.0
//
// process.env
#include <stdlib.h>
#include <string.h>

#include "check/areas.h"

struct variable {
    struct gty_text name;
    size_t index;
    const struct gty_json *node;
};

static bool check_entry(const struct gty_checker *checker, struct gty_text entry, const struct gty_json *node,
                        struct gty_text *name) {
    const char *equals = memchr(entry.data, '=', entry.length);
    if (!equals) {
        gty_find(checker->diagnostics, GTY_RULE_ENV_EQUALS, node, "write it as NAME=value",
                 "invalid environment variable %s: missing '='", gty_quote(checker, entry));
        return false;
    }
    *name = (struct gty_text){entry.data, (size_t)(equals - entry.data)};
    if (name->length > 0) return true;
    gty_find(checker->diagnostics, GTY_RULE_ENV_NAME, node, "write it as NAME=value",
             "invalid environment variable %s: the name is empty", gty_quote(checker, entry));
    return false;
}

static int compare(const void *left, const void *right) {
    const struct variable *a = left, *b = right;
    int order = gty_text_compare(a->name, b->name);
    if (order) return order;
    return (a->index > b->index) - (a->index < b->index);
}

static void check_duplicates(const struct gty_checker *checker, struct variable *variables, size_t count) {
    if (count) qsort(variables, count, sizeof *variables, compare);
    for (size_t i = 0; i + 1 < count; i++) {
        if (!gty_text_equal(variables[i].name, variables[i + 1].name)) continue;
        struct gty_diagnostic *finding = gty_find(
            checker->diagnostics, GTY_RULE_ENV_DUPLICATE, variables[i].node, "remove it",
            "environment variable %s is set again: the last one counts", gty_quote(checker, variables[i].name));
        gty_relate(checker->diagnostics, finding, variables[i + 1].node, "set again here");
    }
}

void gty_check_environment(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    if (!process->env.items || !process->env_node) return;
    struct variable *variables = gty_arena_array(checker->arena, process->env.count, sizeof *variables);
    const struct gty_json *node = process->env_node->first;
    size_t count = 0;
    for (size_t i = 0; i < process->env.count && variables; i++, node = node->next) {
        if (node->type != GTY_JSON_STRING || node->has_nul) continue;
        struct variable *variable = &variables[count];
        *variable = (struct variable){.index = i, .node = node};
        if (check_entry(checker, process->env.items[i], node, &variable->name)) count++;
    }
    check_duplicates(checker, variables, count);
}
