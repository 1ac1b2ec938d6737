// SPDX-License-Identifier: Apache-2.0
//
// Which directories the container has in which hierarchies.
#include <string.h>

#include "cgroup/cgroup.h"

// An absolute cgroupsPath counts from the mount point, a relative one from the caller's own cgroup. Either is cleaned
// first: no ".." leads out.
static struct gty_text inner_path(const struct gty_cgroup *cgroup) {
    struct gty_text path = cgroup->config->cgroups_path;
    return gty_path_clean_rooted(cgroup->arena, path.length ? path : cgroup->options->id);
}

static struct gty_text below(struct gty_arena *arena, struct gty_text base, struct gty_text path) {
    if (path.length <= 1) return base;
    return gty_text_format(arena, "%s%s", base.length == 1 ? "" : base.data, path.data);
}

static struct gty_text base_of(const struct gty_cgroup *cgroup, const struct gty_hierarchy *hierarchy, bool parent) {
    if (gty_text_starts(cgroup->config->cgroups_path, "/")) return hierarchy->mount;
    struct gty_text own = gty_path_clean_rooted(cgroup->arena, hierarchy->own);
    // A v2 cgroup with processes in it cannot hand controllers on: the container goes beside us, not below.
    if (parent) own = gty_path_clean_rooted(cgroup->arena, gty_text_format(cgroup->arena, "%s/..", own.data));
    return below(cgroup->arena, hierarchy->mount, own);
}

struct gty_text gty_cgroup_v1_base(const struct gty_cgroup *cgroup, size_t index) {
    return base_of(cgroup, &cgroup->host->v1[index], false);
}

struct gty_text gty_cgroup_unified_base(const struct gty_cgroup *cgroup) {
    return base_of(cgroup, &cgroup->host->unified, cgroup->host->cgroup_mode == GTY_CGROUP_V2);
}

void gty_cgroup_place(struct gty_cgroup *cgroup, struct gty_arena *arena, const struct gty_config *config,
                      const struct gty_options *options, const struct gty_host *host) {
    *cgroup = (struct gty_cgroup){
        .arena = arena, .config = config, .options = options, .host = host, .unified_directory = GTY_TEXT("")};
    struct gty_text inner = inner_path(cgroup);
    cgroup->v1_directories = gty_arena_array(arena, host->v1_count + 1, sizeof *cgroup->v1_directories);
    for (size_t i = 0; i < host->v1_count && cgroup->v1_directories; i++)
        cgroup->v1_directories[i] = below(arena, gty_cgroup_v1_base(cgroup, i), inner);
    if (host->unified_present) cgroup->unified_directory = below(arena, gty_cgroup_unified_base(cgroup), inner);
}

struct gty_text gty_cgroup_path(const struct gty_cgroup *cgroup) {
    const struct gty_host *host = cgroup->host;
    bool v2 = host->cgroup_mode == GTY_CGROUP_V2;
    if (!v2 && !host->v1_count) return inner_path(cgroup);
    struct gty_text mount = v2 ? host->unified.mount : host->v1[0].mount;
    struct gty_text directory = v2 ? cgroup->unified_directory : cgroup->v1_directories[0];
    size_t cut = mount.length == 1 ? 0 : mount.length;
    return (struct gty_text){directory.data + cut, directory.length - cut};
}

void gty_cgroup_levels(struct gty_cgroup *cgroup, struct gty_text base, struct gty_text directory,
                       gty_cgroup_visit visit) {
    struct gty_text parent = base;
    size_t at = base.length == 1 ? 0 : base.length;
    while (at < directory.length) {
        const char *slash = memchr(directory.data + at + 1, '/', directory.length - at - 1);
        at = slash ? (size_t)(slash - directory.data) : directory.length;
        struct gty_text level = gty_text_copy(cgroup->arena, directory.data, at);
        bool leaf = at == directory.length;
        gty_cgroup_add(cgroup, (struct gty_cgroup_step){.op = GTY_CGROUP_MKDIR, .path = level, .owned = leaf});
        if (visit) visit(cgroup, parent, level, leaf);
        parent = level;
    }
}
