// SPDX-License-Identifier: Apache-2.0
//
// A tree of values as JSON text for people.
#ifndef GANTRY_CONVERT_WRITE_H
#define GANTRY_CONVERT_WRITE_H

#include "base/buffer.h"
#include "json/json.h"

// Indented by two blanks a level, a line feed at the end. Numbers are written as they were read.
void gty_tree_write(struct gty_buffer *out, const struct gty_json *value);

#endif
