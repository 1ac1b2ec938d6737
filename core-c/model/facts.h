// SPDX-License-Identifier: Apache-2.0
//
// What the core is told about the machine and the call: `CompileOptions` of src/core/types.ts.
#ifndef GANTRY_MODEL_FACTS_H
#define GANTRY_MODEL_FACTS_H

#include "model/config.h"
#include "model/language.h"

enum gty_cgroup_mode { GTY_CGROUP_NONE, GTY_CGROUP_V1, GTY_CGROUP_V2, GTY_CGROUP_HYBRID };

struct gty_hierarchy {
    struct gty_texts controllers;
    struct gty_text name; // of a named v1 hierarchy
    struct gty_text mount, own;
};

// The runtime that a config is checked for. ANY: what the specification and every runtime say; GANTRY also refuses what
// this version does not carry out.
enum gty_target { GTY_TARGET_ANY, GTY_TARGET_GANTRY, GTY_TARGET_RUNC, GTY_TARGET_CRUN };

enum gty_cgroup_driver { GTY_DRIVER_UNKNOWN, GTY_DRIVER_CGROUPFS, GTY_DRIVER_SYSTEMD };

// A fact about the machine that may be missing.
enum gty_known { GTY_UNKNOWN, GTY_NO, GTY_YES };

struct gty_facts {
    struct gty_text id, bundle;
    enum gty_input input;
    uint32_t second_document; // byte of the input where the second document (runtime.json) starts; 0: there is none
    enum gty_input to;        // the language to convert to: OCI or LIBCONTAINER
    struct gty_texts args;    // the program of a libcontainer config, which does not say it
    enum gty_target target;
    struct gty_text spec; // "1.0" to "1.3": the version of the runtime spec to hold the config to; empty: its own
    bool rootless;        // for a runtime without privilege
    bool advice;          // security advice too
    bool host_present;    // what follows of the machine is known
    uint32_t preserve_fds;
    bool no_pivot, no_new_keyring;
    bool reaper, detached; // process 1 is the init's own reaper; it does not end with its owner
    uint32_t euid;
    struct gty_text kernel;
    bool user_namespace;
    enum gty_cgroup_mode cgroup_mode;
    struct gty_hierarchy *v1;
    size_t v1_count;
    bool unified_present;
    struct gty_hierarchy unified;
    struct gty_texts unified_controllers;
    enum gty_cgroup_driver driver;
    enum gty_known apparmor, selinux, rdt;
    enum gty_known kcore;   // /proc/kcore
    struct gty_texts paths; // that exist
    bool paths_present;     // then others do not exist
};

// Whether systemd makes the cgroups, and so reads linux.cgroupsPath and annotations. This version of gantry makes them
// itself: for it the path is one, whatever its letters.
static inline bool gty_systemd_driver(const struct gty_facts *facts) {
    return facts->driver == GTY_DRIVER_SYSTEMD && facts->target != GTY_TARGET_GANTRY;
}

bool gty_texts_have(const struct gty_texts *texts, const char *word);
// Where a controller is: a v1 hierarchy (NULL: none), or the unified one.
const struct gty_hierarchy *gty_v1_hierarchy(const struct gty_facts *facts, const char *controller);
bool gty_on_unified(const struct gty_facts *facts, const char *controller);

// To compile, a container and a machine are needed; to check, neither; to convert, the language to convert to.
enum gty_purpose { GTY_TO_COMPILE, GTY_TO_CHECK, GTY_TO_CONVERT };

// Reads the options document; what is wrong with it is reported with codes GTY-OPTIONS-….
bool gty_facts_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_text options,
                    enum gty_purpose purpose, struct gty_facts *facts);

// Whether the host's kernel comes before that release; false where it is not known.
bool gty_kernel_is_older(const struct gty_facts *facts, uint64_t major, uint64_t minor);

#endif
