// SPDX-License-Identifier: Apache-2.0
//
// What the core is told about the machine: `HostFacts` of src/core/types.ts.
#ifndef GANTRY_MODEL_HOST_H
#define GANTRY_MODEL_HOST_H

#include "model/config.h"
#include "model/read.h"

enum gty_cgroup_mode { GTY_CGROUP_NONE, GTY_CGROUP_V1, GTY_CGROUP_V2, GTY_CGROUP_HYBRID };

struct gty_hierarchy {
    struct gty_texts controllers;
    struct gty_text name; // of a named v1 hierarchy
    struct gty_text mount, own;
};

enum gty_cgroup_driver { GTY_DRIVER_UNKNOWN, GTY_DRIVER_CGROUPFS, GTY_DRIVER_SYSTEMD };

// A fact about the machine that may be missing.
enum gty_known { GTY_UNKNOWN, GTY_NO, GTY_YES };

struct gty_host {
    bool present; // what follows is known
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
    bool rootless, no_pivot; // the machine leaves no choice: the options then say so too
    enum gty_known apparmor, selinux, rdt;
    enum gty_known kcore;   // /proc/kcore
    struct gty_texts paths; // that exist
    bool paths_present;     // then others do not exist
};

// Nothing is known.
void gty_host_init(struct gty_host *host);
// Reads the facts out of the options document, for a struct gty_host.
void gty_host_read(struct gty_reader *reader, const struct gty_json *node, void *target);

// Where a controller is: a v1 hierarchy (NULL: none), or the unified one.
const struct gty_hierarchy *gty_v1_hierarchy(const struct gty_host *host, const char *controller);
bool gty_on_unified(const struct gty_host *host, const char *controller);

// Whether the host's kernel comes before that release; false where it is not known.
bool gty_kernel_is_older(const struct gty_host *host, uint64_t major, uint64_t minor);

#endif
