// SPDX-License-Identifier: Apache-2.0
//
// Uevents: ACTION@DEVPATH and KEY=VALUE, each with its NUL, and no nlmsghdr.
#include "netlink/codec/decoder.h"

static bool refuse(struct gty_nl_decoder *d, size_t offset, const char *reason) {
    gty_nl_report(d, GTY_NL_MALFORMED, offset, reason);
    return false;
}

static uint16_t uevent_row(void) {
    for (size_t i = 0; i < gty_nl_message_count; i++)
        if (gty_nl_messages[i].protocol == GTY_NL_UEVENT) return (uint16_t)i;
    return GTY_NL_NO_MESSAGE_ROW;
}

bool gty_nl_decode_uevent(struct gty_nl_decoder *d) {
    const uint8_t *bytes = d->bytes;
    // What udev sends to its own listeners is binary and of its own format.
    if (d->length >= 8 && !memcmp(bytes, "libudev", 8)) return refuse(d, 0, "a message of udev, not of the kernel");
    for (size_t at = 0; at < d->length;) {
        const uint8_t *start = bytes + at, *nul = memchr(start, 0, d->length - at);
        if (!nul) return refuse(d, at, "string does not end with a NUL");
        size_t length = (size_t)(nul - start);
        const uint8_t *middle = length ? memchr(start, at ? '=' : '@', length) : NULL;
        if (!middle) return refuse(d, at, at ? "variable has no value" : "not a uevent: no action@path");
        if (!gty_nl_is_utf8(start, length)) return refuse(d, at, "string is not UTF-8");
        if (at) {
            gty_nl_put_word(d->out, GTY_NL_ROW_VARIABLE);
            gty_nl_put_word(d->out, 0);
            gty_nl_put_word(d->out, (uint32_t)at);
        } else {
            const uint32_t header[GTY_NL_MESSAGE_WORDS] = {GTY_NL_ROW_MESSAGE, uevent_row()};
            for (size_t i = 0; i < GTY_NL_MESSAGE_WORDS; i++) gty_nl_put_word(d->out, header[i]);
        }
        gty_nl_put_text(d->out, start, (size_t)(middle - start));
        gty_nl_put_text(d->out, middle + 1, (size_t)(nul - middle) - 1);
        at += length + 1;
    }
    if (d->length) gty_nl_put_word(d->out, GTY_NL_ROW_END);
    return !d->out->failed;
}
