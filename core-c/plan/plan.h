// SPDX-License-Identifier: Apache-2.0
//
// The back end: a checked config becomes a bootstrap message and the supervisor's record.
#ifndef GANTRY_PLAN_PLAN_H
#define GANTRY_PLAN_PLAN_H

#include "model/host.h"
#include "model/options.h"

// Writes the bootstrap message to `message` and the record (JSON, `PlanRecord` of src/core/types.ts) to `record`.
// What cannot be planned (a path that is too long, a message over the limit) is reported.
void gty_plan(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_options *options,
              const struct gty_host *host, struct gty_buffer *message, struct gty_buffer *record);

#endif
