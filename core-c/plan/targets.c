// SPDX-License-Identifier: Apache-2.0
//
// Targets of operations, and the mounts that they are resolved from.
#include <string.h>

#include "plan/planner.h"

void gty_put_base(struct gty_planner *planner, struct gty_text path) {
    const struct gty_base *base = gty_bases_find(planner->bases, path);
    if (!base) return;
    gty_put_u32(planner, GTY_A_BASE, base->slot);
    // No link leads away from the mount itself.
    planner->on_foreign = planner->on_foreign || (base->foreign && path.length > base->path.length);
}

void gty_put_target(struct gty_planner *planner, struct gty_text path, const struct gty_json *node) {
    gty_put_path(planner, GTY_A_TARGET, path, node);
    gty_put_base(planner, path);
}

void gty_put_new_name(struct gty_planner *planner, struct gty_text path, const struct gty_json *node) {
    struct gty_text directory = path;
    while (directory.length > 1 && directory.data[directory.length - 1] != '/') directory.length--;
    if (directory.length > 1) directory.length--;
    gty_put_path(planner, GTY_A_TARGET, path, node);
    gty_put_base(planner, directory);
}

void gty_put_mount_point(struct gty_planner *planner, struct gty_text path, const struct gty_json *node, bool foreign) {
    const struct gty_base *mount = gty_bases_next(planner->bases);
    gty_put_target(planner, path, node);
    if (mount && mount->kept) gty_put_u32(planner, GTY_A_KEEP, planner->bases->slots);
    if (planner->mount_point.length) return;
    planner->mount_point = path;
    planner->foreign = foreign;
}

// Attributes and what is nested in them, but for BASE.
static void put_without_base(struct gty_planner *planner, const uint8_t *data, size_t length) {
    while (length >= GTY_NLA_HEADER) {
        uint16_t size, type;
        memcpy(&size, data, sizeof size);
        memcpy(&type, data + sizeof size, sizeof type);
        if (size < GTY_NLA_HEADER || size > length) return; // not of this writer
        if (type == GTY_A_FALLBACK || type >= GTY_OPERATION_FIRST) {
            size_t nest = gty_nl_nest(&planner->operation, type);
            put_without_base(planner, data + GTY_NLA_HEADER, size - GTY_NLA_HEADER);
            gty_nl_nest_end(&planner->operation, nest);
        } else if (type != GTY_A_BASE) {
            gty_nl_put_bytes(&planner->operation, type, data + GTY_NLA_HEADER, size - GTY_NLA_HEADER);
        }
        size_t step = GTY_ALIGN((size_t)size);
        if (step > length) return;
        data += step;
        length -= step;
    }
}

void gty_put_from_root(struct gty_planner *planner) {
    struct gty_buffer *bytes = &planner->operation_bytes;
    if (planner->operation.overflow || bytes->length < GTY_NLA_HEADER) return;
    struct gty_text so_far = gty_text_copy(planner->arena, (const char *)bytes->data, bytes->length);
    uint16_t number;
    memcpy(&number, so_far.data + sizeof(uint16_t), sizeof number);
    size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EXDEV, 0});
    gty_put_flag(planner, GTY_A_QUIET);
    size_t operation = gty_fallback_operation(planner, (enum gty_operation)number);
    put_without_base(planner, (const uint8_t *)so_far.data + GTY_NLA_HEADER, so_far.length - GTY_NLA_HEADER);
    gty_fallback_end(planner, fallback, operation);
}
