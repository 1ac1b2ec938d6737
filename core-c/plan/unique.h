// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_PLAN_UNIQUE_H
#define GANTRY_PLAN_UNIQUE_H

#include "base/text.h"
#include "model/config.h"

// One of each name stays, in the order given: the last one (`last`) or the first. The name of an item is what stands
// before `end`, or all of it. False without memory.
bool gty_unique(struct gty_arena *arena, const struct gty_texts *items, char end, bool last, struct gty_texts *out);

#endif
