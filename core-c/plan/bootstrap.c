// SPDX-License-Identifier: Apache-2.0
//
// libcontainer's attributes, byte for byte and in the order in which it writes them.
#include "plan/namespaces.h"
#include "plan/planner.h"

// Each line is the text that /proc/PID/uid_map takes.
struct gty_text gty_idmaps_text(struct gty_arena *arena, const struct gty_idmaps *maps) {
    struct gty_buffer text;
    gty_buffer_init(&text, arena);
    for (size_t i = 0; i < maps->count; i++) {
        const struct gty_idmap *map = &maps->items[i];
        gty_buffer_format(&text, "%u %u %u\n", map->container_id, map->host_id, map->size);
    }
    return gty_text_copy(arena, (const char *)text.data, text.length);
}

// True for the one gid map that an unprivileged process may write, and only after it gave up setgroups. Its host id is
// then the caller's own gid, which no fact of the host says: the kernel refuses any other.
bool gty_own_gid_only(const struct gty_planner *planner) {
    const struct gty_idmaps *maps = &planner->config->gid_mappings;
    if (maps->count != 1 || maps->items[0].container_id != 0 || maps->items[0].size != 1) return false;
    return planner->host->euid != 0 || maps->items[0].host_id == 0;
}

static void put_string(struct gty_planner *planner, enum gty_bootstrap_attribute attribute, struct gty_text text,
                       const struct gty_json *node) {
    if (text.length + 1 > GTY_NL_ATTRIBUTE_MAX - GTY_NLA_HEADER) {
        gty_find(planner->diagnostics, GTY_RULE_PLAN_OPERATION_LENGTH, node, "shorten the longest list or string",
                 "attribute %u of the bootstrap message is longer than 64 KiB", (unsigned)attribute);
    }
    gty_nl_put_string(&planner->message, (uint16_t)attribute, text);
}

static void put_namespace_paths(struct gty_planner *planner) {
    struct gty_buffer text;
    gty_buffer_init(&text, planner->arena);
    for (int type = 0; type < GTY_NS_COUNT; type++) {
        const struct gty_namespace *ns = &planner->config->namespaces[type];
        if (!ns->present || !ns->path.length) continue;
        if (text.length) gty_buffer_byte(&text, ',');
        gty_buffer_format(&text, "%s:", gty_namespace_rows[type].name);
        gty_buffer_bytes(&text, ns->path.data, ns->path.length);
    }
    if (!text.length) return;
    put_string(planner, GTY_ATTR_NS_PATHS, gty_text_copy(planner->arena, (const char *)text.data, text.length),
               planner->config->linux_node);
}

static void put_time_offsets(struct gty_planner *planner) {
    const struct gty_time_offset *offsets[] = {&planner->config->time_monotonic, &planner->config->time_boottime};
    const char *const names[] = {"monotonic", "boottime"};
    struct gty_buffer text;
    gty_buffer_init(&text, planner->arena);
    for (int i = 0; i < 2; i++) {
        if (!offsets[i]->present) continue;
        gty_buffer_format(&text, "%s %lld %u\n", names[i], (long long)offsets[i]->seconds, offsets[i]->nanoseconds);
    }
    if (text.length) {
        put_string(planner, GTY_ATTR_TIME_OFFSETS, gty_text_copy(planner->arena, (const char *)text.data, text.length),
                   planner->config->linux_node);
    }
}

void gty_plan_bootstrap(struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    gty_nl_put_u32(&planner->message, GTY_ATTR_CLONE_FLAGS, planner->new_namespaces);
    put_namespace_paths(planner);
    if (!(planner->joined_namespaces & GTY_CLONE_NEWUSER)) {
        if (config->uid_mappings.count) {
            put_string(planner, GTY_ATTR_UIDMAP, gty_idmaps_text(planner->arena, &config->uid_mappings),
                       config->linux_node);
        }
        if (config->gid_mappings.count) {
            put_string(planner, GTY_ATTR_GIDMAP, gty_idmaps_text(planner->arena, &config->gid_mappings),
                       config->linux_node);
            if (!gty_own_gid_only(planner)) gty_nl_put_u32(&planner->message, GTY_ATTR_SETGROUP, 1);
        }
    }
    if (config->process.oom_score_adj.present) {
        put_string(planner, GTY_ATTR_OOM_SCORE_ADJ,
                   gty_text_format(planner->arena, "%lld", (long long)config->process.oom_score_adj.value),
                   config->process.oom_score_adj.node);
    }
    gty_nl_put_u32(&planner->message, GTY_ATTR_ROOTLESS_EUID, planner->host->euid != 0);
    if (!(planner->joined_namespaces & GTY_CLONE_NEWTIME)) put_time_offsets(planner);
}
