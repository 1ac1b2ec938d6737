// SPDX-License-Identifier: Apache-2.0
//
// A cgroup as members of the plan record: `CgroupPlan` of src/core/types.ts.
#include <string.h>

#include "cgroup/cgroup.h"

static const char *const ops[] = {
#define SPAWN_STEP(name, word) [GTY_CGROUP_##name] = word,
#include "gantry/steps.def"
};

static struct gty_text text_of(const char *text) { return (struct gty_text){text, strlen(text)}; }

static void member(struct gty_buffer *out, const char *key, struct gty_text value) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_string(out, value);
}

static struct gty_text base64(struct gty_arena *arena, struct gty_text bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *data = (const uint8_t *)bytes.data;
    struct gty_buffer text;
    gty_buffer_init(&text, arena);
    for (size_t i = 0; i < bytes.length; i += 3) {
        size_t left = bytes.length - i;
        uint32_t group = (uint32_t)data[i] << 16;
        if (left > 1) group |= (uint32_t)data[i + 1] << 8;
        if (left > 2) group |= data[i + 2];
        gty_buffer_byte(&text, (uint8_t)digits[group >> 18]);
        gty_buffer_byte(&text, (uint8_t)digits[group >> 12 & 63]);
        gty_buffer_byte(&text, left > 1 ? (uint8_t)digits[group >> 6 & 63] : '=');
        gty_buffer_byte(&text, left > 2 ? (uint8_t)digits[group & 63] : '=');
    }
    return gty_text_copy(arena, (const char *)text.data, text.length);
}

static void write_step(struct gty_arena *arena, const struct gty_cgroup_step *step, struct gty_buffer *out) {
    gty_buffer_json_open(out, '{');
    member(out, "op", text_of(ops[step->op]));
    member(out, "path", step->path);
    if (step->op == GTY_CGROUP_COPY)
        member(out, "from", step->value);
    else if (step->op == GTY_CGROUP_DEVICE_FILTER)
        member(out, "value", base64(arena, step->value));
    else if (step->op == GTY_CGROUP_WRITE)
        member(out, "value", step->value);
    else if (step->value.length)
        member(out, "needed", step->value);
    if (step->optional.length) member(out, "optional", step->optional);
    if (step->owned) {
        gty_buffer_json_key(out, "owned");
        gty_buffer_json_bool(out, true);
    }
    if (step->skip) {
        gty_buffer_json_key(out, "skip");
        gty_buffer_json_open(out, '[');
        for (const char *const *name = step->skip; *name; name++) gty_buffer_json_string(out, text_of(*name));
        gty_buffer_json_close(out, ']');
    }
    gty_buffer_json_close(out, '}');
}

static void write_join(struct gty_buffer *out, struct gty_text path, const char *by) {
    gty_buffer_json_open(out, '{');
    member(out, "path", path);
    member(out, "by", text_of(by));
    gty_buffer_json_close(out, '}');
}

static void write_oom_file(const struct gty_cgroup *cgroup, struct gty_buffer *out) {
    const struct gty_host *host = cgroup->host;
    const struct gty_hierarchy *hierarchy = gty_v1_hierarchy(host, "memory");
    struct gty_text directory = GTY_TEXT("");
    if (hierarchy)
        directory = cgroup->v1_directories[hierarchy - host->v1];
    else if (gty_on_unified(host, "memory"))
        directory = cgroup->unified_directory;
    if (!directory.length) return;
    const char *file = hierarchy ? "memory.oom_control" : "memory.events";
    member(out, "oomFile", gty_text_format(cgroup->arena, "%s/%s", directory.data, file));
}

void gty_cgroup_record(struct gty_cgroup *cgroup, struct gty_buffer *record) {
    const struct gty_host *host = cgroup->host;
    for (size_t i = 0; i < host->v1_count; i++) gty_cgroup_plan_v1(cgroup, i);
    if (host->unified_present) gty_cgroup_plan_v2(cgroup);
    gty_buffer_json_key(record, "cgroup");
    gty_buffer_json_open(record, '{');
    member(record, "path", gty_cgroup_path(cgroup));
    gty_buffer_json_key(record, "steps");
    gty_buffer_json_open(record, '[');
    for (size_t i = 0; i < cgroup->step_count; i++) write_step(cgroup->arena, &cgroup->steps[i], record);
    gty_buffer_json_close(record, ']');
    gty_buffer_json_key(record, "joins");
    gty_buffer_json_open(record, '[');
    for (size_t i = 0; i < host->v1_count; i++) write_join(record, cgroup->v1_directories[i], "tasks");
    if (host->unified_present) write_join(record, cgroup->unified_directory, "clone");
    gty_buffer_json_close(record, ']');
    gty_buffer_json_close(record, '}');
    write_oom_file(cgroup, record);
}
