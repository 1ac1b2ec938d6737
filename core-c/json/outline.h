// SPDX-License-Identifier: Apache-2.0
//
// Where the values of a document are, as numbers: for hosts that read the values themselves.
#ifndef GANTRY_JSON_OUTLINE_H
#define GANTRY_JSON_OUTLINE_H

#include "base/buffer.h"
#include "json/json.h"

// Each value in document order, before those in it: see `parse` in wasm/gantry.wit.
void gty_json_outline(const struct gty_json *document, struct gty_buffer *out);

#endif
