// SPDX-License-Identifier: Apache-2.0
#include "netlink/codec/stream.h"

#define FIRST_CAPACITY ((size_t)64 << 10)

void gty_nl_run_begin(struct gty_nl_run *run) {
    run->length = 0;
    run->failed = false;
}

void gty_nl_run_free(struct gty_nl_run *run) {
    gty_arena_free(&run->arena);
    *run = (struct gty_nl_run){0};
}

bool gty_nl_run_grow(struct gty_nl_run *run, size_t more) {
    size_t capacity = run->capacity ? run->capacity : FIRST_CAPACITY;
    while (!run->failed && capacity - run->length < more) {
        if (capacity > GTY_NL_MEMORY_MAX / 2) run->failed = true;
        capacity *= 2;
    }
    if (run->failed) return false;
    // An arena of its own for each size, so that the smaller ones are given back.
    struct gty_arena arena;
    gty_arena_init(&arena, GTY_NL_MEMORY_MAX);
    uint8_t *data = gty_arena_alloc(&arena, capacity);
    if (!data) {
        gty_arena_free(&arena);
        run->failed = true;
        return false;
    }
    if (run->length) memcpy(data, run->data, run->length);
    gty_arena_free(&run->arena);
    run->arena = arena;
    run->data = data;
    run->capacity = capacity;
    return true;
}
