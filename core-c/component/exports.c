// SPDX-License-Identifier: Apache-2.0
//
// The exports of exports.def in the canonical ABI: a list of bytes comes as pointer and length, in memory that the
// host took with cabi_realloc and that belongs to the call; a result goes out as a pointer to pointer and length, and
// is the host's until it calls the function's post-return, or until the next call.
// The same exports serve the component and the raw module.
#include "component/exports.h"

#include <stdlib.h>

#include "component/core.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

static struct gty_arena arena;
static struct gty_bytes result;

EXPORT("cabi_realloc") void *gty_export_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    // Lists of bytes are all that is asked for; malloc aligns to more. An address for nothing only has to be aligned.
    if (size == 0) return (void *)alignment;
    void *memory = realloc(old_size ? old : NULL, size);
    if (!memory) __builtin_trap(); // the canonical ABI has no other way to say so
    return memory;
}

static void begin(void) {
    gty_arena_free(&arena);
    gty_arena_init(&arena, GTY_CORE_MEMORY_MAX);
}

static void release(uint8_t *data, size_t length) {
    if (length > 0) free(data);
}

static void end(void) { gty_arena_free(&arena); }

#define BYTES(list)                                                                                                    \
    (struct gty_bytes) { list, list##_length }
#define POST(name, symbol)                                                                                             \
    EXPORT("cabi_post_" symbol) void gty_export_post_##name(const struct gty_bytes *bytes) {                           \
        (void)bytes;                                                                                                   \
        end();                                                                                                         \
    }

#define EXPORT_LIST_LIST(name, symbol, a, b)                                                                           \
    EXPORT(symbol)                                                                                                     \
    const struct gty_bytes *gty_export_##name(uint8_t *a, size_t a##_length, uint8_t *b, size_t b##_length) {          \
        begin();                                                                                                       \
        result = gty_core_##name(&arena, BYTES(a), BYTES(b));                                                          \
        release(a, a##_length);                                                                                        \
        release(b, b##_length);                                                                                        \
        return &result;                                                                                                \
    }                                                                                                                  \
    POST(name, symbol)
#define EXPORT_LIST_NUMBER(name, symbol, a, b)                                                                         \
    EXPORT(symbol) const struct gty_bytes *gty_export_##name(uint8_t *a, size_t a##_length, uint32_t b) {              \
        begin();                                                                                                       \
        result = gty_core_##name(&arena, BYTES(a), b);                                                                 \
        release(a, a##_length);                                                                                        \
        return &result;                                                                                                \
    }                                                                                                                  \
    POST(name, symbol)
#define EXPORT_LIST(name, symbol, a)                                                                                   \
    EXPORT(symbol) const struct gty_bytes *gty_export_##name(uint8_t *a, size_t a##_length) {                          \
        begin();                                                                                                       \
        result = gty_core_##name(&arena, BYTES(a));                                                                    \
        release(a, a##_length);                                                                                        \
        return &result;                                                                                                \
    }                                                                                                                  \
    POST(name, symbol)
#define EXPORT_NUMBER(name, symbol, a)                                                                                 \
    EXPORT(symbol) const struct gty_bytes *gty_export_##name(uint32_t a) {                                             \
        begin();                                                                                                       \
        result = gty_core_##name(&arena, a);                                                                           \
        return &result;                                                                                                \
    }                                                                                                                  \
    POST(name, symbol)
#define EXPORT_NOTHING(name, symbol)                                                                                   \
    EXPORT(symbol) const struct gty_bytes *gty_export_##name(void) {                                                   \
        begin();                                                                                                       \
        result = gty_core_##name(&arena);                                                                              \
        return &result;                                                                                                \
    }                                                                                                                  \
    POST(name, symbol)
#include "component/exports.def"
