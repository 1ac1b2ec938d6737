// SPDX-License-Identifier: Apache-2.0
//
// Strings and numbers of RFC 8259.
#include <string.h>

#include "base/utf8.h"
#include "json/parser.h"

static bool fail_at_end(struct parser *parser) {
    return gty_json_fail(parser, GTY_RULE_JSON_END, parser->length, parser->length, NULL,
                         "the document ends inside a string");
}

// Four hex digits at `at`, or false.
static bool read_hex(const struct parser *parser, size_t at, uint32_t *out) {
    if (at > parser->length || parser->length - at < 4) return false;
    uint32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        uint8_t byte = parser->data[i], lower = byte | 0x20;
        if (byte >= '0' && byte <= '9')
            value = value << 4 | (uint32_t)(byte - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value << 4 | (uint32_t)(lower - 'a' + 10);
        else
            return false;
    }
    *out = value;
    return true;
}

static bool fail_hex(struct parser *parser) {
    size_t end = parser->at + 6 < parser->length ? parser->at + 6 : parser->length;
    return gty_json_fail(parser, GTY_RULE_JSON_ESCAPE, parser->at, end, "for example \\u00e9",
                         "four hex digits are due after \\u");
}

// The parser stands at the backslash of \uXXXX.
static bool read_unicode_escape(struct parser *parser, uint32_t *out) {
    uint32_t code = 0, low = 0;
    if (!read_hex(parser, parser->at + 2, &code)) return fail_hex(parser);
    size_t length = 6;
    if (code >= 0xd800 && code <= 0xdfff) {
        const uint8_t *next = parser->data + parser->at + 6;
        bool pair = code < 0xdc00 && parser->length - parser->at >= 12 && next[0] == '\\' && next[1] == 'u' &&
                    read_hex(parser, parser->at + 8, &low) && low >= 0xdc00 && low <= 0xdfff;
        if (!pair)
            return gty_json_fail(parser, GTY_RULE_JSON_SURROGATE, parser->at, parser->at + 6,
                                 "characters above U+FFFF are a pair: a high surrogate, then a low one",
                                 "the surrogate U+%04X stands alone", code);
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        length = 12;
    }
    parser->at += length;
    *out = code;
    return true;
}

// The parser stands at a backslash.
static bool read_escape(struct parser *parser, uint32_t *out) {
    if (parser->length - parser->at < 2) return fail_at_end(parser);
    uint8_t letter = parser->data[parser->at + 1];
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        *out = letter;
        break;
    case 'b':
        *out = '\b';
        break;
    case 'f':
        *out = '\f';
        break;
    case 'n':
        *out = '\n';
        break;
    case 'r':
        *out = '\r';
        break;
    case 't':
        *out = '\t';
        break;
    case 'u':
        return read_unicode_escape(parser, out);
    default: {
        size_t start = parser->at++;
        struct gty_text found = gty_json_found(parser);
        return gty_json_fail(parser, GTY_RULE_JSON_ESCAPE, start, start + 2,
                             "a backslash itself is written as two of them", "there is no escape \\ with %s",
                             found.data);
    }
    }
    parser->at += 2;
    return true;
}

static bool fail_character(struct parser *parser) {
    if (parser->data[parser->at] < 0x20)
        return gty_json_fail(parser, GTY_RULE_JSON_CONTROL, parser->at, parser->at + 1,
                             "write it as an escape, such as \\n or \\u001b", "there is %s in a string",
                             gty_json_found(parser).data);
    return gty_json_fail(parser, GTY_RULE_JSON_UTF8, parser->at, parser->at + 1, "save the file as UTF-8",
                         "in a string there is %s", gty_json_found(parser).data);
}

static bool is_plain(uint8_t byte) { return byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\\'; }

// The end of the run of bytes that stand for themselves. Eight at a time: of a difference that is below zero somewhere,
// the lowest such byte is told for certain.
static size_t plain_end(const struct parser *parser, size_t at) {
    const uint8_t *data = parser->data;
    size_t length = parser->length;
    uint64_t word;
    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, data + at, sizeof word);
        uint64_t quote = word ^ GTY_JSON_BYTES('"'), backslash = word ^ GTY_JSON_BYTES('\\');
        uint64_t special = (quote - GTY_JSON_BYTES(1)) & ~quote;
        special |= (backslash - GTY_JSON_BYTES(1)) & ~backslash;
        special |= (word - GTY_JSON_BYTES(' ')) | word;
        special &= GTY_JSON_BYTES(0x80);
        if (special) return at + (size_t)__builtin_ctzll(special) / 8;
    }
    while (at < length && is_plain(data[at])) at++;
    return at;
}

// What follows the first plain run, decoded to `out`. The parser stands behind that run.
static bool decode_rest(struct parser *parser, char *start, char *out, struct gty_text *text, bool *has_nul) {
    for (;;) {
        const uint8_t *at = parser->data + parser->at;
        size_t left = parser->length - parser->at;
        if (left == 0) return fail_at_end(parser);
        if (*at == '"') break;
        if (*at == '\\') {
            uint32_t code = 0;
            if (!read_escape(parser, &code)) return false;
            if (code == 0) *has_nul = true;
            out += gty_utf8_encode(code, (uint8_t *)out);
            continue;
        }
        size_t run = plain_end(parser, parser->at) - parser->at;
        if (run == 0 && *at >= 0x80) run = gty_utf8_sequence(at, left);
        if (run == 0) return fail_character(parser);
        memcpy(out, at, run);
        out += run;
        parser->at += run;
    }
    parser->at++;
    *out = 0;
    *text = (struct gty_text){start, (size_t)(out - start)};
    return true;
}

bool gty_json_read_string(struct parser *parser, struct gty_text *text, bool *has_nul) {
    size_t first = parser->at + 1, end = plain_end(parser, first);
    char *start = parser->strings + first;
    *has_nul = false;
    if (end == parser->length || parser->data[end] != '"') {
        parser->at = end;
        return decode_rest(parser, start, parser->strings + end, text, has_nul);
    }
    parser->strings[end] = 0;
    parser->at = end + 1;
    *text = (struct gty_text){start, end - first};
    return true;
}

// ---- numbers ------------------------------------------------------------------------------------------------------

static bool is_digit(const struct parser *parser) {
    return parser->at < parser->length && parser->data[parser->at] >= '0' && parser->data[parser->at] <= '9';
}

static void skip_digits(struct parser *parser) {
    while (is_digit(parser)) parser->at++;
}

// One of the two.
static bool skip_one(struct parser *parser, uint8_t a, uint8_t b) {
    if (parser->at == parser->length) return false;
    uint8_t byte = parser->data[parser->at];
    if (byte != a && byte != b) return false;
    parser->at++;
    return true;
}

static bool fail_number(struct parser *parser, size_t start, const char *problem) {
    size_t end = parser->at > start ? parser->at : start + 1;
    if (parser->at < parser->length) end = parser->at + 1;
    return gty_json_fail(parser, GTY_RULE_JSON_NUMBER, start, end, NULL, "%s", problem);
}

bool gty_json_read_number(struct parser *parser, struct gty_text *text) {
    size_t start = parser->at;
    skip_one(parser, '-', '-');
    if (!is_digit(parser)) return fail_number(parser, start, "after '-' a digit is due");
    if (skip_one(parser, '0', '0')) {
        if (is_digit(parser)) return fail_number(parser, start, "a number has no leading zeros");
        if (parser->at < parser->length && (parser->data[parser->at] | 0x20) == 'x')
            return fail_number(parser, start, "numbers are decimal");
    } else {
        skip_digits(parser);
    }
    if (skip_one(parser, '.', '.')) {
        if (!is_digit(parser)) return fail_number(parser, start, "after the decimal point a digit is due");
        skip_digits(parser);
    }
    if (skip_one(parser, 'e', 'E')) {
        skip_one(parser, '+', '-');
        if (!is_digit(parser)) return fail_number(parser, start, "the exponent of a number needs a digit");
        skip_digits(parser);
    }
    parser->strings[parser->at] = 0;
    *text = (struct gty_text){parser->strings + start, parser->at - start};
    return true;
}
