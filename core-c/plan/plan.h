// SPDX-License-Identifier: Apache-2.0
//
// The back end: a checked config becomes a bootstrap message and the supervisor's record.
#ifndef GANTRY_PLAN_PLAN_H
#define GANTRY_PLAN_PLAN_H

#include "model/host.h"
#include "model/options.h"

// A kind of plan: which parts it has, in which order.
struct gty_order;
extern const struct gty_order gty_order_create; // create.c

// Writes the bootstrap message to `message` and the record (JSON, `PlanRecord` of src/core/types.ts) to `record`.
// What cannot be planned (a path that is too long, a message over the limit) is reported.
void gty_plan(const struct gty_order *order, struct gty_diagnostics *diagnostics, const struct gty_config *config,
              const struct gty_options *options, const struct gty_host *host, struct gty_buffer *message,
              struct gty_buffer *record);

#endif
