// SPDX-License-Identifier: Apache-2.0
//
// Questions to a parsed value.
#include <string.h>

#include "base/buffer.h"
#include "json/json.h"

const struct gty_json *gty_json_member(const struct gty_json *object, const char *name) {
    if (!object || object->type != GTY_JSON_OBJECT) return NULL;
    size_t length = strlen(name);
    for (const struct gty_json *member = object->first; member; member = member->next)
        if (member->key.length == length && memcmp(member->key.data, name, length) == 0)
            return member->type != GTY_JSON_NULL ? member : NULL;
    return NULL;
}

static void write_reference(struct gty_buffer *pointer, struct gty_text key) {
    for (size_t i = 0; i < key.length; i++) {
        if (key.data[i] == '~')
            gty_buffer_text(pointer, "~0");
        else if (key.data[i] == '/')
            gty_buffer_text(pointer, "~1");
        else
            gty_buffer_byte(pointer, (uint8_t)key.data[i]);
    }
}

struct gty_text gty_json_pointer(struct gty_arena *arena, const struct gty_json *node) {
    const struct gty_json *path[GTY_JSON_DEPTH_MAX + 1];
    size_t depth = 0;
    node = gty_json_origin(node);
    for (; node->parent && depth < GTY_JSON_DEPTH_MAX + 1; node = node->parent) path[depth++] = node;
    struct gty_buffer pointer;
    gty_buffer_init(&pointer, arena);
    while (depth > 0) {
        const struct gty_json *step = path[--depth];
        gty_buffer_byte(&pointer, '/');
        if (step->parent->type == GTY_JSON_OBJECT)
            write_reference(&pointer, step->key);
        else
            gty_buffer_format(&pointer, "%zu", step->index);
    }
    gty_buffer_byte(&pointer, 0);
    if (pointer.failed) return GTY_TEXT("");
    return (struct gty_text){(const char *)pointer.data, pointer.length - 1};
}

bool gty_json_to_u64(const struct gty_json *node, uint64_t *out) {
    return node->type == GTY_JSON_NUMBER && gty_text_to_u64(node->text, out);
}

bool gty_json_to_i64(const struct gty_json *node, int64_t *out) {
    if (node->type != GTY_JSON_NUMBER) return false;
    struct gty_text digits = node->text;
    bool negative = digits.data[0] == '-';
    if (negative) {
        digits.data++;
        digits.length--;
    }
    uint64_t magnitude;
    if (!gty_text_to_u64(digits, &magnitude)) return false;
    if (magnitude > (uint64_t)INT64_MAX + (negative ? 1 : 0)) return false;
    *out = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

const char *gty_json_type_name(enum gty_json_type type) {
    switch (type) {
    case GTY_JSON_NULL:
        return "null";
    case GTY_JSON_BOOL:
        return "boolean";
    case GTY_JSON_NUMBER:
        return "number";
    case GTY_JSON_STRING:
        return "string";
    case GTY_JSON_ARRAY:
        return "array";
    case GTY_JSON_OBJECT:
        return "object";
    }
    return "value";
}
