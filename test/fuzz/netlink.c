// SPDX-License-Identifier: Apache-2.0
//
// The reader of netlink messages. The first byte of the input says of which protocol and byte order they are. What is
// read is written again, byte for byte.
#include "fuzz.h"
#include "netlink/codec/encode.h"

static void write_again(struct gty_nl_run *stream, struct gty_nl_form form, const uint8_t *bytes, size_t length) {
    struct gty_nl_run out = {0};
    struct gty_nl_refusal refusal;
    gty_nl_run_begin(&out);
    must(gty_netlink_encode((uint32_t *)(void *)stream->data, stream->length / 4, form, &out, &refusal));
    must(out.length == length && (length == 0 || memcmp(out.data, bytes, length) == 0));
    gty_nl_run_free(&out);
}

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    (void)arena;
    if (length == 0) return;
    const struct gty_nl_form form = {(enum gty_nl_protocol)((data[0] & 7) % GTY_NL_PROTOCOLS), data[0] & 8};
    const uint8_t *bytes = data + 1;
    length--;
    struct gty_nl_run stream = {0}, findings = {0};
    struct gty_nl_refusal refusal;
    gty_nl_run_begin(&stream);
    if (gty_netlink_decode(bytes, length, form, &stream, &refusal))
        write_again(&stream, form, bytes, length);
    else
        must(refusal.reason && refusal.offset <= length && refusal.depth <= GTY_NL_DEPTH_MAX + 2);
    gty_nl_run_free(&stream);

    gty_nl_run_begin(&findings);
    gty_netlink_validate(bytes, length, form, data[0] & 16 ? GTY_NL_ALL : GTY_NL_AS_KERNEL, &findings);
    gty_nl_run_free(&findings);
}
