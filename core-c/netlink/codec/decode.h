// SPDX-License-Identifier: Apache-2.0
//
// Bytes that nobody has checked to a stream (stream.h), or to a list of all that is wrong with them.
#ifndef GANTRY_NETLINK_CODEC_DECODE_H
#define GANTRY_NETLINK_CODEC_DECODE_H

#include "netlink/codec/stream.h"
#include "netlink/codec/tables.h"

struct gty_nl_form {
    enum gty_nl_protocol protocol;
    bool big; // written by a big endian machine
};

// All messages of the bytes, appended to the stream. False for the first thing that is malformed, or without memory
// (`stream->failed`).
bool gty_netlink_decode(const uint8_t *bytes, size_t length, struct gty_nl_form form, struct gty_nl_run *stream,
                        struct gty_nl_refusal *refusal);

// All findings, each appended to the run as: offset, reason (a text), number of steps of the path, the steps (row |
// number << 16). At most GTY_NL_FINDINGS_MAX.
enum gty_nl_strictness { GTY_NL_AS_KERNEL, GTY_NL_ALL };
#define GTY_NL_FINDINGS_MAX 1000u
void gty_netlink_validate(const uint8_t *bytes, size_t length, struct gty_nl_form form,
                          enum gty_nl_strictness strictness, struct gty_nl_run *findings);

// A refusal or finding in that layout.
void gty_nl_write_refusal(struct gty_nl_run *run, const struct gty_nl_refusal *refusal);

#endif
