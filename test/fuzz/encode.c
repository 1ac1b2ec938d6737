// SPDX-License-Identifier: Apache-2.0
//
// The writer of netlink messages, over a stream that nobody has checked. The first byte of the input says of which
// protocol and byte order the messages are to be.
#include <stdlib.h>

#include "fuzz.h"
#include "netlink/codec/encode.h"

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    (void)arena;
    if (length == 0) return;
    const struct gty_nl_form form = {(enum gty_nl_protocol)((data[0] & 7) % GTY_NL_PROTOCOLS), data[0] & 8};
    size_t count = (length - 1) / sizeof(uint32_t);
    uint32_t *words = malloc(count ? count * sizeof *words : 1);
    must(words != NULL);
    memcpy(words, data + 1, count * sizeof *words);
    struct gty_nl_run out = {0};
    struct gty_nl_refusal refusal;
    gty_nl_run_begin(&out);
    if (!gty_netlink_encode(words, count, form, &out, &refusal)) must(refusal.reason || out.failed);
    gty_nl_run_free(&out);
    free(words);
}
