// SPDX-License-Identifier: Apache-2.0
#include "plan/planner.h"

static bool waits_for_answer(enum gty_operation operation) {
    switch (operation) {
#define INIT_OPERATION(number, name, function, words, asks, ...)                                                       \
    case number:                                                                                                       \
        return GTY_MSG_##asks != GTY_MSG_NOTHING;
#include "gantry/operations.def"
    default:
        return false;
    }
}

void gty_operation_begin(struct gty_planner *planner, enum gty_operation operation) {
    if (waits_for_answer(operation)) planner->requests_made++;
    planner->operation_bytes.length = 0;
    planner->mount_point = GTY_TEXT("");
    planner->on_foreign = false;
    planner->operation = (struct gty_nl_writer){&planner->operation_bytes, 0, false};
    gty_nl_nest(&planner->operation, (uint16_t)operation);
}

void gty_operation_end(struct gty_planner *planner) {
    struct gty_buffer *bytes = &planner->operation_bytes, *message = planner->message.buffer;
    if (planner->on_foreign) gty_put_from_root(planner);
    if (planner->mount_point.length) gty_bases_add(planner->bases, planner->mount_point, planner->foreign);
    gty_nl_nest_end(&planner->operation, 0);
    planner->steps++;
    if (planner->operation.overflow || bytes->length + GTY_NLA_HEADER > GTY_NL_ATTRIBUTE_MAX) {
        planner->message.overflow = true;
        gty_find(planner->diagnostics, GTY_RULE_PLAN_OPERATION_LENGTH, NULL, "shorten the longest list or string",
                 "operation %u of the plan is longer than 64 KiB", planner->steps);
        return;
    }
    if (planner->list && message->length - planner->list + bytes->length > GTY_NL_ATTRIBUTE_MAX) {
        gty_nl_nest_end(&planner->message, planner->list);
        planner->list = 0;
    }
    if (!planner->list) planner->list = gty_nl_nest(&planner->message, GTY_ATTR_OPERATIONS);
    gty_buffer_bytes(message, bytes->data, bytes->length);
}

void gty_operation(struct gty_planner *planner, enum gty_operation operation) {
    gty_operation_begin(planner, operation);
    gty_operation_end(planner);
}

void gty_operations_end(struct gty_planner *planner) {
    if (planner->list) gty_nl_nest_end(&planner->message, planner->list);
    planner->list = 0;
}

void gty_put_u32(struct gty_planner *planner, enum gty_attribute attribute, uint32_t value) {
    gty_nl_put_u32(&planner->operation, (uint16_t)attribute, value);
}

void gty_put_flag(struct gty_planner *planner, enum gty_attribute attribute) { gty_put_u32(planner, attribute, 1); }

void gty_put_text(struct gty_planner *planner, enum gty_attribute attribute, struct gty_text text) {
    gty_nl_put_string(&planner->operation, (uint16_t)attribute, text);
}

void gty_put_path(struct gty_planner *planner, enum gty_attribute attribute, struct gty_text path,
                  const struct gty_json *node) {
    if (path.length >= GTY_PATH_MAX) {
        gty_find(planner->diagnostics, GTY_RULE_PLAN_PATH_LENGTH, node, "the kernel takes 4095 bytes",
                 "path of %zu bytes is too long", path.length);
        return;
    }
    gty_put_text(planner, attribute, path);
}

size_t gty_fallback_begin(struct gty_planner *planner, const uint32_t *errnos) {
    size_t fallback = gty_nl_nest(&planner->operation, GTY_A_FALLBACK);
    for (; *errnos; errnos++) gty_put_u32(planner, GTY_A_ERRNO, *errnos);
    return fallback;
}

size_t gty_fallback_operation(struct gty_planner *planner, enum gty_operation operation) {
    return gty_nl_nest(&planner->operation, (uint16_t)operation);
}

void gty_fallback_end(struct gty_planner *planner, size_t fallback, size_t operation) {
    if (operation) gty_nl_nest_end(&planner->operation, operation);
    gty_nl_nest_end(&planner->operation, fallback);
}

void gty_skip_on(struct gty_planner *planner, const uint32_t *errnos) {
    gty_fallback_end(planner, gty_fallback_begin(planner, errnos), 0);
}

void gty_skip_quietly_on(struct gty_planner *planner, const uint32_t *errnos) {
    size_t fallback = gty_fallback_begin(planner, errnos);
    gty_put_flag(planner, GTY_A_QUIET);
    gty_fallback_end(planner, fallback, 0);
}

static void end_chunk(struct gty_planner *planner, size_t chunk) {
    gty_nl_nest_end(&planner->operation, chunk);
    gty_buffer_zero(&planner->operation_bytes,
                    GTY_ALIGN(planner->operation_bytes.length) - planner->operation_bytes.length);
    gty_operation_end(planner);
}

void gty_operation_strings(struct gty_planner *planner, enum gty_operation operation, const struct gty_texts *strings) {
    size_t chunk = 0, room = 0;
    for (size_t i = 0; i < strings->count; i++) {
        const char *at = strings->items[i].data;
        size_t left = strings->items[i].length + 1; // with its NUL
        while (left) {
            if (!room) {
                if (chunk) end_chunk(planner, chunk);
                gty_operation_begin(planner, operation);
                chunk = gty_nl_nest(&planner->operation, GTY_A_STRINGS);
                room = GTY_CHUNK_MAX;
            }
            size_t taken = left < room ? left : room;
            gty_buffer_bytes(&planner->operation_bytes, at, taken);
            at += taken;
            left -= taken;
            room -= taken;
        }
    }
    if (chunk) end_chunk(planner, chunk);
}
