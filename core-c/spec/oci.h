// SPDX-License-Identifier: Apache-2.0
//
// The front end for the documents of the OCI runtime spec (1.0 to 1.3).
#ifndef GANTRY_SPEC_OCI_H
#define GANTRY_SPEC_OCI_H

#include "spec/config.h"
#include "json/json.h"

enum gty_document_kind {
    GTY_DOCUMENT_CONFIG,    // config.json
    GTY_DOCUMENT_PROCESS,   // process.json, for exec: config.process
    GTY_DOCUMENT_RESOURCES, // resources.json, for update: config.resources
    GTY_DOCUMENT_STATE,
    GTY_DOCUMENT_FEATURES,
};

// Reads a parsed document into the model. Wrong types, numbers out of range and unknown words are reported; what could
// be read is in the model all the same. False if the document is not an object: there is nothing to check then.
bool gty_oci_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *document,
                  struct gty_config *config);

// The same for a document of its own, whose part of the config is read and nothing else. Of the state and the features
// of a runtime only the structure is checked.
bool gty_oci_read_document(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                           const struct gty_json *document, enum gty_document_kind kind, struct gty_config *config);

// By its properties: what it looks like.
enum gty_document_kind gty_oci_detect(const struct gty_json *document);

#endif
