// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_PLAN_NETWORK_H
#define GANTRY_PLAN_NETWORK_H

#include "base/buffer.h"

// Appends the rtnetlink request that brings up lo, which is interface 1 of every new network namespace.
void gty_network_loopback_up(struct gty_buffer *out);

#endif
