// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <string.h>

#include "base/utf8.h"

// What a message quotes is cut at this many bytes.
#define QUOTE_MAX ((size_t)100)

bool gty_text_equal(struct gty_text a, struct gty_text b) {
    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

// `b` may be shorter.
bool gty_text_goes_on(struct gty_text a, const char *b) {
    for (size_t i = 0; i < a.length; i++)
        if (a.data[i] != b[i] || !b[i]) return false;
    return !b[a.length];
}

bool gty_text_starts(struct gty_text a, const char *prefix) {
    size_t i = 0;
    while (i < a.length && prefix[i] && a.data[i] == prefix[i]) i++;
    return !prefix[i];
}

int gty_text_compare(struct gty_text a, struct gty_text b) {
    size_t common = a.length < b.length ? a.length : b.length;
    int order = memcmp(a.data, b.data, common);
    if (order) return order;
    return (a.length > b.length) - (a.length < b.length);
}

struct gty_text gty_text_copy(struct gty_arena *arena, const char *data, size_t length) {
    if (length == SIZE_MAX) {
        arena->failed = true;
        return GTY_TEXT("");
    }
    char *copy = gty_arena_alloc(arena, length + 1);
    if (!copy) return GTY_TEXT("");
    if (length) memcpy(copy, data, length);
    return (struct gty_text){copy, length};
}

struct gty_text gty_text_quote(struct gty_arena *arena, struct gty_text text) {
    size_t length = text.length;
    if (length > QUOTE_MAX) {
        length = QUOTE_MAX;
        while (length > 0 && gty_utf8_continues((uint8_t)text.data[length])) length--;
    }
    const char *rest = length < text.length ? "…" : "";
    size_t rest_length = strlen(rest);
    char *quoted = gty_arena_alloc(arena, length + rest_length + 3);
    if (!quoted) return GTY_TEXT("");
    quoted[0] = '"';
    memcpy(quoted + 1, text.data, length);
    memcpy(quoted + 1 + length, rest, rest_length);
    quoted[1 + length + rest_length] = '"';
    // A NUL would end a %s.
    for (size_t i = 0; i < length; i++)
        if (!quoted[1 + i]) quoted[1 + i] = '\x7f';
    return (struct gty_text){quoted, length + rest_length + 2};
}

bool gty_text_to_u64(struct gty_text text, uint64_t *out) {
    if (text.length == 0) return false;
    uint64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned digit = (unsigned)(unsigned char)text.data[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}
