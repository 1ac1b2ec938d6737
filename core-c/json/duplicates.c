// SPDX-License-Identifier: Apache-2.0
//
// Members of the same name. Nearly all objects have none, which is soon seen.
#include <stdlib.h>
#include <string.h>

#include "json/parser.h"

#define FEW 12

static bool few_are_distinct(const struct gty_json *object) {
    for (const struct gty_json *a = object->first; a; a = a->next)
        for (const struct gty_json *b = object->first; b != a; b = b->next)
            if (a->key.length == b->key.length && a->key.data[0] == b->key.data[0] && gty_text_equal(a->key, b->key))
                return false;
    return true;
}

static size_t hash_of(struct gty_text key) {
    uint32_t hash = (uint32_t)key.length;
    for (size_t i = 0; i < key.length; i++) hash = (hash ^ (uint8_t)key.data[i]) * 0x01000193u;
    return hash ^ hash >> 15;
}

// Whether no two names are the same. A table of hashes says so; it gives up where too many collide, which a document
// can bring about.
static bool are_distinct(struct parser *parser, const struct gty_json *object) {
    if (object->count <= FEW) return few_are_distinct(object);
    size_t slots = 32, collisions = 0;
    while (slots < 2 * object->count) slots *= 2;
    const struct gty_json **table = gty_arena_array(parser->arena, slots, sizeof *table);
    if (!table) return false;
    for (const struct gty_json *member = object->first; member; member = member->next) {
        size_t at = hash_of(member->key) & (slots - 1);
        for (; table[at]; at = (at + 1) & (slots - 1))
            if (++collisions > 4 * object->count || gty_text_equal(table[at]->key, member->key)) return false;
        table[at] = member;
    }
    return true;
}

static int compare_keys(const void *a, const void *b) {
    const struct gty_json *x = *(const struct gty_json *const *)a, *y = *(const struct gty_json *const *)b;
    int order = gty_text_compare(x->key, y->key);
    return order ? order : (x->offset > y->offset) - (x->offset < y->offset);
}

static void report(struct parser *parser, const struct gty_json *member) {
    struct gty_place place = {member->key_offset, member->key_end, gty_json_pointer(parser->arena, member)};
    gty_report_at(parser->diagnostics, &gty_rules[GTY_RULE_JSON_DUPLICATE], place,
                  "keep one of them; it is the last one that counts", "property %s stands twice in its object",
                  gty_text_quote(parser->arena, member->key).data);
}

// Takes out of an object's list what has no parent any more.
static void unlink_orphans(struct gty_json *object) {
    struct gty_json **link = &object->first;
    object->count = 0;
    while (*link) {
        if ((*link)->parent) {
            (*link)->index = object->count++;
            link = &(*link)->next;
        } else {
            *link = (*link)->next;
        }
    }
}

bool gty_json_drop_duplicates(struct parser *parser, struct gty_json *object) {
    if (are_distinct(parser, object)) return true;
    struct gty_json **members = gty_arena_array(parser->arena, object->count, sizeof *members);
    if (!members) return false;
    size_t count = 0;
    for (struct gty_json *member = object->first; member; member = member->next) members[count++] = member;
    qsort(members, count, sizeof *members, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (gty_text_equal(members[i - 1]->key, members[i]->key)) {
            report(parser, members[i]);
            members[i - 1]->parent = NULL;
        }
    unlink_orphans(object);
    return true;
}
