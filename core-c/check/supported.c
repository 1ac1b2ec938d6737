// SPDX-License-Identifier: Apache-2.0
//
// What the runtime spec has and gantry does not carry out: for gantry refused by name, for any runtime warned of,
// unless it has no effect anyway. The table is model/support.def.
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

static bool asks(const struct gty_json *node, enum gty_asked_kind kind) {
    if (!node || is_empty(node)) return false;
    if (kind != GTY_ASKED_SETTINGS || node->type != GTY_JSON_OBJECT) return true;
    for (const struct gty_json *member = node->first; member; member = member->next)
        if (!is_empty(member) && !is_off(member)) return true;
    return false;
}

const char *gty_not_built(const struct gty_checker *checker, const struct gty_support *support) {
    return gty_text_format(checker->arena, "%s are not built yet", support->what).data;
}

void gty_warn_unsupported(const struct gty_checker *checker, const struct gty_support *support,
                          const struct gty_json *node, const char *what) {
    if (gty_may_be_gantry(checker))
        gty_find(checker->diagnostics, GTY_RULE_UNSUPPORTED_BY_GANTRY, node, gty_not_built(checker, support),
                 "gantry run refuses %s", what);
}

static void refuse(const struct gty_checker *checker, const struct gty_support *support, enum gty_rule rule,
                   const struct gty_json *node) {
    struct gty_reader reader = {.arena = checker->arena};
    const char *path = gty_read_path(&reader, node);
    if (gty_for_gantry(checker))
        gty_find(checker->diagnostics, rule, node, "remove it, or use a runtime that has it", "%s is not supported",
                 path);
    else
        gty_warn_unsupported(checker, support, node, path);
}

static const struct gty_json *node_at(const void *object, size_t offset) {
    return *(const struct gty_json *const *)(const void *)((const char *)object + offset);
}

static void check_place(const struct gty_checker *checker, const struct gty_support *support,
                        const struct gty_asked *place, const void *object) {
    const struct gty_json *node = node_at(object, place->offset);
    if (asks(node, place->kind)) refuse(checker, support, place->rule, node);
}

static void check_mounts(const struct gty_checker *checker, const struct gty_support *support,
                         const struct gty_asked *place) {
    for (size_t i = 0; i < checker->config->mount_count; i++)
        check_place(checker, support, place, &checker->config->mounts[i]);
}

void gty_check_supported(const struct gty_checker *checker) {
    if (!gty_may_be_gantry(checker)) return;
    for (const struct gty_support *support = gty_support; support < gty_support + GTY_SUPPORT_COUNT; support++) {
        if (support->since) continue;
        for (const struct gty_asked *place = support->places; place->kind; place++) {
            if (place->kind == GTY_ASKED_OF_MOUNT)
                check_mounts(checker, support, place);
            else if (place->kind != GTY_ASKED_OPTION) // mount_options.c
                check_place(checker, support, place, checker->config);
        }
    }
}
