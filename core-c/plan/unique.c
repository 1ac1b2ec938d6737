// SPDX-License-Identifier: Apache-2.0
#include "plan/unique.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct gty_text name;
    size_t index;
};

static int compare(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    int order = gty_text_compare(a->name, b->name);
    if (order) return order;
    return (a->index > b->index) - (a->index < b->index);
}

// Sorted by name, equal names stand together: n log n, where an attacker chose the list.
bool gty_unique(struct gty_arena *arena, const struct gty_texts *items, char end, bool last, struct gty_texts *out) {
    size_t count = items->count;
    struct entry *entries = gty_arena_array(arena, count + 1, sizeof *entries);
    bool *kept = gty_arena_array(arena, count + 1, sizeof *kept);
    out->items = gty_arena_array(arena, count + 1, sizeof *out->items);
    out->count = 0;
    if (!entries || !kept || !out->items) return false;
    for (size_t i = 0; i < count; i++) {
        struct gty_text name = items->items[i];
        const char *at = end ? memchr(name.data, end, name.length) : NULL;
        if (at) name.length = (size_t)(at - name.data);
        entries[i] = (struct entry){name, i};
    }
    qsort(entries, count, sizeof *entries, compare);
    for (size_t i = 0; i < count; i++) {
        size_t other = last ? i + 1 : i - 1; // wraps for the first, and is then not below count
        kept[entries[i].index] = other >= count || !gty_text_equal(entries[i].name, entries[other].name);
    }
    for (size_t i = 0; i < count; i++)
        if (kept[i]) out->items[out->count++] = items->items[i];
    return true;
}
