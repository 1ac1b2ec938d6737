// SPDX-License-Identifier: Apache-2.0
//
// Namespaces: their names and flags, and the text of id maps.
#ifndef GANTRY_PLAN_NAMESPACES_H
#define GANTRY_PLAN_NAMESPACES_H

#include "plan/planner.h"

struct gty_namespace_row {
    uint32_t flag;
    const char *name; // libcontainer's
    const char *type; // OCI's
};

// By enum gty_namespace_type, which is the order of NsPathsAttr.
extern const struct gty_namespace_row gty_namespace_rows[GTY_NS_COUNT];

struct gty_text gty_idmaps_text(struct gty_arena *arena, const struct gty_idmaps *maps); // bootstrap.c
bool gty_own_gid_only(const struct gty_planner *planner);                                // bootstrap.c

#endif
