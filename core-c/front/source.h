// SPDX-License-Identifier: Apache-2.0
//
// A config in any of its languages, as the one that the reader reads.
#ifndef GANTRY_FRONT_SOURCE_H
#define GANTRY_FRONT_SOURCE_H

#include "model/language.h"
#include "json/json.h"

struct gty_source {
    enum gty_input language; // never AUTO
    const struct gty_json *document;
    struct gty_json *config; // the tree of an OCI document: the document itself, or made of it
    // What libcontainer's config says and an OCI config has no place for: it is an option of runtimes, or nothing. The
    // values of the document; NULL: unset.
    const struct gty_json *no_pivot, *no_new_keyring, *networks, *routes;
};

// Parses the input, and what is not an OCI config it translates. False if there is nothing to read then.
// `diagnostics->second_document` says where the second document starts.
bool gty_source_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, enum gty_input language,
                     struct gty_source *source);

#endif
