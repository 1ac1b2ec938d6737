// SPDX-License-Identifier: Apache-2.0
//
// The cgroup of a container, decided in memory: where it is, and the steps that make it. The driver is the direct one,
// which writes files; record.c says it in the plan record.
#ifndef GANTRY_CGROUP_CGROUP_H
#define GANTRY_CGROUP_CGROUP_H

#include "base/buffer.h"
#include "model/host.h"
#include "model/options.h"

enum gty_cgroup_op {
#define SPAWN_STEP(name, word) GTY_CGROUP_##name,
#include "gantry/steps.def"
};

struct gty_cgroup_step {
    enum gty_cgroup_op op;
    // `value`: of COPY the file to copy, of ENABLE what is needed; `optional` of ENABLE what is not.
    struct gty_text path, value, optional;
    bool owned;              // a directory that goes with the container
    const char *const *skip; // names of errnos, to NULL, for which the step is left out; or NULL
};

struct gty_cgroup {
    struct gty_arena *arena;
    const struct gty_config *config;
    const struct gty_options *options;
    const struct gty_host *host;
    // Directories of the container: one for each hierarchy of host->v1, and that of the unified one. Empty: none.
    struct gty_text *v1_directories;
    struct gty_text unified_directory;
    struct gty_cgroup_step *steps;
    size_t step_count, step_capacity;
};

// ---- placement.c: the directories ----------------------------------------------------------------------------------
void gty_cgroup_place(struct gty_cgroup *cgroup, struct gty_arena *arena, const struct gty_config *config,
                      const struct gty_options *options, const struct gty_host *host);
// The directory that exists already, and in which the container's path begins.
struct gty_text gty_cgroup_v1_base(const struct gty_cgroup *cgroup, size_t index);
struct gty_text gty_cgroup_unified_base(const struct gty_cgroup *cgroup);
// As hooks and states tell it.
struct gty_text gty_cgroup_path(const struct gty_cgroup *cgroup);
// Each directory from the base down to `directory` becomes a step; `visit`, if there is one, sees it and its parent
// before the next.
typedef void (*gty_cgroup_visit)(struct gty_cgroup *cgroup, struct gty_text parent, struct gty_text level, bool leaf);
void gty_cgroup_levels(struct gty_cgroup *cgroup, struct gty_text base, struct gty_text directory,
                       gty_cgroup_visit visit);

// ---- steps.c -------------------------------------------------------------------------------------------------------
void gty_cgroup_add(struct gty_cgroup *cgroup, struct gty_cgroup_step step);
void gty_cgroup_write(struct gty_cgroup *cgroup, struct gty_text directory, const char *file, struct gty_text value,
                      const char *const *skip);

// ---- v1.c, v2.c: the steps of a hierarchy
// ----------------------------------------------------------------------------
void gty_cgroup_plan_v1(struct gty_cgroup *cgroup, size_t index);
void gty_cgroup_plan_v2(struct gty_cgroup *cgroup);

// ---- devices.c
// -------------------------------------------------------------------------------------------------------
void gty_cgroup_v1_devices(struct gty_cgroup *cgroup, struct gty_text directory);
void gty_cgroup_v2_devices(struct gty_cgroup *cgroup, struct gty_text directory);

// ---- record.c
// -------------------------------------------------------------------------------------------------------- Decides all
// steps, and writes the members "cgroup" and "oomFile" of the record.
void gty_cgroup_record(struct gty_cgroup *cgroup, struct gty_buffer *record);

#endif
