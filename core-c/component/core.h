// SPDX-License-Identifier: Apache-2.0
//
// The exports of exports.def as plain functions. The WebAssembly module and the native tests both call these.
#ifndef GANTRY_COMPONENT_CORE_H
#define GANTRY_COMPONENT_CORE_H

#include "base/buffer.h"

struct gty_bytes {
    const uint8_t *data;
    size_t length;
};

// Memory that one call may use: enough for the largest document that is read.
#define GTY_CORE_MEMORY_MAX ((size_t)1 << 30)

// Each result is in the arena, or constant; out of memory is a result as well: a finding, an empty list or object, or
// where there is no such kind of message nothing.
#define EXPORT_LIST_LIST(name, symbol, a, b)                                                                           \
    struct gty_bytes gty_core_##name(struct gty_arena *arena, struct gty_bytes a, struct gty_bytes b);
#define EXPORT_LIST_NUMBER(name, symbol, a, b)                                                                         \
    struct gty_bytes gty_core_##name(struct gty_arena *arena, struct gty_bytes a, uint32_t b);
#define EXPORT_LIST(name, symbol, a) struct gty_bytes gty_core_##name(struct gty_arena *arena, struct gty_bytes a);
#define EXPORT_NUMBER(name, symbol, a) struct gty_bytes gty_core_##name(struct gty_arena *arena, uint32_t a);
#define EXPORT_NOTHING(name, symbol) struct gty_bytes gty_core_##name(struct gty_arena *arena);
#include "component/exports.def"

#endif
