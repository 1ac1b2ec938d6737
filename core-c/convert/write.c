// SPDX-License-Identifier: Apache-2.0
#include "convert/write.h"

static void line(struct gty_buffer *out, int depth) {
    gty_buffer_byte(out, '\n');
    for (int i = 0; i < depth; i++) gty_buffer_text(out, "  ");
}

static void write_scalar(struct gty_buffer *out, const struct gty_json *value) {
    switch (value->type) {
    case GTY_JSON_NULL:
        gty_buffer_text(out, "null");
        return;
    case GTY_JSON_BOOL:
        gty_buffer_text(out, value->boolean ? "true" : "false");
        return;
    case GTY_JSON_NUMBER:
        gty_buffer_bytes(out, value->text.data, value->text.length);
        return;
    default:
        gty_buffer_json_string(out, value->text);
    }
}

// Depth is that of the documents, which the parser limits, and of the few objects that translations put around it.
static void write(struct gty_buffer *out, const struct gty_json *value, int depth) {
    bool object = value->type == GTY_JSON_OBJECT;
    if (!object && value->type != GTY_JSON_ARRAY) {
        write_scalar(out, value);
        return;
    }
    gty_buffer_byte(out, object ? '{' : '[');
    for (const struct gty_json *item = value->first; item; item = item->next) {
        if (item != value->first) gty_buffer_byte(out, ',');
        line(out, depth + 1);
        if (object) {
            gty_buffer_json_string(out, item->key);
            gty_buffer_text(out, ": ");
        }
        write(out, item, depth + 1);
    }
    if (value->first) line(out, depth);
    gty_buffer_byte(out, object ? '}' : ']');
}

void gty_tree_write(struct gty_buffer *out, const struct gty_json *value) {
    write(out, value, 0);
    gty_buffer_byte(out, '\n');
}
