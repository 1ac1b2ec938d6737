// SPDX-License-Identifier: Apache-2.0
//
// A bootstrap or control message for people and for programs. Strict: what is not exactly a message of gantry's is
// malformed, and says at which byte.
#ifndef GANTRY_NETLINK_DESCRIBE_H
#define GANTRY_NETLINK_DESCRIBE_H

#include "base/buffer.h"
#include "netlink/reader.h"

// One line for each operation: step number, name, attributes; below it, indented, its fallbacks. On false `out` holds
// a part of the text and is to be thrown away.
bool gty_describe_text(const uint8_t *message, size_t length, struct gty_buffer *out, struct gty_malformed *malformed);
// The same as JSON: `MessageDescription` of src/core/types.ts.
bool gty_describe_json(const uint8_t *message, size_t length, struct gty_buffer *out, struct gty_malformed *malformed);

#endif
