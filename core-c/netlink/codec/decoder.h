// SPDX-License-Identifier: Apache-2.0
//
// What the files of the decoder share.
#ifndef GANTRY_NETLINK_CODEC_DECODER_H
#define GANTRY_NETLINK_CODEC_DECODER_H

#include "gantry/bootstrap.h"
#include "netlink/codec/bytes.h"
#include "netlink/codec/decode.h"
#include "netlink/codec/select.h"

// Who minds: the decoder refuses the message; the kernel does, always, of a strict socket, or for its strict messages
// only; a careful reader.
enum gty_nl_minds {
    GTY_NL_DECODER = 1,
    GTY_NL_KERNEL = 2,
    GTY_NL_KERNEL_STRICT = 4,
    GTY_NL_STRICT_MESSAGES = 8,
    GTY_NL_CAREFUL = 16,
};

#define GTY_NL_MALFORMED (GTY_NL_DECODER | GTY_NL_KERNEL)
#define GTY_NL_LEFT_OVER (GTY_NL_DECODER | GTY_NL_KERNEL_STRICT)

struct gty_nl_decoder {
    const uint8_t *bytes;
    size_t length;
    struct gty_nl_run *out;
    bool swap;
    uint16_t mask;           // of an attribute's type: its number
    uint16_t flags;          // nlmsg_flags of the message at hand
    uint8_t family;          // the first byte of its payload
    struct gty_nl_last last; // message
    unsigned minds;          // which of gty_nl_minds are reported
    unsigned attempts;       // above 0: what is wrong is not reported, for there is another way to read it
    unsigned depth;          // of path
    struct gty_nl_step path[GTY_NL_DEPTH_MAX + 2];
    struct gty_nl_refusal *refusal; // of the decoder; NULL to collect findings
    struct gty_nl_run *findings;
    size_t found;
};

// Reports what is wrong. True: go on.
bool gty_nl_report(struct gty_nl_decoder *d, unsigned minds, size_t offset, const char *reason);

// The attributes from `at` to `end`, and an END. False: malformed, and not to be gone on with.
bool gty_nl_decode_attributes(struct gty_nl_decoder *d, size_t at, size_t end, unsigned set);
// The payload by the row's kind; no nest. Returns marks for the record.
uint32_t gty_nl_decode_value(struct gty_nl_decoder *d, uint16_t row, size_t offset, size_t at, size_t length,
                             bool *refused);
// The fields that lie within `length` bytes; returns how many bytes they are.
size_t gty_nl_decode_structure(struct gty_nl_decoder *d, unsigned structure, size_t at, size_t length);
bool gty_nl_decode_uevent(struct gty_nl_decoder *d);

void gty_nl_put_text(struct gty_nl_run *out, const uint8_t *text, size_t length);
void gty_nl_put_hex(struct gty_nl_run *out, const uint8_t *bytes, size_t length);
bool gty_nl_is_utf8(const uint8_t *text, size_t length);
// Padding from `at` to its aligned end, or to `end` before it, is not zeros or not whole.
bool gty_nl_odd_padding(const uint8_t *bytes, size_t at, size_t aligned, size_t end);

#endif
