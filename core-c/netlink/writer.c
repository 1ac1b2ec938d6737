// SPDX-License-Identifier: Apache-2.0
#include "netlink/writer.h"

#include "gantry/bootstrap.h"

void gty_nl_begin(struct gty_nl_writer *writer, struct gty_buffer *buffer, uint16_t type, uint16_t flags,
                  uint32_t sequence) {
    *writer = (struct gty_nl_writer){buffer, buffer->length, false};
    gty_buffer_u32(buffer, 0);
    gty_buffer_u16(buffer, type);
    gty_buffer_u16(buffer, flags);
    gty_buffer_u32(buffer, sequence);
    gty_buffer_u32(buffer, 0); // the kernel and the init ignore the port of a request
}

bool gty_nl_end(struct gty_nl_writer *writer) {
    struct gty_buffer *buffer = writer->buffer;
    size_t length = buffer->length - writer->start;
    if (writer->overflow || buffer->failed || length > GTY_MESSAGE_MAX) return false;
    gty_buffer_patch_u32(buffer, writer->start, (uint32_t)length);
    return true;
}

static void pad(struct gty_buffer *buffer, size_t length) { gty_buffer_zero(buffer, GTY_ALIGN(length) - length); }

void gty_nl_put_family(struct gty_nl_writer *writer, const void *header, size_t size) {
    gty_buffer_bytes(writer->buffer, header, size);
    pad(writer->buffer, size);
}

static bool put_header(struct gty_nl_writer *writer, uint16_t type, size_t length) {
    if (length > GTY_NL_ATTRIBUTE_MAX - GTY_NLA_HEADER) {
        writer->overflow = true;
        return false;
    }
    gty_buffer_u16(writer->buffer, (uint16_t)(GTY_NLA_HEADER + length));
    gty_buffer_u16(writer->buffer, type);
    return true;
}

void gty_nl_put_bytes(struct gty_nl_writer *writer, uint16_t type, const void *data, size_t length) {
    if (!put_header(writer, type, length)) return;
    gty_buffer_bytes(writer->buffer, data, length);
    pad(writer->buffer, length);
}

void gty_nl_put_u32(struct gty_nl_writer *writer, uint16_t type, uint32_t value) {
    gty_nl_put_bytes(writer, type, &value, sizeof value);
}

void gty_nl_put_u64(struct gty_nl_writer *writer, uint16_t type, uint64_t value) {
    gty_nl_put_bytes(writer, type, &value, sizeof value);
}

void gty_nl_put_string(struct gty_nl_writer *writer, uint16_t type, struct gty_text text) {
    if (!put_header(writer, type, text.length + 1)) return;
    gty_buffer_bytes(writer->buffer, text.data, text.length);
    gty_buffer_byte(writer->buffer, 0);
    pad(writer->buffer, text.length + 1);
}

size_t gty_nl_nest(struct gty_nl_writer *writer, uint16_t type) {
    size_t nest = writer->buffer->length;
    put_header(writer, type, 0);
    return nest;
}

void gty_nl_nest_end(struct gty_nl_writer *writer, size_t nest) {
    size_t length = writer->buffer->length - nest;
    if (length > GTY_NL_ATTRIBUTE_MAX) {
        writer->overflow = true;
        return;
    }
    gty_buffer_patch_u16(writer->buffer, nest, (uint16_t)length);
}
