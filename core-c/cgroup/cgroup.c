// SPDX-License-Identifier: Apache-2.0
//
// Which directories the container has in which hierarchies, and the steps that make them.
#include "cgroup/cgroup.h"

#include <string.h>

const char *const gty_controller_names[GTY_CONTROLLERS] = {
    [GTY_MEMORY] = "memory", [GTY_CPU] = "cpu", [GTY_CPUSET] = "cpuset", [GTY_PIDS] = "pids"};

// An absolute cgroupsPath counts from the mount point, a relative one from the caller's own cgroup. Either is cleaned
// first: no ".." leads out.
static struct gty_text inner_path(const struct gty_planner *planner) {
    struct gty_text path = planner->config->cgroups_path;
    return gty_path_clean_rooted(planner->arena, path.length ? path : planner->facts->id);
}

static bool is_absolute(const struct gty_planner *planner) {
    return gty_text_starts(planner->config->cgroups_path, "/");
}

static struct gty_text below(struct gty_arena *arena, struct gty_text base, struct gty_text path) {
    if (path.length <= 1) return base;
    return gty_text_format(arena, "%s%s", base.length == 1 ? "" : base.data, path.data);
}

// The directory that exists already, and in which the path begins.
static struct gty_text base_of(const struct gty_planner *planner, const struct gty_hierarchy *hierarchy, bool parent) {
    if (is_absolute(planner)) return hierarchy->mount;
    struct gty_text own = gty_path_clean_rooted(planner->arena, hierarchy->own);
    // A v2 cgroup with processes in it cannot hand controllers on: the container goes beside us, not below.
    if (parent) own = gty_path_clean_rooted(planner->arena, gty_text_format(planner->arena, "%s/..", own.data));
    return below(planner->arena, hierarchy->mount, own);
}

static struct gty_text base_of_unified(const struct gty_planner *planner) {
    return base_of(planner, &planner->facts->unified, planner->facts->cgroup_mode == GTY_CGROUP_V2);
}

void gty_plan_cgroup_directories(struct gty_planner *planner) {
    const struct gty_facts *facts = planner->facts;
    struct gty_text inner = inner_path(planner);
    planner->unified_directory = GTY_TEXT("");
    planner->v1_directories = gty_arena_array(planner->arena, facts->v1_count + 1, sizeof *planner->v1_directories);
    for (size_t i = 0; i < facts->v1_count && planner->v1_directories; i++)
        planner->v1_directories[i] = below(planner->arena, base_of(planner, &facts->v1[i], false), inner);
    if (facts->unified_present) {
        planner->unified_directory = below(planner->arena, base_of_unified(planner), inner);
    }
}

static const struct gty_json *node_of(const struct gty_number *number, const struct gty_json *found) {
    return !found && number->present ? number->node : found;
}

const struct gty_json *gty_controller_wanted(const struct gty_config *config, enum gty_controller controller,
                                             bool *wanted) {
    const struct gty_resources *r = &config->resources;
    const struct gty_number *const memory[] = {&r->memory_limit, &r->memory_swap, &r->memory_reservation, NULL};
    const struct gty_number *const cpu[] = {&r->cpu_shares,          &r->cpu_quota, &r->cpu_period,
                                            &r->cpu_burst,           &r->cpu_idle,  &r->cpu_realtime_runtime,
                                            &r->cpu_realtime_period, NULL};
    const struct gty_number *const pids[] = {&r->pids_limit, NULL}, *const none[] = {NULL};
    const struct gty_number *const *const lists[GTY_CONTROLLERS] = {
        [GTY_MEMORY] = memory, [GTY_CPU] = cpu, [GTY_CPUSET] = none, [GTY_PIDS] = pids};
    const struct gty_json *node = NULL;
    *wanted = false;
    for (const struct gty_number *const *number = lists[controller]; *number; number++) {
        // 0 is "unset" for all but these two.
        bool counts = (*number)->value || *number == &r->pids_limit || *number == &r->cpu_idle;
        if (!(*number)->present || !counts) continue;
        *wanted = true;
        node = node_of(*number, node);
    }
    if (controller == GTY_MEMORY &&
        (r->memory_disable_oom_killer || (r->memory_swappiness.present && r->memory_swappiness.value >= 0))) {
        *wanted = true;
    }
    if (controller == GTY_CPUSET && (r->cpu_cpus.length || r->cpu_mems.length)) *wanted = true;
    return *wanted && !node ? r->node : node;
}

// Each directory from the base down; `visit` sees it and its parent before the next one is made.
typedef void (*visit_level)(struct gty_cgroup_writer *writer, struct gty_text parent, struct gty_text level, bool leaf);

static void make_levels(struct gty_cgroup_writer *writer, struct gty_text base, struct gty_text directory,
                        visit_level visit) {
    struct gty_text parent = base;
    size_t at = base.length == 1 ? 0 : base.length;
    while (at < directory.length) {
        const char *slash = memchr(directory.data + at + 1, '/', directory.length - at - 1);
        at = slash ? (size_t)(slash - directory.data) : directory.length;
        struct gty_text level = gty_text_copy(writer->planner->arena, directory.data, at);
        gty_cgroup_mkdir(writer, level, at == directory.length);
        if (visit) visit(writer, parent, level, at == directory.length);
        parent = level;
    }
}

// A v1 cpuset takes no process before it has cpus and memory nodes, and it inherits neither.
static void fill_cpuset(struct gty_cgroup_writer *writer, struct gty_text parent, struct gty_text level, bool leaf) {
    const struct gty_resources *resources = &writer->planner->config->resources;
    const char *const files[] = {"cpuset.cpus", "cpuset.mems"};
    const bool given[] = {leaf && resources->cpu_cpus.length, leaf && resources->cpu_mems.length};
    for (int i = 0; i < 2; i++) {
        if (given[i]) continue;
        gty_cgroup_copy(writer, gty_text_format(writer->planner->arena, "%s/%s", parent.data, files[i]),
                        gty_text_format(writer->planner->arena, "%s/%s", level.data, files[i]));
    }
}

static void plan_v1(struct gty_cgroup_writer *writer, size_t index) {
    struct gty_planner *planner = writer->planner;
    const struct gty_hierarchy *hierarchy = &planner->facts->v1[index];
    struct gty_text directory = planner->v1_directories[index];
    bool cpuset = gty_texts_have(&hierarchy->controllers, "cpuset");
    make_levels(writer, base_of(planner, hierarchy, false), directory, cpuset ? fill_cpuset : NULL);
    for (int i = 0; i < GTY_CONTROLLERS; i++)
        if (gty_texts_have(&hierarchy->controllers, gty_controller_names[i])) {
            gty_cgroup_v1_limits(writer, gty_controller_names[i], directory);
        }
    if (gty_texts_have(&hierarchy->controllers, "devices")) gty_cgroup_v1_devices(writer, directory);
}

static void add_name(struct gty_buffer *names, const char *name) {
    gty_buffer_format(names, "%s%s", names->length ? " " : "", name);
}

// Without what the config needs the start fails, unless it is not our right to say so: it may be there already. The
// rest is for statistics.
static void enable_controllers(struct gty_cgroup_writer *writer, struct gty_text directory) {
    const struct gty_facts *facts = writer->planner->facts;
    struct gty_arena *arena = writer->planner->arena;
    struct gty_buffer needed, optional;
    gty_buffer_init(&needed, arena);
    gty_buffer_init(&optional, arena);
    bool wanted[GTY_CONTROLLERS];
    for (int i = 0; i < GTY_CONTROLLERS; i++) {
        gty_controller_wanted(writer->planner->config, (enum gty_controller)i, &wanted[i]);
        if (wanted[i] && gty_on_unified(facts, gty_controller_names[i])) add_name(&needed, gty_controller_names[i]);
    }
    for (size_t i = 0; i < facts->unified_controllers.count && facts->cgroup_mode == GTY_CGROUP_V2; i++) {
        struct gty_text name = facts->unified_controllers.items[i];
        bool done = false;
        for (int j = 0; j < GTY_CONTROLLERS; j++)
            done = done || (wanted[j] && gty_text_is(name, gty_controller_names[j]));
        if (!done) add_name(&optional, name.data);
    }
    if (!needed.length && !optional.length) return;
    gty_cgroup_enable(writer, directory, gty_text_copy(arena, (const char *)needed.data, needed.length),
                      gty_text_copy(arena, (const char *)optional.data, optional.length));
}

static void enable_in_level(struct gty_cgroup_writer *writer, struct gty_text parent, struct gty_text level,
                            bool leaf) {
    (void)parent;
    if (!leaf) enable_controllers(writer, level);
}

static void plan_unified(struct gty_cgroup_writer *writer) {
    struct gty_planner *planner = writer->planner;
    const struct gty_facts *facts = planner->facts;
    struct gty_text base = base_of_unified(planner), directory = planner->unified_directory;
    // From the mount point down to the base, then with each new level.
    struct gty_text mount = facts->unified.mount;
    enable_controllers(writer, mount);
    for (size_t at = mount.length == 1 ? 0 : mount.length; at < base.length;) {
        const char *slash = memchr(base.data + at + 1, '/', base.length - at - 1);
        at = slash ? (size_t)(slash - base.data) : base.length;
        enable_controllers(writer, gty_text_copy(planner->arena, base.data, at));
    }
    make_levels(writer, base, directory, enable_in_level);
    for (int i = 0; i < GTY_CONTROLLERS; i++)
        if (gty_on_unified(facts, gty_controller_names[i])) {
            gty_cgroup_v2_limits(writer, (enum gty_controller)i, directory);
        }
    if (!gty_v1_hierarchy(facts, "devices")) gty_cgroup_v2_devices(writer, directory);
}

static void record_join(struct gty_buffer *record, struct gty_text path, const char *by) {
    gty_buffer_json_open(record, '{');
    gty_buffer_json_key(record, "path");
    gty_buffer_json_string(record, path);
    gty_buffer_json_key(record, "by");
    gty_buffer_json_string(record, (struct gty_text){by, strlen(by)});
    gty_buffer_json_close(record, '}');
}

static struct gty_text path_in_hierarchy(const struct gty_planner *planner) {
    const struct gty_facts *facts = planner->facts;
    const struct gty_hierarchy *hierarchy = facts->cgroup_mode == GTY_CGROUP_V2 ? &facts->unified
                                            : facts->v1_count                   ? &facts->v1[0]
                                                                                : NULL;
    if (!hierarchy) return inner_path(planner);
    struct gty_text directory =
        facts->cgroup_mode == GTY_CGROUP_V2 ? planner->unified_directory : planner->v1_directories[0];
    size_t cut = hierarchy->mount.length == 1 ? 0 : hierarchy->mount.length;
    return (struct gty_text){directory.data + cut, directory.length - cut};
}

static void record_oom_file(struct gty_planner *planner, struct gty_buffer *record) {
    const struct gty_facts *facts = planner->facts;
    const struct gty_hierarchy *hierarchy = gty_v1_hierarchy(facts, "memory");
    struct gty_text directory = GTY_TEXT("");
    if (hierarchy)
        directory = planner->v1_directories[hierarchy - facts->v1];
    else if (gty_on_unified(facts, "memory"))
        directory = planner->unified_directory;
    if (!directory.length) return;
    gty_buffer_json_key(record, "oomFile");
    gty_buffer_json_string(record, gty_text_format(planner->arena, "%s/%s", directory.data,
                                                   hierarchy ? "memory.oom_control" : "memory.events"));
}

void gty_record_cgroup(struct gty_planner *planner, struct gty_buffer *record) {
    const struct gty_facts *facts = planner->facts;
    struct gty_cgroup_writer writer = {planner, record};
    gty_buffer_json_key(record, "cgroup");
    gty_buffer_json_open(record, '{');
    gty_buffer_json_key(record, "path");
    gty_buffer_json_string(record, path_in_hierarchy(planner));
    gty_buffer_json_key(record, "steps");
    gty_buffer_json_open(record, '[');
    for (size_t i = 0; i < facts->v1_count; i++) plan_v1(&writer, i);
    if (facts->unified_present) plan_unified(&writer);
    gty_buffer_json_close(record, ']');
    gty_buffer_json_key(record, "joins");
    gty_buffer_json_open(record, '[');
    for (size_t i = 0; i < facts->v1_count; i++) record_join(record, planner->v1_directories[i], "tasks");
    if (facts->unified_present) record_join(record, planner->unified_directory, "clone");
    gty_buffer_json_close(record, ']');
    gty_buffer_json_close(record, '}');
    record_oom_file(planner, record);
}
