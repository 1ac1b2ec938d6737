// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
#define BLOCK_SIZE ((size_t)64 << 10)
// Set by the build for fuzzing: each allocation is a block of its own, so that a sanitizer sees every step beyond one.
#ifndef GTY_ARENA_APART
#define GTY_ARENA_APART 0
#endif

struct gty_arena_block {
    struct gty_arena_block *next;
    size_t used, size; // of what follows the header
};

#define HEADER_SIZE ((sizeof(struct gty_arena_block) + ALIGNMENT - 1) & ~(ALIGNMENT - 1))

static unsigned char *block_data(struct gty_arena_block *block) { return (unsigned char *)block + HEADER_SIZE; }

void gty_arena_init(struct gty_arena *arena, size_t limit) { *arena = (struct gty_arena){.limit = limit}; }

void gty_arena_free(struct gty_arena *arena) {
    struct gty_arena_block *block = arena->blocks;
    while (block) {
        struct gty_arena_block *next = block->next;
        free(block);
        block = next;
    }
    gty_arena_init(arena, arena->limit);
}

static void *fail(struct gty_arena *arena) {
    arena->failed = true;
    return NULL;
}

// A block that is mostly one large run goes behind the current one, which still has room.
static struct gty_arena_block *add_block(struct gty_arena *arena, size_t size) {
    size_t wanted = GTY_ARENA_APART || size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE - HEADER_SIZE;
    size_t total = wanted + HEADER_SIZE;
    if (total > arena->limit - arena->used) return NULL;
    struct gty_arena_block *block = malloc(total);
    if (!block) return NULL;
    *block = (struct gty_arena_block){.size = wanted};
    arena->used += total;
    if (arena->blocks && wanted == size) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block;
}

void *gty_arena_alloc(struct gty_arena *arena, size_t size) {
    if (arena->failed || size > SIZE_MAX / 2) return fail(arena);
    size_t rounded = GTY_ARENA_APART ? size : size ? (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1) : ALIGNMENT;
    struct gty_arena_block *block = arena->blocks;
    if (GTY_ARENA_APART || !block || rounded > block->size - block->used) {
        block = add_block(arena, rounded);
        if (!block) return fail(arena);
    }
    void *data = block_data(block) + block->used;
    block->used += rounded;
    return memset(data, 0, rounded);
}

void *gty_arena_array(struct gty_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) return fail(arena);
    return gty_arena_alloc(arena, count * size);
}

void *gty_arena_grow(struct gty_arena *arena, void *data, size_t old_size, size_t size) {
    if (size <= old_size) return data;
    struct gty_arena_block *block = arena->blocks;
    size_t old_rounded = (old_size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    size_t rounded = size > SIZE_MAX / 2 ? SIZE_MAX : (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (data && old_size && block && (unsigned char *)data + old_rounded == block_data(block) + block->used &&
        rounded <= block->size - block->used + old_rounded) {
        block->used += rounded - old_rounded;
        memset((unsigned char *)data + old_size, 0, rounded - old_size);
        return data;
    }
    void *grown = gty_arena_alloc(arena, size);
    if (grown && data) memcpy(grown, data, old_size);
    return grown;
}
