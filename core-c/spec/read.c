// SPDX-License-Identifier: Apache-2.0
#include "spec/read.h"

#include <string.h>

#include "spec/names.h"

const char *gty_read_path(struct gty_reader *reader, const struct gty_json *node) {
    const struct gty_json *path[GTY_JSON_DEPTH_MAX + 1];
    size_t depth = 0;
    for (; node->parent && depth < GTY_JSON_DEPTH_MAX + 1; node = node->parent) path[depth++] = node;
    if (depth == 0) return "the document";
    struct gty_buffer out;
    gty_buffer_init(&out, reader->arena);
    for (size_t i = depth; i-- > 0;) {
        if (path[i]->parent->type == GTY_JSON_ARRAY) {
            gty_buffer_format(&out, "[%zu]", path[i]->index);
            continue;
        }
        if (out.length) gty_buffer_byte(&out, '.');
        // The quotes are for what is no plain name, a sysctl for example, and for what is too long to show.
        struct gty_text key = path[i]->key;
        gty_buffer_text(&out, gty_name_is_plain(key) ? key.data : gty_text_quote(reader->arena, key).data);
    }
    gty_buffer_byte(&out, 0);
    return out.failed ? "" : (const char *)out.data;
}

// ---- values -------------------------------------------------------------------------------------------------------

static const char *with_article(enum gty_json_type type) {
    switch (type) {
    case GTY_JSON_NULL:
        return "null";
    case GTY_JSON_BOOL:
        return "a boolean";
    case GTY_JSON_NUMBER:
        return "a number";
    case GTY_JSON_STRING:
        return "a string";
    case GTY_JSON_ARRAY:
        return "an array";
    default:
        return "an object";
    }
}

bool gty_read_type(struct gty_reader *reader, const struct gty_json *node, enum gty_json_type type) {
    if (node->type == type) return true;
    gty_find(reader->diagnostics, GTY_RULE_TYPE, node, NULL, "%s must be %s, but it is %s", gty_read_path(reader, node),
             with_article(type), with_article(node->type));
    return false;
}

bool gty_read_text(struct gty_reader *reader, const struct gty_json *node, struct gty_text *out) {
    if (!gty_read_type(reader, node, GTY_JSON_STRING)) return false;
    if (node->has_nul) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_NUL, node, "the kernel's strings end at their first NUL",
                 "%s contains a null byte", gty_read_path(reader, node));
        return false;
    }
    *out = node->text;
    return true;
}

static const struct {
    const char *low, *high;
    uint64_t below_zero, above_zero; // the range is from -below_zero to above_zero
} ranges[] = {
    [GTY_I64] = {"-9223372036854775808", "9223372036854775807", (uint64_t)1 << 63, INT64_MAX},
    [GTY_U64] = {"0", "18446744073709551615", 0, UINT64_MAX},
    [GTY_I32] = {"-2147483648", "2147483647", (uint64_t)1 << 31, INT32_MAX},
    [GTY_U32] = {"0", "4294967295", 0, UINT32_MAX},
    [GTY_U16] = {"0", "65535", 0, UINT16_MAX},
};

bool gty_read_number(struct gty_reader *reader, const struct gty_json *node, enum gty_number_kind kind,
                     struct gty_number *out) {
    if (!gty_read_type(reader, node, GTY_JSON_NUMBER)) return false;
    struct gty_text text = node->text;
    if (memchr(text.data, '.', text.length) || memchr(text.data, 'e', text.length) ||
        memchr(text.data, 'E', text.length)) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_FRACTION, node, "write the number out in digits",
                 "%s must be a whole number", gty_read_path(reader, node));
        return false;
    }
    bool negative = text.data[0] == '-';
    uint64_t magnitude;
    bool fits = gty_text_to_u64((struct gty_text){text.data + negative, text.length - negative}, &magnitude) &&
                magnitude <= (negative ? ranges[kind].below_zero : ranges[kind].above_zero);
    if (!fits) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_RANGE, node, NULL, "%s must be from %s to %s",
                 gty_read_path(reader, node), ranges[kind].low, ranges[kind].high);
        return false;
    }
    uint64_t bits = negative ? 0 - magnitude : magnitude;
    out->present = true;
    memcpy(&out->value, &bits, sizeof bits);
    out->node = node;
    return true;
}

void *gty_read_array(struct gty_reader *reader, const struct gty_json *node, size_t size, gty_read_function *read,
                     size_t *count) {
    *count = 0;
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return NULL;
    char *items = gty_arena_array(reader->arena, node->count, size);
    if (!items) return NULL;
    for (const struct gty_json *element = node->first; element; element = element->next)
        read(reader, element, items + (*count)++ * size);
    return items;
}

static void read_text_element(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_text *text = target;
    *text = GTY_TEXT("");
    gty_read_text(reader, node, text);
}

void gty_read_pairs(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_pairs *pairs = target;
    pairs->count = 0;
    if (!gty_read_type(reader, node, GTY_JSON_OBJECT)) return;
    pairs->items = gty_arena_array(reader->arena, node->count, sizeof *pairs->items);
    if (!pairs->items) return;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        struct gty_pair *pair = &pairs->items[pairs->count++];
        *pair = (struct gty_pair){.name = member->key, .value = GTY_TEXT(""), .node = member};
        if (memchr(member->key.data, 0, member->key.length))
            gty_find(reader->diagnostics, GTY_RULE_TYPE_NUL, member, NULL, "the name of %s contains a null byte",
                     gty_read_path(reader, member));
        if (member->type != GTY_JSON_NULL) gty_read_text(reader, member, &pair->value);
    }
}

// ---- properties ---------------------------------------------------------------------------------------------------

static bool is_empty(const struct gty_json *node) {
    return node->type == GTY_JSON_NULL || (node->type == GTY_JSON_STRING && node->text.length == 0) ||
           ((node->type == GTY_JSON_ARRAY || node->type == GTY_JSON_OBJECT) && node->count == 0);
}

static bool has_effect(const struct gty_json *node, bool deep) {
    if (is_empty(node)) return false;
    if (!deep || node->type != GTY_JSON_OBJECT) return true;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        bool off = member->type == GTY_JSON_BOOL && !member->boolean;
        bool zero = member->type == GTY_JSON_NUMBER && gty_text_is(member->text, "0");
        if (!is_empty(member) && !off && !zero) return true;
    }
    return false;
}

static void read_field(struct gty_reader *reader, const struct gty_field *field, const struct gty_json *node,
                       char *target) {
    void *place = target + field->offset;
    if (field->node_offset) memcpy(target + field->node_offset, &node, sizeof node);
    struct gty_number number = {0};
    switch (field->kind) {
    case GTY_FIELD_TEXT:
        gty_read_text(reader, node, place);
        return;
    case GTY_FIELD_TEXTS: {
        struct gty_texts *texts = place;
        texts->items = gty_read_array(reader, node, sizeof *texts->items, read_text_element, &texts->count);
        return;
    }
    case GTY_FIELD_BOOL:
        if (gty_read_type(reader, node, GTY_JSON_BOOL)) *(bool *)place = node->boolean;
        return;
    case GTY_FIELD_U32:
        if (gty_read_number(reader, node, GTY_U32, &number)) *(uint32_t *)place = (uint32_t)number.value;
        return;
    case GTY_FIELD_NUMBER:
        gty_read_number(reader, node, field->number, place);
        return;
    case GTY_FIELD_OBJECT:
        gty_read_object(reader, node, field->shape, place);
        return;
    case GTY_FIELD_READ:
        field->read(reader, node, place);
        return;
    case GTY_FIELD_SKIP:
        return;
    case GTY_FIELD_REFUSED:
    case GTY_FIELD_REFUSED_DEEP:
        if (has_effect(node, field->kind == GTY_FIELD_REFUSED_DEEP))
            gty_find(reader->diagnostics, field->rule, node, "remove it, or use a runtime that has it",
                     "%s is not supported", gty_read_path(reader, node));
        return;
    case GTY_FIELD_IGNORED:
        gty_find(reader->diagnostics, GTY_RULE_PROPERTY_IGNORED, node, "remove it", "%s has no effect any more",
                 gty_read_path(reader, node));
        return;
    }
}

static const struct gty_field *find_field(const struct gty_reader *reader, const struct gty_shape *shape,
                                          struct gty_text key, bool *exact) {
    *exact = true;
    for (size_t i = 0; i < shape->count; i++)
        if (gty_text_is(key, shape->fields[i].name)) return &shape->fields[i];
    *exact = false;
    for (size_t i = 0; i < shape->count && reader->any_case; i++)
        if (gty_name_matches(key, shape->fields[i].name)) return &shape->fields[i];
    return NULL;
}

// "did you mean …", or NULL.
static const char *suggest(struct gty_reader *reader, const struct gty_shape *shape, const struct gty_json *member) {
    const char *nearest = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < shape->count; i++) {
        size_t distance = gty_name_distance(member->key, shape->fields[i].name);
        if (distance < best) {
            best = distance;
            nearest = shape->fields[i].name;
        }
    }
    if (!nearest || best > 2 || best >= strlen(nearest) / 2) return NULL;
    return gty_text_format(reader->arena, "did you mean %s", nearest).data;
}

bool gty_read_object(struct gty_reader *reader, const struct gty_json *node, const struct gty_shape *shape,
                     void *target) {
    if (!gty_read_type(reader, node, GTY_JSON_OBJECT)) return false;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        bool exact;
        const struct gty_field *field = find_field(reader, shape, member->key, &exact);
        if (!field) {
            gty_find(reader->diagnostics, reader->unknown, member, suggest(reader, shape, member),
                     "unknown property %s", gty_read_path(reader, member));
            continue;
        }
        if (!exact)
            gty_find(reader->diagnostics, GTY_RULE_PROPERTY_CASE, member,
                     gty_text_format(reader->arena, "write %s", field->name).data, "%s is taken for %s",
                     gty_read_path(reader, member), field->name);
        if (member->type != GTY_JSON_NULL) read_field(reader, field, member, target);
    }
    return true;
}
