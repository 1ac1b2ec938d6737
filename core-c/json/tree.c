// SPDX-License-Identifier: Apache-2.0
#include "json/tree.h"

#include <string.h>

struct gty_json *gty_tree_new(struct gty_arena *arena, enum gty_json_type type, const struct gty_json *origin) {
    struct gty_json *value = gty_arena_alloc(arena, sizeof *value);
    if (!value) return NULL;
    origin = gty_json_origin(origin);
    value->type = type;
    value->text = value->key = GTY_TEXT("");
    value->origin = origin;
    value->offset = origin->offset;
    value->end = origin->end;
    value->key_offset = origin->key_offset;
    value->key_end = origin->key_end;
    return value;
}

struct gty_json *gty_tree_text(struct gty_arena *arena, struct gty_text text, const struct gty_json *origin) {
    struct gty_json *value = gty_tree_new(arena, GTY_JSON_STRING, origin);
    if (!value) return NULL;
    value->text = text;
    value->has_nul = memchr(text.data, 0, text.length) != NULL;
    return value;
}

struct gty_json *gty_tree_number(struct gty_arena *arena, int64_t number, const struct gty_json *origin) {
    struct gty_json *value = gty_tree_new(arena, GTY_JSON_NUMBER, origin);
    if (value) value->text = gty_text_format(arena, "%lld", (long long)number);
    return value;
}

struct gty_json *gty_tree_bool(struct gty_arena *arena, bool boolean, const struct gty_json *origin) {
    struct gty_json *value = gty_tree_new(arena, GTY_JSON_BOOL, origin);
    if (value) value->boolean = boolean;
    return value;
}

struct gty_json *gty_tree_copy(struct gty_arena *arena, const struct gty_json *source) {
    struct gty_json *value = source ? gty_arena_alloc(arena, sizeof *value) : NULL;
    if (!value) return NULL;
    *value = *source;
    value->origin = gty_json_origin(source);
    value->parent = value->next = NULL;
    return value;
}

void gty_tree_add(struct gty_tree_end *end, struct gty_text key, struct gty_json *value) {
    struct gty_json *container = end->container;
    if (!container || !value) return;
    value->parent = container;
    value->next = NULL;
    value->key = key;
    value->index = container->count++;
    if (end->last)
        end->last->next = value;
    else
        container->first = value;
    end->last = value;
}

static struct gty_json *member(struct gty_json *object, const char *name, size_t length) {
    for (struct gty_json *at = object->first; at; at = at->next)
        if (at->key.length == length && memcmp(at->key.data, name, length) == 0) return at;
    return NULL;
}

// Objects that are made have few members, as many as a table has rows: the walk to the last one is short.
static void put(struct gty_json *object, struct gty_text key, struct gty_json *value) {
    struct gty_json *old = member(object, key.data, key.length);
    if (!old) {
        struct gty_tree_end end = {object, object->first};
        while (end.last && end.last->next) end.last = end.last->next;
        gty_tree_add(&end, key, value);
        return;
    }
    struct gty_json **link = &object->first;
    while (*link != old) link = &(*link)->next;
    value->parent = object;
    value->key = key;
    value->index = old->index;
    value->next = old->next;
    *link = value;
}

void gty_tree_set(struct gty_arena *arena, struct gty_json *object, const char *path, struct gty_json *value,
                  const struct gty_json *source) {
    if (!object || !value) return;
    for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
        struct gty_json *next = member(object, path, (size_t)(dot - path));
        if (!next || next->type != GTY_JSON_OBJECT) {
            next = gty_tree_new(arena, GTY_JSON_OBJECT, source);
            if (!next) return;
            put(object, gty_text_copy(arena, path, (size_t)(dot - path)), next);
        }
        object = next;
    }
    put(object, (struct gty_text){path, strlen(path)}, value);
}

struct gty_json *gty_tree_get(struct gty_json *object, const char *path) {
    while (object && object->type == GTY_JSON_OBJECT) {
        const char *dot = strchr(path, '.');
        object = member(object, path, dot ? (size_t)(dot - path) : strlen(path));
        if (!dot) return object;
        path = dot + 1;
    }
    return NULL;
}

struct gty_json *gty_tree_take(struct gty_json *object, const char *name) {
    struct gty_json *taken = object ? member(object, name, strlen(name)) : NULL;
    if (!taken) return NULL;
    struct gty_json **link = &object->first;
    while (*link != taken) link = &(*link)->next;
    *link = taken->next;
    object->count--;
    taken->next = NULL;
    return taken;
}

bool gty_json_is_zero(const struct gty_json *value) {
    switch (value->type) {
    case GTY_JSON_NULL:
        return true;
    case GTY_JSON_BOOL:
        return !value->boolean;
    case GTY_JSON_NUMBER:
        return gty_text_is(value->text, "0");
    case GTY_JSON_STRING:
        return value->text.length == 0;
    default:
        return value->count == 0;
    }
}
