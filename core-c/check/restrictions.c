// SPDX-License-Identifier: Apache-2.0
//
// linux.maskedPaths and linux.readonlyPaths
#include "check/areas.h"

static void check_relative(const struct gty_checker *checker, struct gty_text path, const struct gty_json *node) {
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_RESTRICT_RELATIVE, node, "start it with /",
                 "path %s is not absolute: it is taken from the root", gty_quote(checker, node->text));
    gty_suggest_text(checker, finding, path);
}

// Whoever is in the root already, as all of the container are, would not see what is mounted over it.
static void check_root(const struct gty_checker *checker) {
    const struct gty_texts *paths = &checker->config->masked_paths;
    if (!paths->items || paths->count == 0) return;
    const struct gty_json *element = checker->config->masked_node->first;
    for (size_t i = 0; i < paths->count; i++, element = element->next)
        if (element->type == GTY_JSON_STRING &&
            gty_text_is(gty_path_clean_rooted(checker->arena, paths->items[i]), "/"))
            gty_find(checker->diagnostics, GTY_RULE_RESTRICT_ROOT, element, "mask what is in it, or leave it out",
                     "the root cannot be masked");
}

static void check_paths(const struct gty_checker *checker, const struct gty_texts *paths, const struct gty_json *node) {
    if (!paths->items || paths->count == 0) return;
    if (!gty_has(checker, GTY_NS_MNT)) {
        struct gty_diagnostic *finding = gty_find(checker->diagnostics, GTY_RULE_RESTRICT_NAMESPACE, node,
                                                  "add {\"type\": \"mount\"} to linux.namespaces",
                                                  "unable to restrict sys entries without a private MNT namespace");
        gty_relate_namespace(checker, finding, GTY_NS_MNT);
    }
    const struct gty_json *element = node->first;
    for (size_t i = 0; i < paths->count; i++, element = element->next)
        if (element->type == GTY_JSON_STRING && !gty_is_absolute(element->text))
            check_relative(checker, paths->items[i], element);
}

void gty_check_restrictions(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    check_root(checker);
    check_paths(checker, &config->masked_paths, config->masked_node);
    check_paths(checker, &config->readonly_paths, config->readonly_node);
}
