// SPDX-License-Identifier: Apache-2.0
//
// A stream (stream.h) to bytes. Nobody has checked the stream either.
#ifndef GANTRY_NETLINK_CODEC_ENCODE_H
#define GANTRY_NETLINK_CODEC_ENCODE_H

#include "netlink/codec/decode.h"

// Appends the messages to `out`. False if the stream is not one or says what no message can hold; the offset of a
// refusal is that in `out`. The stream is written to.
bool gty_netlink_encode(uint32_t *words, size_t count, struct gty_nl_form form, struct gty_nl_run *out,
                        struct gty_nl_refusal *refusal);

#endif
