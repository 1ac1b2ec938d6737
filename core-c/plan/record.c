// SPDX-License-Identifier: Apache-2.0
#include "plan/record.h"

#include <string.h>

#include "cgroup/cgroup.h"
#include "netlink/attributes.h"
#include "plan/namespaces.h"
#include "plan/network.h"

static struct gty_text text_of(const char *text) { return (struct gty_text){text, strlen(text)}; }

static void put(struct gty_buffer *record, const char *key, struct gty_text value) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_string(record, value);
}

static void put_unsigned(struct gty_buffer *record, const char *key, uint64_t value) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_unsigned(record, value);
}

static void put_bool(struct gty_buffer *record, const char *key, bool value) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_bool(record, value);
}

static void open(struct gty_buffer *record, const char *key, char bracket) {
    gty_buffer_json_key(record, key);
    gty_buffer_json_open(record, bracket);
}

static void put_texts(struct gty_buffer *record, const char *key, const struct gty_texts *texts) {
    if (!texts->count) return;
    open(record, key, '[');
    for (size_t i = 0; i < texts->count; i++) gty_buffer_json_string(record, texts->items[i]);
    gty_buffer_json_close(record, ']');
}

static void write_id_maps(struct gty_planner *planner, struct gty_buffer *record) {
    if (!gty_is_new(planner, GTY_CLONE_NEWUSER)) return;
    open(record, "idMaps", '{');
    put(record, "uid", gty_idmaps_text(planner->arena, &planner->config->uid_mappings));
    put(record, "gid", gty_idmaps_text(planner->arena, &planner->config->gid_mappings));
    put_bool(record, "denySetgroups", planner->host->euid != 0 && gty_own_gid_only(planner));
    gty_buffer_json_close(record, '}');
}

// The user as the host knows it, where the plan can tell: a joined user namespace has maps of its own.
static void write_stream_owner(const struct gty_planner *planner, struct gty_buffer *record) {
    uint32_t uid = planner->config->process.uid;
    if (planner->joined_namespaces & GTY_CLONE_NEWUSER) return;
    if (!planner->user_namespace) {
        put_unsigned(record, "streamOwner", uid);
        return;
    }
    for (size_t i = 0; i < planner->config->uid_mappings.count; i++) {
        const struct gty_idmap *map = &planner->config->uid_mappings.items[i];
        if (uid < map->container_id || uid - map->container_id >= map->size) continue;
        put_unsigned(record, "streamOwner", (uint64_t)map->host_id + (uid - map->container_id));
        return;
    }
}

static void write_rlimits(struct gty_planner *planner, struct gty_buffer *record) {
    const struct gty_process *process = &planner->config->process;
    open(record, "rlimits", '[');
    for (size_t i = 0; i < process->rlimit_count; i++) {
        const struct gty_rlimit *limit = &process->rlimits[i];
        gty_buffer_json_open(record, '{');
        put_unsigned(record, "resource", limit->type.value);
        put(record, "name", limit->type.name);
        put(record, "soft", gty_text_format(planner->arena, "%llu", (unsigned long long)limit->soft));
        put(record, "hard", gty_text_format(planner->arena, "%llu", (unsigned long long)limit->hard));
        gty_buffer_json_close(record, '}');
    }
    gty_buffer_json_close(record, ']');
}

static void write_hook(const struct gty_hook *hook, struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put(record, "path", hook->path);
    put_texts(record, "args", &hook->args);
    put_texts(record, "env", &hook->env);
    if (hook->timeout.present) {
        gty_buffer_json_key(record, "timeout");
        gty_buffer_json_number(record, hook->timeout.value);
    }
    gty_buffer_json_close(record, '}');
}

static void write_hooks(struct gty_planner *planner, struct gty_buffer *record) {
    open(record, "hooks", '{');
    for (unsigned kind = 0; gty_hook_kind_name(kind); kind++) {
        open(record, gty_hook_kind_name(kind), '[');
        for (size_t i = 0; i < planner->config->hooks[kind].count; i++)
            write_hook(&planner->config->hooks[kind].items[i], record);
        gty_buffer_json_close(record, ']');
    }
    gty_buffer_json_close(record, '}');
}

static void write_annotations(struct gty_planner *planner, struct gty_buffer *record) {
    const struct gty_pairs *annotations = &planner->config->annotations;
    open(record, "annotations", '{');
    for (size_t i = 0; i < annotations->count; i++)
        put(record, annotations->items[i].name.data, annotations->items[i].value);
    gty_buffer_json_close(record, '}');
}

static void write_namespaces(struct gty_planner *planner, struct gty_buffer *record) {
    open(record, "namespaces", '[');
    for (int type = 0; type < GTY_NS_COUNT; type++) {
        const struct gty_namespace *ns = &planner->config->namespaces[type];
        if (!ns->present) continue;
        gty_buffer_json_open(record, '{');
        put(record, "type", text_of(gty_namespace_rows[type].type));
        if (ns->path.length) put(record, "path", ns->path);
        gty_buffer_json_close(record, '}');
    }
    gty_buffer_json_close(record, ']');
}

void gty_record_write(struct gty_planner *planner, struct gty_buffer *record) {
    gty_buffer_json_open(record, '{');
    put(record, "ociVersion", planner->config->oci_version);
    put(record, "rootfs", planner->rootfs);
    put_unsigned(record, "steps", planner->steps);
    put_unsigned(record, "cloneFlags", planner->clone_flags);
    put_bool(record, "twoProcesses", planner->two_processes);
    if (planner->options->reaper) put_bool(record, "reaper", true);
    put_unsigned(record, "requests", planner->requests_made);
    write_id_maps(planner, record);
    gty_cgroup_record(&planner->cgroup, record);
    write_rlimits(planner, record);
    put_bool(record, "limitsAtLaunch", gty_limits_at_launch(planner));
    write_hooks(planner, record);
    put_bool(record, "terminal", planner->config->process.terminal);
    write_stream_owner(planner, record);
    gty_record_network(planner, record);
    write_annotations(planner, record);
    write_namespaces(planner, record);
    gty_buffer_json_close(record, '}');
}
