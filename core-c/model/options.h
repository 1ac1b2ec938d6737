// SPDX-License-Identifier: Apache-2.0
//
// What the caller wants: `CompileOptions`, `CheckOptions` and `ConvertOptions` of src/core/types.ts. The machine, which
// is told of in the same document, is host.h's.
#ifndef GANTRY_MODEL_OPTIONS_H
#define GANTRY_MODEL_OPTIONS_H

#include "model/host.h"
#include "model/language.h"

// The runtime that a config is checked for. ANY: what the specification and every runtime say; GANTRY also refuses what
// this version does not carry out.
enum gty_target { GTY_TARGET_ANY, GTY_TARGET_GANTRY, GTY_TARGET_RUNC, GTY_TARGET_CRUN };

struct gty_options {
    struct gty_text id, bundle;
    enum gty_input input;
    uint32_t second_document; // byte of the input where the second document (runtime.json) starts; 0: there is none
    enum gty_input to;        // the language to convert to: OCI or LIBCONTAINER
    struct gty_texts args;    // the program of a libcontainer config, which does not say it
    enum gty_target target;
    struct gty_text spec; // "1.0" to "1.3": the version of the runtime spec to hold the config to; empty: its own
    bool rootless;        // for a runtime without privilege
    bool advice;          // security advice too
    uint32_t preserve_fds;
    bool no_pivot, no_new_keyring;
    bool reaper, detached; // process 1 is the init's own reaper; it does not end with its owner
};

// To compile, a container and a machine are needed; to check, neither; to convert, the language to convert to.
enum gty_purpose { GTY_TO_COMPILE, GTY_TO_CHECK, GTY_TO_CONVERT };

// Reads the options document; what is wrong with it is reported with codes GTY-OPTIONS-….
bool gty_options_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_text text,
                      enum gty_purpose purpose, struct gty_options *options, struct gty_host *host);

#endif
