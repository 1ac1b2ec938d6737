// SPDX-License-Identifier: Apache-2.0
//
// The front end for libcontainer's own config: what Go's JSON makes of configs.Config, from docker/libcontainer 1.x to
// runc 1.5. Properties that only some versions had are all read.
#ifndef GANTRY_FRONT_LIBCONTAINER_LIBCONTAINER_H
#define GANTRY_FRONT_LIBCONTAINER_LIBCONTAINER_H

#include "front/source.h"
#include "model/config.h"

// Makes source->config, and fills in what an OCI config has no place for.
void gty_libcontainer_translate(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_json *document,
                                struct gty_source *source);

// The program to run, which a libcontainer config leaves to its caller.
void gty_libcontainer_set_program(struct gty_arena *arena, struct gty_source *source, const struct gty_text *args,
                                  size_t count);

// The source's networks and routes into the model.
void gty_libcontainer_read_network(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                                   const struct gty_source *source, struct gty_config *config);

#endif
