// SPDX-License-Identifier: Apache-2.0
//
// The reader of bootstrap messages: text and JSON agree on what is one.
#include "netlink/describe.h"

#include "fuzz.h"

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_buffer text, json;
    struct gty_malformed in_text, in_json;
    gty_buffer_init(&text, arena);
    gty_buffer_init(&json, arena);
    bool is_text = gty_describe_text(data, length, &text, &in_text);
    bool is_json = gty_describe_json(data, length, &json, &in_json);
    if (arena->failed) return;
    must(is_text == is_json);
    if (!is_text) must(in_text.error && in_text.offset <= length && in_text.offset == in_json.offset);
    if (is_json) must_be_json(json.data, json.length, '{');
}
