// SPDX-License-Identifier: Apache-2.0
//
// Memory of one call: blocks from malloc, freed whole. A failure is sticky: callers check each allocation for NULL and
// back out, and the call's end reports `failed` as a diagnostic of its own.
#ifndef GANTRY_BASE_ARENA_H
#define GANTRY_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct gty_arena {
    struct gty_arena_block *blocks;
    unsigned char *next; // what is free of the current block
    size_t left;
    size_t used, limit; // bytes
    bool failed;
};

void gty_arena_init(struct gty_arena *arena, size_t limit);
void gty_arena_free(struct gty_arena *arena);

// Zeroed, 16-byte aligned memory; NULL (and arena->failed) when memory is out or the limit is passed.
void *gty_arena_alloc(struct gty_arena *arena, size_t size);
// The same with whatever was there before: for what is written whole at once.
void *gty_arena_take(struct gty_arena *arena, size_t size);
// Zeroed memory for `count` elements, with the product checked.
void *gty_arena_array(struct gty_arena *arena, size_t count, size_t size);
// Moves `old_size` bytes at `data` (NULL for none) to a run of `size`, in place where nothing was allocated since.
// The new part is zeroed.
void *gty_arena_grow(struct gty_arena *arena, void *data, size_t old_size, size_t size);

#endif
