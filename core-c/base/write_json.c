// SPDX-License-Identifier: Apache-2.0
//
// The JSON half of buffer.h.
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

// After the last byte of a value: a quote, a bracket, a digit, or the end of true, false and null. A quote and no colon
// behind it is a value, for a key is written with its colon.
static void comma(struct gty_buffer *buffer) {
    if (buffer->failed || buffer->length == 0) return;
    uint8_t last = buffer->data[buffer->length - 1];
    bool value =
        last == '"' || last == ']' || last == '}' || (last >= '0' && last <= '9') || last == 'e' || last == 'l';
    if (value) gty_buffer_byte(buffer, ',');
}

void gty_buffer_json_open(struct gty_buffer *buffer, char bracket) {
    comma(buffer);
    gty_buffer_byte(buffer, (uint8_t)bracket);
}

void gty_buffer_json_close(struct gty_buffer *buffer, char bracket) { gty_buffer_byte(buffer, (uint8_t)bracket); }

void gty_buffer_json_key(struct gty_buffer *buffer, const char *key) {
    gty_buffer_json_string(buffer, (struct gty_text){key, strlen(key)});
    gty_buffer_byte(buffer, ':');
}

static void write_escape(struct gty_buffer *buffer, uint8_t byte) {
    switch (byte) {
    case '"':
        gty_buffer_text(buffer, "\\\"");
        return;
    case '\\':
        gty_buffer_text(buffer, "\\\\");
        return;
    case '\n':
        gty_buffer_text(buffer, "\\n");
        return;
    case '\r':
        gty_buffer_text(buffer, "\\r");
        return;
    case '\t':
        gty_buffer_text(buffer, "\\t");
        return;
    default:
        gty_buffer_format(buffer, "\\u%04x", byte);
    }
}

void gty_buffer_json_string(struct gty_buffer *buffer, struct gty_text text) {
    comma(buffer);
    gty_buffer_byte(buffer, '"');
    const uint8_t *data = (const uint8_t *)text.data;
    size_t plain = 0, at = 0; // the plain bytes before `at` are written in one run
    while (at < text.length) {
        uint8_t byte = data[at];
        size_t sequence = byte < 0x80 ? 1 : gty_utf8_sequence(data + at, text.length - at);
        if (sequence && byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f) {
            at += sequence;
            continue;
        }
        gty_buffer_bytes(buffer, data + plain, at - plain);
        if (sequence)
            write_escape(buffer, byte);
        else
            gty_buffer_text(buffer, "\xef\xbf\xbd"); // U+FFFD
        plain = ++at;
    }
    gty_buffer_bytes(buffer, data + plain, at - plain);
    gty_buffer_byte(buffer, '"');
}

void gty_buffer_json_number(struct gty_buffer *buffer, int64_t value) {
    comma(buffer);
    gty_buffer_format(buffer, "%lld", (long long)value);
}

void gty_buffer_json_unsigned(struct gty_buffer *buffer, uint64_t value) {
    comma(buffer);
    gty_buffer_format(buffer, "%llu", (unsigned long long)value);
}

void gty_buffer_json_bool(struct gty_buffer *buffer, bool value) {
    comma(buffer);
    gty_buffer_text(buffer, value ? "true" : "false");
}
