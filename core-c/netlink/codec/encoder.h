// SPDX-License-Identifier: Apache-2.0
//
// What the files of the encoder share.
#ifndef GANTRY_NETLINK_CODEC_ENCODER_H
#define GANTRY_NETLINK_CODEC_ENCODER_H

#include "gantry/bootstrap.h"
#include "netlink/codec/bytes.h"
#include "netlink/codec/encode.h"
#include "netlink/codec/select.h"

struct gty_nl_encoder {
    uint32_t *words;
    size_t at, count; // of words
    struct gty_nl_run *out;
    size_t start; // of the messages in `out`
    bool swap;
    uint16_t mask;
    uint16_t flags;          // nlmsg_flags of the message at hand
    uint8_t family;          // the first byte of its payload
    struct gty_nl_last last; // message
    unsigned depth;
    struct gty_nl_step path[GTY_NL_DEPTH_MAX + 2];
    struct gty_nl_refusal *refusal;
};

struct gty_nl_string {
    const char *data;
    size_t length;
};

bool gty_nl_refuse(struct gty_nl_encoder *e, const char *reason); // returns false

static inline bool gty_nl_take(struct gty_nl_encoder *e, uint32_t *word) {
    if (e->at == e->count) {
        gty_nl_refuse(e, "stream is cut short");
        return false;
    }
    *word = e->words[e->at++];
    return true;
}

bool gty_nl_take_text(struct gty_nl_encoder *e, struct gty_nl_string *text);
bool gty_nl_encode_hex(struct gty_nl_encoder *e);
// Zeros up to a multiple of 4 behind what began at `from`; or with the mark the bytes that come in the stream, which
// may be fewer at the end of a nest only.
bool gty_nl_encode_padding(struct gty_nl_encoder *e, size_t from, uint32_t marks);
bool gty_nl_encode_attributes(struct gty_nl_encoder *e, unsigned set);
bool gty_nl_encode_value(struct gty_nl_encoder *e, const struct gty_nl_row *row, uint32_t marks);
bool gty_nl_encode_structure(struct gty_nl_encoder *e, unsigned structure, bool may_be_cut);

#endif
