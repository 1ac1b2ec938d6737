// SPDX-License-Identifier: Apache-2.0
//
// What the files of the rules share.
#ifndef GANTRY_CHECK_AREAS_H
#define GANTRY_CHECK_AREAS_H

#include "check/check.h"
#include "tables/rules.h"

// Mappings of a kind that the kernel takes: its UID_GID_MAP_MAX_EXTENTS.
#define GTY_MAPPINGS_MAX 340

struct gty_checker {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    const struct gty_config *config;
    const struct gty_facts *facts;
};

// An area: all its rules.
typedef void gty_area_function(const struct gty_checker *checker);

gty_area_function gty_check_document, gty_check_process, gty_check_capabilities, gty_check_rlimits, gty_check_root,
    gty_check_names, gty_check_namespaces, gty_check_mappings, gty_check_time, gty_check_mounts, gty_check_restrictions,
    gty_check_sysctl, gty_check_devices, gty_check_memory, gty_check_cpu, gty_check_hooks;

// In quotes, for a message.
static inline const char *gty_quote(const struct gty_checker *checker, struct gty_text text) {
    return gty_text_quote(checker->arena, text).data;
}

static inline bool gty_is_absolute(struct gty_text path) { return path.length > 0 && path.data[0] == '/'; }

// The container gets its own namespace: it is not the host's, new or joined.
static inline bool gty_has(const struct gty_checker *checker, enum gty_namespace_type type) {
    return checker->config->namespaces[type].present;
}
static inline bool gty_is_new_namespace(const struct gty_checker *checker, enum gty_namespace_type type) {
    return gty_has(checker, type) && checker->config->namespaces[type].path.length == 0;
}

#endif
