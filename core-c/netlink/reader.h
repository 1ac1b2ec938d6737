// SPDX-License-Identifier: Apache-2.0
//
// Reads netlink messages and attributes out of bytes that nobody has checked. Every length is checked against what is
// left before it is used; the first thing wrong ends the reading, with its offset.
#ifndef GANTRY_NETLINK_READER_H
#define GANTRY_NETLINK_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

// What is wrong with a message: lower case, static; the offset counts from the first byte of what was read.
struct gty_malformed {
    const char *error;
    size_t offset;
};

// The bytes from `at` up to `end` of a datagram; offsets count from its first byte.
struct gty_nl_span {
    const uint8_t *datagram;
    size_t at, end;
};

struct gty_nl_message {
    uint16_t type, flags;
    uint32_t sequence, port;
    struct gty_nl_span payload;
};

struct gty_nl_attribute {
    uint16_t type; // raw: bits 14 and 15 are the caller's to judge
    size_t offset; // of its header
    struct gty_nl_span payload;
};

enum gty_nl_result { GTY_NL_END, GTY_NL_ONE, GTY_NL_MALFORMED };

struct gty_nl_span gty_nl_span(const uint8_t *datagram, size_t length);

// The next message of a datagram; the last one may lack its padding.
enum gty_nl_result gty_nl_next_message(struct gty_nl_span *span, struct gty_nl_message *message,
                                       struct gty_malformed *malformed);
// The one message of a datagram: of a type from GTY_MESSAGES, and nothing after it.
bool gty_nl_only_message(const uint8_t *datagram, size_t length, struct gty_nl_message *message,
                         struct gty_malformed *malformed);
// Takes a family header of `size` bytes (padded to 4) from the payload.
bool gty_nl_family(struct gty_nl_span *payload, size_t size, const uint8_t **header, struct gty_malformed *malformed);
// The next attribute; the last one may lack its padding.
enum gty_nl_result gty_nl_next_attribute(struct gty_nl_span *span, struct gty_nl_attribute *attribute,
                                         struct gty_malformed *malformed);

// Payloads; false if the length or the content is not that of the kind.
bool gty_nl_read_u32(const struct gty_nl_attribute *attribute, uint32_t *value, struct gty_malformed *malformed);
bool gty_nl_read_u64(const struct gty_nl_attribute *attribute, uint64_t *value, struct gty_malformed *malformed);
// Ends with one NUL, which the length does not count, and holds no other.
bool gty_nl_read_string(const struct gty_nl_attribute *attribute, struct gty_text *text,
                        struct gty_malformed *malformed);

bool gty_nl_fail(struct gty_malformed *malformed, size_t offset, const char *error); // returns false

#endif
