// SPDX-License-Identifier: Apache-2.0
//
// What this version carries out of what a config can ask for. The table is support.def.
#ifndef GANTRY_MODEL_SUPPORT_H
#define GANTRY_MODEL_SUPPORT_H

#include "finding/rules.h"
#include "model/config.h"
#include "tables/mount_options.h"

enum gty_support_name {
#define SUPPORT(name, what, line, since, ...) GTY_SUPPORT_##name,
#include "model/support.def"
#undef SUPPORT
    GTY_SUPPORT_COUNT
};

enum gty_asked_kind { GTY_ASKED_END, GTY_ASKED_VALUE, GTY_ASKED_SETTINGS, GTY_ASKED_OF_MOUNT, GTY_ASKED_OPTION };

// Where a config asks for something.
struct gty_asked {
    enum gty_asked_kind kind;
    enum gty_rule rule;                // that refuses it
    size_t offset;                     // of the node, in struct gty_config or gty_mount
    enum gty_mount_option_kind option; // of an OPTION
};

struct gty_support {
    const char *what;           // "seccomp filters": the subject of a sentence, in plural
    const char *line;           // in the features document: "seccomp.enabled" of linux; NULL: it has none
    const char *since;          // the version; NULL: not yet
    struct gty_asked places[4]; // the last one is END
};

extern const struct gty_support gty_support[GTY_SUPPORT_COUNT];

static inline bool gty_is_supported(enum gty_support_name name) { return gty_support[name].since != NULL; }
// What a mount option asks for, if that is something that is not supported; else NULL.
const struct gty_support *gty_unsupported_option(enum gty_mount_option_kind kind);
// The rule refuses only what has become supported: nothing breaks it any more.
bool gty_is_outdated(enum gty_rule rule);

#endif
