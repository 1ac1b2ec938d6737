// SPDX-License-Identifier: Apache-2.0
//
// Messages between bytes and objects: a run of u32 words that the decoder writes and the encoder reads, so that one
// layout serves both ways. src/netlink/stream.ts is its other end.
//
//   message    row MESSAGE | marks, message row (0xffff: none), offset, nlmsg_len, nlmsg_type | flags << 16, sequence,
//   port
//              OPAQUE mark: hex. BARE mark: nothing. Else: structure of the message's set, and
//                HEX mark     hex of all that follows the structure
//                ERROR        the message that it answers, if there is one, then attributes
//                others       attributes, then END
//              UEVENT: text action, text devpath, VARIABLEs, END
//              PADDING mark: hex
//   attribute  row | marks, number | nla_len << 16, offset of its header
//              HEX mark: hex of the payload; else by the shape of the row's kind (UNKNOWN without HEX: a nest)
//                NOTHING, WORD: a word, LONG: low and high word, TEXT and HEX: text, STRINGS: count and texts,
//                WORDS, LONGS: count and elements, STRUCTURE, STRUCTURES: count and structures,
//                NEST: [structure of a HEADED] attributes, END
//              REST mark: hex; PADDING mark: hex
//   VARIABLE   row, 0, offset, text key, text value
//   text       length in bytes, UTF-8 padded with zeros to a word; hex is text as well
//   structure  bytes of it that are there, then its fields that lie whole within them: a word, a long, or a text
//
// The encoder ignores nla_len, offsets and nlmsg_len (the last one unless BARE).
#ifndef GANTRY_NETLINK_CODEC_STREAM_H
#define GANTRY_NETLINK_CODEC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum gty_nl_mark {
    GTY_NL_MARK_HEX = 1u << 16,          // the payload as hex, in place of a value
    GTY_NL_MARK_REST = 1u << 17,         // bytes of the payload behind the value
    GTY_NL_MARK_PADDING = 1u << 18,      // padding that is not zeros up to a multiple of 4
    GTY_NL_MARK_UNTERMINATED = 1u << 19, // a string without its NUL
    GTY_NL_MARK_NESTED = 1u << 20,       // NLA_F_NESTED is not as the kind has it
    GTY_NL_MARK_NET_ORDER = 1u << 21,    // NLA_F_NET_BYTEORDER
    GTY_NL_MARK_BARE = 1u << 22,         // a message that is its nlmsghdr only, whatever its length says
    GTY_NL_MARK_ATTRIBUTES = 1u << 23,   // a CONF that is a nest
    GTY_NL_MARK_OPAQUE = 1u << 24,       // a message: all behind its nlmsghdr as hex
};

#define GTY_NL_MESSAGE_WORDS 7u
#define GTY_NL_ATTRIBUTE_WORDS 3u
#define GTY_NL_NO_MESSAGE_ROW 0xffffu

// What is read at most, and written at most.
#define GTY_NL_INPUT_MAX ((size_t)64 << 20)
#define GTY_NL_MEMORY_MAX ((size_t)1 << 30)
#define GTY_NL_DEPTH_MAX 16u

// A run that grows and is kept for the next call, so that calls neither take memory nor give it back.
struct gty_nl_run {
    struct gty_arena arena;
    uint8_t *data;
    size_t length, capacity;
    bool failed; // sticky until the run is begun anew
};

void gty_nl_run_begin(struct gty_nl_run *run);
void gty_nl_run_free(struct gty_nl_run *run);
bool gty_nl_run_grow(struct gty_nl_run *run, size_t more);

// Room for `more` bytes behind the end; NULL without memory. What is used of it is added to `length`.
static inline uint8_t *gty_nl_run_room(struct gty_nl_run *run, size_t more) {
    if (more > run->capacity - run->length && !gty_nl_run_grow(run, more)) return NULL;
    return run->data + run->length;
}

static inline void gty_nl_put_word(struct gty_nl_run *run, uint32_t word) {
    uint8_t *end = gty_nl_run_room(run, sizeof word);
    if (!end) return;
    memcpy(end, &word, sizeof word);
    run->length += sizeof word;
}

// What is wrong and where: names of attributes from the outside in.
struct gty_nl_step {
    uint16_t row, number;
};

struct gty_nl_refusal {
    const char *reason; // static, lower case
    size_t offset;
    unsigned depth;
    struct gty_nl_step path[GTY_NL_DEPTH_MAX + 2];
};

#endif
