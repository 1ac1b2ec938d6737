// SPDX-License-Identifier: Apache-2.0
//
// The front end for the pair of 2015, config.json and runtime.json, as version 0.1.0 of the specification has them.
#ifndef GANTRY_FRONT_OCF_OCF_H
#define GANTRY_FRONT_OCF_OCF_H

#include "json/json.h"

// The tree of the OCI config that the pair means, or NULL if there is none. `runtime` is NULL if it is not given: that
// is an error, and nothing is said about what it would hold.
struct gty_json *gty_ocf_translate(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                                   const struct gty_json *config, const struct gty_json *runtime);

#endif
