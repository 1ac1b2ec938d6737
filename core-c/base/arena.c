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
};

#define HEADER_SIZE ALIGNMENT
_Static_assert(sizeof(struct gty_arena_block) <= HEADER_SIZE, "a block's header fits");

static size_t round_up(size_t size) { return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1); }

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
    arena->left = 0;
    return NULL;
}

// A new block. One that is mostly a single large run is that run: the current one, which still has room, stays.
static void *take_block(struct gty_arena *arena, size_t size) {
    if (arena->failed || size > SIZE_MAX / 2) return fail(arena);
    bool apart = GTY_ARENA_APART || size > BLOCK_SIZE / 4;
    size_t total = apart ? size + HEADER_SIZE : BLOCK_SIZE;
    if (total > arena->limit - arena->used) return fail(arena);
    struct gty_arena_block *block = malloc(total);
    if (!block) return fail(arena);
    arena->used += total;
    block->next = arena->blocks;
    arena->blocks = block;
    unsigned char *data = (unsigned char *)block + HEADER_SIZE;
    if (apart) return data;
    size_t rounded = round_up(size);
    arena->next = data + rounded;
    arena->left = BLOCK_SIZE - HEADER_SIZE - rounded;
    return data;
}

void *gty_arena_take(struct gty_arena *arena, size_t size) {
    if (size == 0) size = 1; // an address of its own all the same
    if (size > arena->left) return take_block(arena, size);
    size_t rounded = round_up(size);
    unsigned char *data = arena->next;
    arena->next += rounded;
    arena->left -= rounded;
    return data;
}

void *gty_arena_alloc(struct gty_arena *arena, size_t size) {
    void *data = gty_arena_take(arena, size);
    return data ? memset(data, 0, size) : NULL;
}

void *gty_arena_array(struct gty_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) return fail(arena);
    return gty_arena_alloc(arena, count * size);
}

void *gty_arena_grow(struct gty_arena *arena, void *data, size_t old_size, size_t size) {
    if (size <= old_size) return data;
    if (data && old_size && (unsigned char *)data + round_up(old_size) == arena->next &&
        size - old_size <= arena->left) {
        size_t more = round_up(size) - round_up(old_size);
        arena->next += more;
        arena->left -= more;
    } else {
        void *grown = gty_arena_take(arena, size);
        if (!grown) return NULL;
        if (data) memcpy(grown, data, old_size);
        data = grown;
    }
    memset((unsigned char *)data + old_size, 0, size - old_size);
    return data;
}
