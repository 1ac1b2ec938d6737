// SPDX-License-Identifier: Apache-2.0
#include "json/outline.h"

static void write_value(const struct gty_json *value, struct gty_buffer *out) {
    gty_buffer_u32(out, (uint32_t)value->type);
    gty_buffer_u32(out, (uint32_t)value->count);
    gty_buffer_u32(out, (uint32_t)value->key_offset);
    gty_buffer_u32(out, (uint32_t)value->key_end);
    gty_buffer_u32(out, (uint32_t)value->offset);
    gty_buffer_u32(out, (uint32_t)value->end);
}

void gty_json_outline(const struct gty_json *document, struct gty_buffer *out) {
    const struct gty_json *value = document;
    while (value) {
        write_value(value, out);
        if (value->first) {
            value = value->first;
            continue;
        }
        while (value && !value->next) value = value == document ? NULL : value->parent;
        if (value) value = value->next;
    }
}
