// SPDX-License-Identifier: Apache-2.0
//
// Writes netlink messages: a header, family headers if there are any, attributes and nests. Lengths are filled in when
// a nest or the message ends. What does not fit (an attribute over 65535 bytes) is a sticky failure.
#ifndef GANTRY_NETLINK_WRITER_H
#define GANTRY_NETLINK_WRITER_H

#include "base/buffer.h"

#define GTY_NL_ATTRIBUTE_MAX 65535u // nla_len is 16 bits and counts the header

struct gty_nl_writer {
    struct gty_buffer *buffer;
    size_t start; // of the message in the buffer
    bool overflow;
};

void gty_nl_begin(struct gty_nl_writer *writer, struct gty_buffer *buffer, uint16_t type, uint16_t flags,
                  uint32_t sequence);
// Fills in the length; false after an overflow or without memory.
bool gty_nl_end(struct gty_nl_writer *writer);

void gty_nl_put_family(struct gty_nl_writer *writer, const void *header, size_t size);
void gty_nl_put_bytes(struct gty_nl_writer *writer, uint16_t type, const void *data, size_t length);
void gty_nl_put_u32(struct gty_nl_writer *writer, uint16_t type, uint32_t value);
void gty_nl_put_u64(struct gty_nl_writer *writer, uint16_t type, uint64_t value);
// With a NUL at its end, which the attribute's length counts.
void gty_nl_put_string(struct gty_nl_writer *writer, uint16_t type, struct gty_text text);

size_t gty_nl_nest(struct gty_nl_writer *writer, uint16_t type);
void gty_nl_nest_end(struct gty_nl_writer *writer, size_t nest);

#endif
