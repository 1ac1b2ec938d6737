// SPDX-License-Identifier: Apache-2.0
//
// What the core is told about the machine and the call: `CompileOptions` of src/core/types.ts.
#ifndef GANTRY_PLAN_FACTS_H
#define GANTRY_PLAN_FACTS_H

#include "spec/config.h"

enum gty_cgroup_mode { GTY_CGROUP_NONE, GTY_CGROUP_V1, GTY_CGROUP_V2, GTY_CGROUP_HYBRID };

struct gty_hierarchy {
    struct gty_texts controllers;
    struct gty_text name; // of a named v1 hierarchy
    struct gty_text mount, own;
};

struct gty_facts {
    struct gty_text id, bundle;
    uint32_t preserve_fds;
    bool no_pivot, no_new_keyring;
    uint32_t euid;
    struct gty_text kernel;
    bool user_namespace;
    enum gty_cgroup_mode cgroup_mode;
    struct gty_hierarchy *v1;
    size_t v1_count;
    bool unified_present;
    struct gty_hierarchy unified;
    struct gty_texts unified_controllers;
};

// Reads the options document; what is wrong with it is reported with codes GTY-OPTIONS-….
bool gty_facts_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data, size_t length,
                    struct gty_facts *facts);

#endif
