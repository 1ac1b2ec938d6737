// SPDX-License-Identifier: Apache-2.0
//
// The front end for the OCI runtime spec's config.json (1.0 to 1.3).
#ifndef GANTRY_SPEC_OCI_H
#define GANTRY_SPEC_OCI_H

#include "spec/config.h"
#include "json/json.h"

// Reads a parsed document into the model. Wrong types, numbers out of range, unknown enumerators and properties that
// gantry does not carry out are reported; what could be read is in the model all the same. False if the document is
// not an object: there is nothing to check then.
bool gty_oci_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *document,
                  struct gty_config *config);

#endif
