// SPDX-License-Identifier: Apache-2.0
//
// The messages on the control socket between supervisor and init: see the diagram in gantry/bootstrap.h.
#ifndef GANTRY_NETLINK_CONTROL_H
#define GANTRY_NETLINK_CONTROL_H

#include "base/buffer.h"
#include "netlink/reader.h"

enum gty_control_kind { GTY_CONTROL_CONTINUE = 0, GTY_CONTROL_ABORT = 1 };

// A message from the init to JSON: `ControlMessage` of src/core/types.ts. The init may have been taken over by what it
// started, so nothing of it is trusted. On false `out` holds a part and is to be thrown away.
bool gty_control_read(const uint8_t *message, size_t length, struct gty_buffer *out, struct gty_malformed *malformed);
// The supervisor's answer; false if there is no such kind.
bool gty_control_write(uint32_t kind, struct gty_buffer *out);

#endif
