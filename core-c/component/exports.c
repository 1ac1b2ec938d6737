// SPDX-License-Identifier: Apache-2.0
//
// The exports of wasm/gantry.wit in the canonical ABI: a list of bytes comes as pointer and length, in memory that the
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

EXPORT("compile")
const struct gty_bytes *gty_export_compile(uint8_t *config, size_t config_length, uint8_t *options,
                                           size_t options_length) {
    begin();
    result =
        gty_compile(&arena, (struct gty_bytes){config, config_length}, (struct gty_bytes){options, options_length});
    release(config, config_length);
    release(options, options_length);
    return &result;
}

EXPORT("check")
const struct gty_bytes *gty_export_check(uint8_t *config, size_t config_length, uint8_t *options,
                                         size_t options_length) {
    begin();
    result = gty_check_config(&arena, (struct gty_bytes){config, config_length},
                              (struct gty_bytes){options, options_length});
    release(config, config_length);
    release(options, options_length);
    return &result;
}

EXPORT("parse") const struct gty_bytes *gty_export_parse(uint8_t *document, size_t length) {
    begin();
    result = gty_parse(&arena, (struct gty_bytes){document, length});
    release(document, length);
    return &result;
}

EXPORT("convert")
const struct gty_bytes *gty_export_convert(uint8_t *config, size_t config_length, uint8_t *options,
                                           size_t options_length) {
    begin();
    result =
        gty_convert(&arena, (struct gty_bytes){config, config_length}, (struct gty_bytes){options, options_length});
    release(config, config_length);
    release(options, options_length);
    return &result;
}

EXPORT("describe") const struct gty_bytes *gty_export_describe(uint8_t *message, size_t length, uint32_t format) {
    begin();
    result = gty_describe(&arena, (struct gty_bytes){message, length}, format);
    release(message, length);
    return &result;
}

EXPORT("read-control") const struct gty_bytes *gty_export_read_control(uint8_t *message, size_t length) {
    begin();
    result = gty_read_control(&arena, (struct gty_bytes){message, length});
    release(message, length);
    return &result;
}

EXPORT("write-control") const struct gty_bytes *gty_export_write_control(uint32_t kind) {
    begin();
    result = gty_write_control(&arena, kind);
    return &result;
}

EXPORT("rules") const struct gty_bytes *gty_export_rules(void) {
    begin();
    result = gty_list_rules(&arena);
    return &result;
}

EXPORT("features") const struct gty_bytes *gty_export_features(void) {
    begin();
    result = gty_list_features(&arena);
    return &result;
}

static void end(void) { gty_arena_free(&arena); }

EXPORT("cabi_post_compile") void gty_export_post_compile(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_check") void gty_export_post_check(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_parse") void gty_export_post_parse(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_convert") void gty_export_post_convert(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_describe") void gty_export_post_describe(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_read-control") void gty_export_post_read_control(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_write-control") void gty_export_post_write_control(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_rules") void gty_export_post_rules(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
EXPORT("cabi_post_features") void gty_export_post_features(const struct gty_bytes *bytes) {
    (void)bytes;
    end();
}
