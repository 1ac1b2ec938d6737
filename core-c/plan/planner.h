// SPDX-License-Identifier: Apache-2.0
//
// What the files of the plan share: the config, the options and the host, the decisions taken from them once, and the
// list of operations that grows.
#ifndef GANTRY_PLAN_PLANNER_H
#define GANTRY_PLAN_PLANNER_H

#include "cgroup/cgroup.h"
#include "gantry/bootstrap.h"
#include "netlink/writer.h"
#include "plan/bases.h"
#include "plan/plan.h"
#include "tables/kernel.h"
#include "json/find.h"

struct gty_planner {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    const struct gty_config *config;
    const struct gty_options *options;
    const struct gty_host *host;

    // Decisions: see gty_decide in namespaces.c.
    uint32_t new_namespaces;    // CLONE_NEW* of the namespaces without a path
    uint32_t joined_namespaces; // CLONE_NEW* of those with one
    bool user_namespace;        // a new or a joined one
    bool two_processes;
    uint32_t clone_flags; // of the bridge's clone3
    struct gty_text rootfs;

    struct gty_bases *bases;            // the mounts that the plan makes
    struct gty_mount_request *requests; // one for each mount of the config; see mount_options.h

    struct gty_cgroup cgroup;

    // The message. Each operation is put together on its own, so that none is split between two lists.
    struct gty_nl_writer message;
    struct gty_buffer operation_bytes;
    struct gty_nl_writer operation;
    struct gty_text mount_point; // of what the operation mounts; empty: nothing
    bool foreign;                // that has content of others
    bool on_foreign;             // the target lies on a mount that has
    size_t list;                 // the open list of operations in the message, or 0
    uint32_t steps;
    uint32_t slots;
    uint32_t requests_made; // operations that wait for the supervisor's answer
};

typedef void gty_part(struct gty_planner *planner);

// A kind of plan. Lists end with NULL; `targets` are those parts that name paths in the root filesystem, and are
// planned twice: see plan.c.
struct gty_order {
    gty_part *const *decisions; // before the first byte
    gty_part *const *before, *const *targets, *const *after;
    void (*record)(struct gty_planner *planner, struct gty_buffer *record);
};

// ---- operations.c: an operation with its attributes, put with gty_nl_put_… on &planner->operation ----------------
void gty_operation_begin(struct gty_planner *planner, enum gty_operation operation);
void gty_operation_end(struct gty_planner *planner);
void gty_operation(struct gty_planner *planner, enum gty_operation operation); // without attributes
void gty_put_u32(struct gty_planner *planner, enum gty_attribute attribute, uint32_t value);
void gty_put_flag(struct gty_planner *planner, enum gty_attribute attribute);
void gty_put_text(struct gty_planner *planner, enum gty_attribute attribute, struct gty_text text);
// The errnos end with 0. Between begin and end stands an operation (put_operation), or nothing: the step is skipped.
size_t gty_fallback_begin(struct gty_planner *planner, const uint32_t *errnos);
size_t gty_fallback_operation(struct gty_planner *planner, enum gty_operation operation);
void gty_fallback_end(struct gty_planner *planner, size_t fallback, size_t operation); // operation 0: skip
void gty_skip_on(struct gty_planner *planner, const uint32_t *errnos);
// The same where nothing is lost.
void gty_skip_quietly_on(struct gty_planner *planner, const uint32_t *errnos);
// STRINGS operations of at most GTY_CHUNK_MAX bytes each.
void gty_operation_strings(struct gty_planner *planner, enum gty_operation operation, const struct gty_texts *strings);
// Closes the list; reports what does not fit.
void gty_operations_end(struct gty_planner *planner);

// ---- targets.c ---------------------------------------------------------------------------------------------------
// A TARGET, and the mount that it is resolved from. Where a link leads out of one with content of others, as a volume
// may have, the target is looked up from the root, as if nothing was mounted there.
void gty_put_target(struct gty_planner *planner, struct gty_text path, const struct gty_json *node);
// One whose last name is made, in the directory before it.
void gty_put_new_name(struct gty_planner *planner, struct gty_text path, const struct gty_json *node);
// Adds to the operation what it does where a link leads out: itself, resolved from the root.
void gty_put_from_root(struct gty_planner *planner);
// The mount that holds a path which the init knows by itself.
void gty_put_base(struct gty_planner *planner, struct gty_text path);
// The TARGET of something that is mounted: deeper targets are resolved from it. `foreign`: its content is not the
// kernel's or the init's alone. Of alternatives in one operation the first counts.
void gty_put_mount_point(struct gty_planner *planner, struct gty_text path, const struct gty_json *node, bool foreign);

// A path as an attribute: reported if it is too long for the kernel.
void gty_put_path(struct gty_planner *planner, enum gty_attribute attribute, struct gty_text path,
                  const struct gty_json *node);

static inline bool gty_is_new(const struct gty_planner *planner, uint32_t flag) {
    return (planner->new_namespaces & flag) != 0;
}
static inline bool gty_has_namespace(const struct gty_planner *planner, uint32_t flag) {
    return ((planner->new_namespaces | planner->joined_namespaces) & flag) != 0;
}

// Whether the root filesystem is a mount of the container's own: in a mount namespace always, and on the host where
// there is something to mount on it.
bool gty_owns_root(const struct gty_planner *planner); // namespaces.c

// ---- the parts of plans, in the order of create's message ----------------------------------------------------------
void gty_decide(struct gty_planner *planner);             // namespaces.c
void gty_read_mounts(struct gty_planner *planner);        // mounts.c
void gty_plan_bootstrap(struct gty_planner *planner);     // bootstrap.c
void gty_plan_namespaces(struct gty_planner *planner);    // namespaces.c
void gty_plan_session(struct gty_planner *planner);       // namespaces.c
void gty_plan_root(struct gty_planner *planner);          // rootfs.c
void gty_plan_source_helper(struct gty_planner *planner); // mounts.c
void gty_plan_mount_sources(struct gty_planner *planner); // mounts.c
void gty_plan_mounts(struct gty_planner *planner);        // mounts.c
void gty_plan_devices(struct gty_planner *planner);       // devices.c
void gty_plan_setup_hooks(struct gty_planner *planner);   // hooks.c
void gty_plan_enter_root(struct gty_planner *planner);    // rootfs.c
void gty_plan_late_readonly(struct gty_planner *planner); // rootfs.c
void gty_plan_names(struct gty_planner *planner);         // restrict.c
void gty_plan_restrictions(struct gty_planner *planner);  // restrict.c
void gty_plan_reaper_files(struct gty_planner *planner);  // reaper.c
void gty_plan_process(struct gty_planner *planner);       // process.c
void gty_plan_reaper(struct gty_planner *planner);        // reaper.c
void gty_plan_start_state(struct gty_planner *planner);   // hooks.c
void gty_plan_start_hooks(struct gty_planner *planner);   // hooks.c

// True if /dev is a bind mount of the config: the host's own directory, in which nothing is made.
bool gty_dev_is_bound(const struct gty_planner *planner); // mounts.c
// True if the supervisor may set the resource limits as soon as the init runs.
bool gty_limits_at_launch(const struct gty_planner *planner); // process.c

#endif
