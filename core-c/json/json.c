// SPDX-License-Identifier: Apache-2.0
//
// The parser's grammar: values, arrays, objects. One loop and a stack of open containers, so that no input can use up
// the stack. Strings and numbers are read in scalar.c.
#include "json/json.h"

#include <string.h>

#include "json/find.h"
#include "json/parser.h"

static void skip_space(struct parser *parser) {
    const uint8_t *data = parser->data;
    size_t at = parser->at, length = parser->length;
    for (; at < length && data[at] <= ' '; at++) {
        // Indentation: eight spaces at once.
        uint64_t word;
        while (length - at > sizeof word && memcpy(&word, data + at, sizeof word) && word == GTY_JSON_BYTES(' '))
            at += sizeof word;
        uint8_t byte = data[at];
        if (byte != ' ' && byte != '\n' && byte != '\t' && byte != '\r') break;
    }
    parser->at = at;
}

static bool is_next(const struct parser *parser, uint8_t byte) {
    return parser->at < parser->length && parser->data[parser->at] == byte;
}

// A new value at the place where the parser stands, at the end of the open container's list.
static struct gty_json *add_node(struct parser *parser, enum gty_json_type type) {
    struct gty_json *node = gty_arena_take(parser->arena, sizeof *node);
    if (!node) return NULL;
    struct gty_json *parent = parser->open;
    *node = (struct gty_json){
        .type = type, .text = GTY_TEXT(""), .key = GTY_TEXT(""), .parent = parent, .offset = parser->at};
    if (!parent) {
        parser->root = node;
        return node;
    }
    node->index = parent->count++;
    if (parent->type == GTY_JSON_OBJECT) {
        node->key = parser->key;
        node->key_offset = parser->key_offset;
        node->key_end = parser->key_end;
    }
    struct gty_json **last = &parser->last[parser->depth];
    if (*last)
        (*last)->next = node;
    else
        parent->first = node;
    *last = node;
    return node;
}

static bool open_container(struct parser *parser, enum gty_json_type type) {
    if (parser->depth == GTY_JSON_DEPTH_MAX)
        return gty_json_fail(parser, GTY_RULE_JSON_DEPTH, parser->at, parser->at + 1, NULL,
                             "values nest deeper than %d levels", GTY_JSON_DEPTH_MAX);
    struct gty_json *node = add_node(parser, type);
    if (!node) return false;
    parser->at++;
    parser->open = node;
    parser->last[++parser->depth] = NULL;
    return true;
}

static bool close_container(struct parser *parser) {
    struct gty_json *node = parser->open;
    node->end = ++parser->at;
    if (node->type == GTY_JSON_OBJECT && !gty_json_drop_duplicates(parser, node)) return false;
    parser->open = node->parent;
    parser->depth--;
    return true;
}

static bool read_key(struct parser *parser, bool after_comma) {
    skip_space(parser);
    if (!is_next(parser, '"')) {
        if (after_comma && is_next(parser, '}'))
            return gty_json_unexpected(parser, "a property name", "a comma stands only between properties");
        return gty_json_unexpected(parser, after_comma ? "a property name" : "a property name or '}'",
                                   "names of properties stand in double quotes");
    }
    bool has_nul;
    parser->key_offset = parser->at;
    if (!gty_json_read_string(parser, &parser->key, &has_nul)) return false;
    parser->key_end = parser->at;
    skip_space(parser);
    if (!is_next(parser, ':')) return gty_json_unexpected(parser, "':' after the property name", NULL);
    parser->at++;
    return true;
}

static bool read_word(struct parser *parser, const char *word, enum gty_json_type type) {
    size_t length = strlen(word);
    bool matches = parser->length - parser->at >= length && memcmp(parser->data + parser->at, word, length) == 0;
    if (!matches || gty_json_word_end(parser) != parser->at + length) return gty_json_unexpected_value(parser);
    struct gty_json *node = add_node(parser, type);
    if (!node) return false;
    node->boolean = word[0] == 't';
    node->end = parser->at += length;
    return true;
}

static bool read_scalar(struct parser *parser, enum gty_json_type type) {
    struct gty_json *node = add_node(parser, type);
    if (!node) return false;
    bool read = type == GTY_JSON_STRING ? gty_json_read_string(parser, &node->text, &node->has_nul)
                                        : gty_json_read_number(parser, &node->text);
    node->end = parser->at;
    return read;
}

// One value, or the opening of a container.
static bool read_value(struct parser *parser) {
    if (parser->at == parser->length) return gty_json_unexpected_value(parser);
    uint8_t byte = parser->data[parser->at];
    switch (byte) {
    case '{':
        return open_container(parser, GTY_JSON_OBJECT);
    case '[':
        return open_container(parser, GTY_JSON_ARRAY);
    case '"':
        return read_scalar(parser, GTY_JSON_STRING);
    case 't':
        return read_word(parser, "true", GTY_JSON_BOOL);
    case 'f':
        return read_word(parser, "false", GTY_JSON_BOOL);
    case 'n':
        return read_word(parser, "null", GTY_JSON_NULL);
    default:
        if (byte == '-' || (byte >= '0' && byte <= '9')) return read_scalar(parser, GTY_JSON_NUMBER);
        return gty_json_unexpected_value(parser);
    }
}

// Behind a value: closes what ends here and stops where the next value of the open container begins.
static bool read_separators(struct parser *parser) {
    while (parser->open) {
        bool object = parser->open->type == GTY_JSON_OBJECT;
        skip_space(parser);
        if (is_next(parser, object ? '}' : ']')) {
            if (!close_container(parser)) return false;
        } else if (is_next(parser, ',')) {
            parser->at++;
            if (object) return read_key(parser, true);
            skip_space(parser);
            if (is_next(parser, ']'))
                return gty_json_unexpected(parser, "a value", "a comma stands only between elements");
            return true;
        } else {
            return gty_json_unexpected(parser, object ? "',' or '}'" : "',' or ']'", NULL);
        }
    }
    return true;
}

// Behind an opening bracket: true if the first value of the container comes next.
static bool is_filled(struct parser *parser) {
    skip_space(parser);
    return !is_next(parser, parser->open->type == GTY_JSON_OBJECT ? '}' : ']');
}

static bool read_document(struct parser *parser) {
    do {
        skip_space(parser);
        const struct gty_json *parent = parser->open;
        if (!read_value(parser)) return false;
        if (parser->open != parent && is_filled(parser)) {
            if (parser->open->type == GTY_JSON_OBJECT && !read_key(parser, false)) return false;
        } else if (!read_separators(parser)) {
            return false;
        }
    } while (parser->open);
    skip_space(parser);
    if (parser->at < parser->length)
        return gty_json_fail(parser, GTY_RULE_JSON_TRAILING, parser->at, parser->length, "a document is one value",
                             "after the value there is %s", gty_json_found(parser).data);
    return true;
}

struct gty_json *gty_json_parse_part(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data,
                                     size_t start, size_t end) {
    struct parser parser = {.arena = arena, .diagnostics = diagnostics, .data = data, .length = end, .at = start};
    size_t length = end - start;
    if (length > GTY_JSON_SIZE_MAX) {
        gty_json_fail(&parser, GTY_RULE_JSON_SIZE, start, end, NULL, "the document has %zu bytes; at most %u are read",
                      length, GTY_JSON_SIZE_MAX);
        return NULL;
    }
    if (length >= 3 && memcmp(data + start, "\xef\xbb\xbf", 3) == 0) {
        gty_json_fail(&parser, GTY_RULE_JSON_BOM, start, start + 3, "remove its first three bytes",
                      "the document starts with a byte order mark");
        return NULL;
    }
    // From the input's first byte on, so that offsets are the same in both.
    parser.strings = gty_arena_take(arena, end + 1);
    if (!parser.strings) return NULL;
    if (length) memcpy(parser.strings + start, data + start, length);
    parser.strings[end] = 0;
    return read_document(&parser) ? parser.root : NULL;
}

struct gty_json *gty_json_parse(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data,
                                size_t length) {
    return gty_json_parse_part(arena, diagnostics, data, 0, length);
}
