// SPDX-License-Identifier: Apache-2.0
//
// A config in one language written in another.
#ifndef GANTRY_CONVERT_CONVERT_H
#define GANTRY_CONVERT_CONVERT_H

#include "front/source.h"
#include "model/options.h"

// Writes the source as `options->to` has it. What cannot be carried over is reported; false, and nothing is written, if
// the source has errors.
bool gty_convert_source(struct gty_diagnostics *diagnostics, const struct gty_options *options,
                        struct gty_source *source, struct gty_buffer *document);

#endif
