// SPDX-License-Identifier: Apache-2.0
//
// What exports.c exports to WebAssembly, for the native tests.
#ifndef GANTRY_COMPONENT_EXPORTS_H
#define GANTRY_COMPONENT_EXPORTS_H

#include "component/core.h"

void *gty_export_realloc(void *old, size_t old_size, size_t alignment, size_t size);

#define RESULT_OF(name)                                                                                                \
    void gty_export_post_##name(const struct gty_bytes *bytes);                                                        \
    const struct gty_bytes *gty_export_##name
#define EXPORT_LIST_LIST(name, symbol, a, b)                                                                           \
    RESULT_OF(name)(uint8_t * a, size_t a##_length, uint8_t * b, size_t b##_length);
#define EXPORT_LIST_NUMBER(name, symbol, a, b) RESULT_OF(name)(uint8_t * a, size_t a##_length, uint32_t b);
#define EXPORT_LIST(name, symbol, a) RESULT_OF(name)(uint8_t * a, size_t a##_length);
#define EXPORT_NUMBER(name, symbol, a) RESULT_OF(name)(uint32_t a);
#define EXPORT_NOTHING(name, symbol) RESULT_OF(name)(void);
#include "component/exports.def"
#undef RESULT_OF

#endif
