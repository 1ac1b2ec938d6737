// SPDX-License-Identifier: Apache-2.0
//
// The exports of wasm/gantry.wit as plain functions. The WebAssembly module and the native tests both call these.
#ifndef GANTRY_COMPONENT_CORE_H
#define GANTRY_COMPONENT_CORE_H

#include "base/buffer.h"

struct gty_bytes {
    const uint8_t *data;
    size_t length;
};

// Memory that one call may use: enough for the largest document that is read.
#define GTY_CORE_MEMORY_MAX ((size_t)1 << 30)

// Each result is in the arena, or constant; out of memory is a result as well.
struct gty_bytes gty_compile(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options);
struct gty_bytes gty_check_config(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options);
struct gty_bytes gty_parse(struct gty_arena *arena, struct gty_bytes document);
struct gty_bytes gty_convert(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options);
struct gty_bytes gty_describe(struct gty_arena *arena, struct gty_bytes message, uint32_t format);
struct gty_bytes gty_read_control(struct gty_arena *arena, struct gty_bytes message);
struct gty_bytes gty_write_control(struct gty_arena *arena, uint32_t kind); // empty if there is no such kind
struct gty_bytes gty_list_rules(struct gty_arena *arena);                   // [] if memory runs out
struct gty_bytes gty_list_features(struct gty_arena *arena);                // {} likewise

#endif
