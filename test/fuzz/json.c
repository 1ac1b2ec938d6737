// SPDX-License-Identifier: Apache-2.0
//
// The JSON reader alone: positions, the tree, pointers.
#include <string.h>

#include "finding/diagnostic.h"
#include "fuzz.h"
#include "json/json.h"

static void must_be_within(const struct gty_json *node, size_t length) {
    must(node->offset < node->end && node->end <= length);
    const struct gty_json *parent = node->parent;
    if (!parent) return;
    must(parent->offset < node->offset && node->end < parent->end);
    if (parent->type != GTY_JSON_OBJECT) return;
    must(parent->offset < node->key_offset && node->key_offset < node->key_end && node->key_end < node->offset);
    must(strlen(node->key.data) <= node->key.length);
}

static void must_be_children(const struct gty_json *node) {
    size_t count = 0, end = node->offset;
    for (const struct gty_json *child = node->first; child; child = child->next) {
        must(child->parent == node && child->index == count++ && child->offset > end);
        end = child->end;
    }
    must(count == node->count);
}

static const struct gty_json *following(const struct gty_json *node) {
    if (node->first) return node->first;
    while (node && !node->next) node = node->parent;
    return node ? node->next : NULL;
}

static void must_be_tree(const struct gty_json *root, size_t length) {
    must(!root->parent && !root->next);
    for (const struct gty_json *node = root; node; node = following(node)) {
        must_be_within(node, length);
        must_be_children(node);
        if (node->type != GTY_JSON_STRING) continue;
        must(node->has_nul == (strlen(node->text.data) != node->text.length));
    }
}

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, arena, (struct gty_text){(const char *)data, length});
    const struct gty_json *root = gty_json_parse(arena, &diagnostics, data, length);
    if (root)
        must_be_tree(root, length);
    else
        must(diagnostics.errors == 1 || arena->failed);
    const struct gty_json *last = root;
    for (const struct gty_json *node = root; node; node = following(node)) last = node;
    if (last) must(gty_json_pointer(arena, last).length <= 2 * length);
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    gty_diagnostics_write(&diagnostics, &list);
    if (!arena->failed) must_be_findings(list.data, list.length, length);
}
