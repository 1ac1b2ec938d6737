// SPDX-License-Identifier: Apache-2.0
//
// Syntax errors in words: what was found, what was expected, and what people usually mean by it.
#include <string.h>

#include "base/utf8.h"
#include "json/parser.h"

#define WORD_SHOWN_MAX ((size_t)32)

bool gty_json_fail(struct parser *parser, enum gty_rule rule, size_t offset, size_t end, const char *help,
                   const char *format, ...) {
    struct gty_buffer message;
    gty_buffer_init(&message, parser->arena);
    va_list arguments;
    va_start(arguments, format);
    gty_buffer_vformat(&message, format, arguments);
    va_end(arguments);
    // Where a document ends the next one of the input starts: what is due there is told of the byte before.
    bool followed = parser->diagnostics->input.length > parser->length;
    if (followed && offset == parser->length && offset > 0) offset--;
    struct gty_text pointer = parser->open ? gty_json_pointer(parser->arena, parser->open) : GTY_TEXT("");
    struct gty_place place = {offset, end, pointer};
    gty_report_at(parser->diagnostics, &gty_rules[rule], place, help, "%.*s", (int)message.length,
                  message.data ? (const char *)message.data : "");
    return false;
}

size_t gty_json_word_end(const struct parser *parser) {
    size_t end = parser->at;
    for (; end < parser->length; end++) {
        uint8_t byte = parser->data[end], lower = byte | 0x20;
        if (!(lower >= 'a' && lower <= 'z') && !(byte >= '0' && byte <= '9') && byte != '_') break;
    }
    return end;
}

struct gty_text gty_json_found(struct parser *parser) {
    if (parser->at >= parser->length) return GTY_TEXT("the end of the document");
    const uint8_t *at = parser->data + parser->at;
    size_t word = gty_json_word_end(parser) - parser->at;
    if (word > 0)
        return gty_text_format(parser->arena, "'%.*s'", (int)(word < WORD_SHOWN_MAX ? word : WORD_SHOWN_MAX),
                               (const char *)at);
    size_t sequence = gty_utf8_sequence(at, parser->length - parser->at);
    if (sequence == 0) return gty_text_format(parser->arena, "the byte 0x%02x, which is not UTF-8", *at);
    uint32_t code = gty_utf8_decode(at, sequence);
    if (code < 0x20 || code == 0x7f) return gty_text_format(parser->arena, "the control character U+%04X", code);
    if (sequence > 1) return gty_text_format(parser->arena, "'%.*s' (U+%04X)", (int)sequence, (const char *)at, code);
    return gty_text_format(parser->arena, "'%c'", *at);
}

static bool word_is(const struct parser *parser, const char *word) {
    size_t length = strlen(word);
    if (gty_json_word_end(parser) - parser->at != length) return false;
    for (size_t i = 0; i < length; i++)
        if ((parser->data[parser->at + i] | 0x20) != word[i]) return false;
    return true;
}

static const char *help_for(const struct parser *parser) {
    if (parser->at >= parser->length) return NULL;
    switch (parser->data[parser->at]) {
    case '/':
    case '#':
        return "JSON has no comments";
    case '\'':
        return "strings stand in double quotes";
    case '+':
    case '.':
        return "a number starts with a digit or with '-' and a digit";
    default:
        break;
    }
    if (word_is(parser, "true") || word_is(parser, "false") || word_is(parser, "null"))
        return "true, false and null are written in lower case";
    if (word_is(parser, "nan") || word_is(parser, "infinity")) return "JSON has no such number";
    if (word_is(parser, "undefined") || word_is(parser, "none")) return "write null or leave the property out";
    return NULL;
}

bool gty_json_unexpected(struct parser *parser, const char *expected, const char *help) {
    bool end = parser->at >= parser->length;
    size_t word = gty_json_word_end(parser), stop = end ? parser->at : parser->at + 1;
    const char *better = help_for(parser);
    return gty_json_fail(parser, end ? GTY_RULE_JSON_END : GTY_RULE_JSON_UNEXPECTED, parser->at,
                         word > stop ? word : stop, better ? better : help, "expected %s, found %s", expected,
                         gty_json_found(parser).data);
}

bool gty_json_unexpected_value(struct parser *parser) { return gty_json_unexpected(parser, "a value", NULL); }
