// SPDX-License-Identifier: Apache-2.0
//
// The front end for the documents of the OCI runtime spec (1.0 to 1.3).
#ifndef GANTRY_FRONT_OCI_H
#define GANTRY_FRONT_OCI_H

#include "front/source.h"
#include "model/config.h"
#include "json/json.h"

// Reads a parsed document into the model. Wrong types, numbers out of range and unknown words are reported; what could
// be read is in the model all the same. False if the document is not an object: there is nothing to check then.
bool gty_oci_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *document,
                  struct gty_config *config);

// The same for any document of the runtime spec. Of process.json and resources.json the parts of the config are read,
// of the state and the features of a runtime only the structure is checked.
bool gty_oci_read_document(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                           const struct gty_json *document, enum gty_input kind, struct gty_config *config);

// What a document of the runtime spec looks like by its properties.
enum gty_input gty_oci_detect(const struct gty_json *document);

#endif
