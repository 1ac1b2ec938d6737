// SPDX-License-Identifier: Apache-2.0
//
// A growing run of bytes in an arena.
#ifndef GANTRY_BASE_BUFFER_H
#define GANTRY_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct gty_buffer {
    struct gty_arena *arena;
    uint8_t *data;
    size_t length, capacity;
    bool failed; // sticky: out of memory
};

void gty_buffer_init(struct gty_buffer *buffer, struct gty_arena *arena);
void gty_buffer_bytes(struct gty_buffer *buffer, const void *data, size_t length);
void gty_buffer_text(struct gty_buffer *buffer, const char *text);
void gty_buffer_byte(struct gty_buffer *buffer, uint8_t byte);
void gty_buffer_zero(struct gty_buffer *buffer, size_t count);
void gty_buffer_u16(struct gty_buffer *buffer, uint16_t value); // host byte order, as the next two
void gty_buffer_u32(struct gty_buffer *buffer, uint32_t value);
void gty_buffer_u64(struct gty_buffer *buffer, uint64_t value);
void gty_buffer_format(struct gty_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gty_buffer_vformat(struct gty_buffer *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
// Overwrites bytes already there.
void gty_buffer_patch_u16(struct gty_buffer *buffer, size_t at, uint16_t value);
void gty_buffer_patch_u32(struct gty_buffer *buffer, size_t at, uint32_t value);

// ---- JSON text -------------------------------------------------------------------------------------------------
// A comma is written where one is due: after a value.
void gty_buffer_json_open(struct gty_buffer *buffer, char bracket);
void gty_buffer_json_close(struct gty_buffer *buffer, char bracket);
void gty_buffer_json_key(struct gty_buffer *buffer, const char *key);
void gty_buffer_json_string(struct gty_buffer *buffer, struct gty_text text); // invalid UTF-8 becomes U+FFFD
void gty_buffer_json_number(struct gty_buffer *buffer, int64_t value);
void gty_buffer_json_unsigned(struct gty_buffer *buffer, uint64_t value);
void gty_buffer_json_bool(struct gty_buffer *buffer, bool value);

#endif
