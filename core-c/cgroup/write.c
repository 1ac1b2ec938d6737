// SPDX-License-Identifier: Apache-2.0
//
// Steps of making a cgroup as JSON: `CgroupStep` of src/core/types.ts.
#include <string.h>

#include "cgroup/cgroup.h"

static void member(struct gty_buffer *out, const char *key, struct gty_text value) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_string(out, value);
}

static void begin(struct gty_cgroup_writer *writer, struct gty_text op, struct gty_text path) {
    gty_buffer_json_open(writer->out, '{');
    member(writer->out, "op", op);
    member(writer->out, "path", path);
}

static void end(struct gty_cgroup_writer *writer, const char *const *skip) {
    if (skip) {
        gty_buffer_json_key(writer->out, "skip");
        gty_buffer_json_open(writer->out, '[');
        for (; *skip; skip++) gty_buffer_json_string(writer->out, (struct gty_text){*skip, strlen(*skip)});
        gty_buffer_json_close(writer->out, ']');
    }
    gty_buffer_json_close(writer->out, '}');
}

void gty_cgroup_mkdir(struct gty_cgroup_writer *writer, struct gty_text path, bool owned) {
    begin(writer, GTY_TEXT("mkdir"), path);
    if (owned) {
        gty_buffer_json_key(writer->out, "owned");
        gty_buffer_json_bool(writer->out, true);
    }
    end(writer, NULL);
}

void gty_cgroup_copy(struct gty_cgroup_writer *writer, struct gty_text from, struct gty_text path) {
    begin(writer, GTY_TEXT("copy"), path);
    member(writer->out, "from", from);
    end(writer, NULL);
}

void gty_cgroup_write(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                      struct gty_text value, const char *const *skip) {
    begin(writer, GTY_TEXT("write"), gty_text_format(writer->planner->arena, "%s/%s", directory.data, file));
    member(writer->out, "value", value);
    end(writer, skip);
}

void gty_cgroup_write_number(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                             int64_t value) {
    gty_cgroup_write(writer, directory, file, gty_text_format(writer->planner->arena, "%lld", (long long)value), NULL);
}

void gty_cgroup_enable(struct gty_cgroup_writer *writer, struct gty_text directory, struct gty_text needed,
                       struct gty_text optional) {
    static const char *const denied[] = {"EACCES", "EPERM", NULL};
    begin(writer, GTY_TEXT("enable"), directory);
    if (needed.length) member(writer->out, "needed", needed);
    if (optional.length) member(writer->out, "optional", optional);
    end(writer, denied);
}

int64_t gty_pids_max(const struct gty_cgroup_writer *writer) {
    int64_t limit = writer->planner->config->resources.pids_limit.value;
    if (limit == 0) limit = 1; // as systemd has it
    return limit > 0 && limit < INT64_MAX && writer->planner->facts->reaper ? limit + 1 : limit;
}

static struct gty_text base64(struct gty_arena *arena, const struct gty_buffer *bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct gty_buffer text;
    gty_buffer_init(&text, arena);
    for (size_t i = 0; i < bytes->length; i += 3) {
        size_t left = bytes->length - i;
        uint32_t group = (uint32_t)bytes->data[i] << 16;
        if (left > 1) group |= (uint32_t)bytes->data[i + 1] << 8;
        if (left > 2) group |= bytes->data[i + 2];
        gty_buffer_byte(&text, (uint8_t)digits[group >> 18]);
        gty_buffer_byte(&text, (uint8_t)digits[group >> 12 & 63]);
        gty_buffer_byte(&text, left > 1 ? (uint8_t)digits[group >> 6 & 63] : '=');
        gty_buffer_byte(&text, left > 2 ? (uint8_t)digits[group & 63] : '=');
    }
    return gty_text_copy(arena, (const char *)text.data, text.length);
}

void gty_cgroup_filter(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_buffer *program,
                       const char *const *skip) {
    begin(writer, GTY_TEXT("device filter"), directory);
    member(writer->out, "value", base64(writer->planner->arena, program));
    end(writer, skip);
}
