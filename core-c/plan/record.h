// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_PLAN_RECORD_H
#define GANTRY_PLAN_RECORD_H

#include "plan/planner.h"

// `PlanRecord` of src/core/types.ts, after the operations were counted.
void gty_record_write(struct gty_planner *planner, struct gty_buffer *record);

#endif
