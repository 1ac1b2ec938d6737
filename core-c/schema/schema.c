// SPDX-License-Identifier: Apache-2.0
//
// The JSON Schema (draft 2020-12) of the documents of the runtime spec. It is a program of its own, which the build
// runs (scripts/build-schema.mjs): the core knows nothing of it. What the core reports as an error of structure the
// schema refuses, and nothing else: null is absent, and an empty word is too.
#include <string.h>

#include "base/buffer.h"
#include "schema/rows.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

#define MEMORY_MAX ((size_t)1 << 24)

static const char *const ranges[][2] = {
    [GTY_I64] = {"-9223372036854775808", "9223372036854775807"},
    [GTY_U64] = {"0", "18446744073709551615"},
    [GTY_I32] = {"-2147483648", "2147483647"},
    [GTY_U32] = {"0", "4294967295"},
    [GTY_U16] = {"0", "65535"},
    [GTY_ID] = {"0", "4294967294"},
};

// ---- pieces ---------------------------------------------------------------------------------------------------------

static struct gty_text text_of(const char *text) { return (struct gty_text){text, strlen(text)}; }

static void open(struct gty_buffer *out, const char *key, char bracket) {
    if (out->length && out->data[out->length - 1] != '{') gty_buffer_byte(out, ',');
    gty_buffer_byte(out, '"');
    gty_buffer_text(out, key);
    gty_buffer_text(out, "\":");
    gty_buffer_byte(out, (uint8_t)bracket);
}

static void put(struct gty_buffer *out, const char *key, const char *text) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_string(out, text_of(text));
}

// Digits as they are: a schema's limits are beyond what a double holds.
static void put_digits(struct gty_buffer *out, const char *key, const char *digits) {
    gty_buffer_json_key(out, key);
    gty_buffer_text(out, digits);
}

static void put_type(struct gty_buffer *out, const char *type, bool nullable) {
    if (!nullable) {
        put(out, "type", type);
        return;
    }
    open(out, "type", '[');
    gty_buffer_json_string(out, text_of(type));
    gty_buffer_json_string(out, GTY_TEXT("null"));
    gty_buffer_json_close(out, ']');
}

static void put_integer(struct gty_buffer *out, enum gty_number_kind kind, bool nullable) {
    put_type(out, "integer", nullable);
    put_digits(out, "minimum", ranges[kind][0]);
    put_digits(out, "maximum", ranges[kind][1]);
}

static const char *shape_title(const char *id) {
    for (size_t i = 0; i < schema_shape_count; i++)
        if (strcmp(schema_shapes[i].id, id) == 0) return schema_shapes[i].title;
    return "";
}

static const char *words_title(const char *id) {
    for (size_t i = 0; i < schema_words_count; i++)
        if (strcmp(schema_words[i].id, id) == 0) return schema_words[i].title;
    return "";
}

static void put_reference(struct gty_buffer *out, const char *title) {
    gty_buffer_json_key(out, "$ref");
    gty_buffer_byte(out, '"');
    gty_buffer_text(out, "#/$defs/");
    gty_buffer_text(out, title);
    gty_buffer_byte(out, '"');
}

// `absent` is a schema of what stands for absent.
static void put_reference_or(struct gty_buffer *out, const char *title, const char *absent) {
    open(out, "anyOf", '[');
    gty_buffer_json_open(out, '{');
    put_reference(out, title);
    gty_buffer_json_close(out, '}');
    gty_buffer_byte(out, ',');
    gty_buffer_text(out, absent);
    gty_buffer_json_close(out, ']');
}

#define NULL_ONLY "{\"type\":\"null\"}"
#define NULL_OR_EMPTY "{\"enum\":[\"\",null]}"

// ---- properties -----------------------------------------------------------------------------------------------------

static void put_items(struct gty_buffer *out, const struct schema_property *property) {
    open(out, "items", '{');
    if (property->kind == GTY_FIELD_TEXTS)
        put(out, "type", "string");
    else if (property->kind == GTY_FIELD_IDS)
        put_integer(out, GTY_ID, false);
    else if (property->kind == GTY_FIELD_LIST)
        put_reference(out, shape_title(property->argument));
    else
        put_reference(out, words_title(property->argument));
    gty_buffer_json_close(out, '}');
}

static void put_members(struct gty_buffer *out, const struct schema_property *property) {
    open(out, "additionalProperties", '{');
    if (property->kind == GTY_FIELD_PAIRS)
        put_type(out, "string", true);
    else
        put_reference_or(out, shape_title(property->argument), NULL_ONLY);
    gty_buffer_json_close(out, '}');
}

static bool is_nullable(const struct schema_property *property) {
    return property->presence == GTY_OPTIONAL || property->presence == GTY_UNUSED;
}

static void put_value(struct gty_buffer *out, const struct schema_property *property) {
    bool nullable = is_nullable(property), filled = property->presence == GTY_FILLED;
    switch (property->kind) {
    case GTY_FIELD_TEXT:
        put_type(out, "string", nullable);
        if (filled) put_digits(out, "minLength", "1");
        return;
    case GTY_FIELD_BOOL:
        put_type(out, "boolean", nullable);
        return;
    case GTY_FIELD_U32:
    case GTY_FIELD_ID:
    case GTY_FIELD_I64:
    case GTY_FIELD_U64:
    case GTY_FIELD_NUMBER:
        put_integer(out, property->number, nullable);
        return;
    case GTY_FIELD_CHOICE:
        if (nullable)
            put_reference_or(out, words_title(property->argument), NULL_OR_EMPTY);
        else
            put_reference(out, words_title(property->argument));
        return;
    case GTY_FIELD_TEXTS:
    case GTY_FIELD_IDS:
    case GTY_FIELD_CHOICES:
    case GTY_FIELD_BITS:
    case GTY_FIELD_LIST:
        put_type(out, "array", nullable);
        if (filled) put_digits(out, "minItems", "1");
        put_items(out, property);
        return;
    case GTY_FIELD_PAIRS:
    case GTY_FIELD_MAP:
        put_type(out, "object", nullable);
        put_members(out, property);
        return;
    case GTY_FIELD_OBJECT:
        if (nullable)
            put_reference_or(out, shape_title(property->argument), NULL_ONLY);
        else
            put_reference(out, shape_title(property->argument));
        return;
    default: // another platform's: anything
        return;
    }
}

static void put_property(struct gty_buffer *out, const struct schema_property *property) {
    open(out, property->name, '{');
    gty_buffer_json_key(out, "description");
    gty_buffer_json_string(
        out, property->since == GTY_SPEC_1_0
                 ? text_of(property->text)
                 : gty_text_format(out->arena, "%s (since version 1.%d)", property->text, (int)property->since));
    put_value(out, property);
    if (property->presence == GTY_UNUSED) put_digits(out, "deprecated", "true");
    gty_buffer_json_close(out, '}');
}

// ---- definitions ----------------------------------------------------------------------------------------------------

static void put_required(struct gty_buffer *out, const struct schema_shape *shape) {
    bool any = false;
    for (size_t i = 0; i < shape->count; i++) any = any || !is_nullable(&shape->properties[i]);
    if (!any) return;
    open(out, "required", '[');
    for (size_t i = 0; i < shape->count; i++)
        if (!is_nullable(&shape->properties[i])) gty_buffer_json_string(out, text_of(shape->properties[i].name));
    gty_buffer_json_close(out, ']');
}

static void put_shape(struct gty_buffer *out, const struct schema_shape *shape) {
    open(out, shape->title, '{');
    put(out, "title", shape->title);
    put(out, "description", shape->text);
    put(out, "type", "object");
    put_required(out, shape);
    open(out, "properties", '{');
    for (size_t i = 0; i < shape->count; i++) put_property(out, &shape->properties[i]);
    gty_buffer_json_close(out, '}');
    if (shape->closed) put_digits(out, "additionalProperties", "false");
    gty_buffer_json_close(out, '}');
}

static void put_words(struct gty_buffer *out, const struct gty_word *words) {
    for (; words->name; words++) gty_buffer_json_string(out, text_of(words->name));
}

// Of an open list, editors offer the words and take others too.
static void put_word_list(struct gty_buffer *out, const struct schema_words *words) {
    open(out, words->title, '{');
    put(out, "title", words->title);
    if (words->open) {
        open(out, "anyOf", '[');
        gty_buffer_json_open(out, '{');
    }
    open(out, "enum", '[');
    put_words(out, words->words);
    gty_buffer_json_close(out, ']');
    if (words->open) gty_buffer_text(out, "},{\"type\":\"string\"}]");
    gty_buffer_json_close(out, '}');
}

static void put_schema(struct gty_buffer *out) {
    gty_buffer_json_open(out, '{');
    put(out, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put(out, "$id", "urn:gantry:schema");
    put(out, "title", "OCI runtime config");
    put(out, "description",
        "config.json of the OCI runtime spec 1.0 to 1.3, Linux; process.json, resources.json, states and features are "
        "Process, Resources, State and Features of its definitions");
    put_reference(out, shape_title("config"));
    open(out, "$defs", '{');
    for (size_t i = 0; i < schema_shape_count; i++) put_shape(out, &schema_shapes[i]);
    for (size_t i = 0; i < schema_words_count; i++) put_word_list(out, &schema_words[i]);
    gty_buffer_json_close(out, '}');
    gty_buffer_json_close(out, '}');
}

struct schema_bytes {
    const uint8_t *data;
    size_t length;
};

EXPORT("schema") const struct schema_bytes *schema_export(void);

// The schema as one line of JSON; of length 0 if memory runs out.
EXPORT("schema") const struct schema_bytes *schema_export(void) {
    static struct schema_bytes result;
    static struct gty_arena arena;
    struct gty_buffer out;
    gty_arena_init(&arena, MEMORY_MAX);
    gty_buffer_init(&out, &arena);
    put_schema(&out);
    if (!out.failed && !arena.failed) result = (struct schema_bytes){out.data, out.length};
    return &result;
}
