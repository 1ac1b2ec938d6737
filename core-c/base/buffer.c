// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"

#include <string.h>

#define FIRST_CAPACITY ((size_t)256)

void gty_buffer_init(struct gty_buffer *buffer, struct gty_arena *arena) {
    *buffer = (struct gty_buffer){.arena = arena};
}

static bool grow(struct gty_buffer *buffer, size_t more) {
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
    while (capacity - buffer->length < more) {
        if (capacity > SIZE_MAX / 2) {
            buffer->failed = buffer->arena->failed = true;
            return false;
        }
        capacity *= 2;
    }
    uint8_t *data = gty_arena_grow(buffer->arena, buffer->data, buffer->capacity, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

// Room for `more` bytes, or NULL.
static inline uint8_t *extend(struct gty_buffer *buffer, size_t more) {
    if (buffer->failed || (more > buffer->capacity - buffer->length && !grow(buffer, more))) return NULL;
    uint8_t *end = buffer->data + buffer->length;
    buffer->length += more;
    return end;
}

void gty_buffer_bytes(struct gty_buffer *buffer, const void *data, size_t length) {
    if (length == 0) return;
    uint8_t *end = extend(buffer, length);
    if (end) memcpy(end, data, length);
}

void gty_buffer_text(struct gty_buffer *buffer, const char *text) { gty_buffer_bytes(buffer, text, strlen(text)); }

void gty_buffer_byte(struct gty_buffer *buffer, uint8_t byte) {
    uint8_t *end = extend(buffer, 1);
    if (end) *end = byte;
}

void gty_buffer_zero(struct gty_buffer *buffer, size_t count) {
    if (count == 0) return;
    uint8_t *end = extend(buffer, count);
    if (end) memset(end, 0, count);
}

void gty_buffer_u16(struct gty_buffer *buffer, uint16_t value) {
    uint8_t *end = extend(buffer, sizeof value);
    if (end) memcpy(end, &value, sizeof value);
}

void gty_buffer_u32(struct gty_buffer *buffer, uint32_t value) {
    uint8_t *end = extend(buffer, sizeof value);
    if (end) memcpy(end, &value, sizeof value);
}

void gty_buffer_u64(struct gty_buffer *buffer, uint64_t value) {
    uint8_t *end = extend(buffer, sizeof value);
    if (end) memcpy(end, &value, sizeof value);
}

static void patch(struct gty_buffer *buffer, size_t at, const void *data, size_t length) {
    if (buffer->failed) return;
    if (at > buffer->length || length > buffer->length - at)
        buffer->failed = true;
    else
        memcpy(buffer->data + at, data, length);
}

void gty_buffer_patch_u16(struct gty_buffer *buffer, size_t at, uint16_t value) {
    patch(buffer, at, &value, sizeof value);
}

void gty_buffer_patch_u32(struct gty_buffer *buffer, size_t at, uint32_t value) {
    patch(buffer, at, &value, sizeof value);
}
