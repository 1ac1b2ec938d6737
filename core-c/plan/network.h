// SPDX-License-Identifier: Apache-2.0
//
// The container's network: loopback, which the init sets up by itself, and what the supervisor makes while it waits.
#ifndef GANTRY_PLAN_NETWORK_H
#define GANTRY_PLAN_NETWORK_H

#include "plan/planner.h"

// After the namespaces are there; before hooks and sysctls, which may be about its interfaces.
void gty_plan_network(struct gty_planner *planner);
// `network` of the record, if there is more than loopback.
void gty_record_network(struct gty_planner *planner, struct gty_buffer *record);

// The request that sets loopback up.
void gty_network_loopback_up(struct gty_buffer *out);

#endif
