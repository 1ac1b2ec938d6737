// SPDX-License-Identifier: Apache-2.0
//
// The reader of the init's messages, which a container may have got hold of.
#include "netlink/control.h"

#include "fuzz.h"

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_buffer out;
    struct gty_malformed malformed;
    gty_buffer_init(&out, arena);
    bool read = gty_control_read(data, length, &out, &malformed);
    if (arena->failed) return;
    if (!read)
        must(malformed.error && malformed.offset <= length);
    else
        must_be_json(out.data, out.length, '{');
}
