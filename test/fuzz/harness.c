// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer's entry: one input through the target with all the memory it wants, then with less. Whatever happened, not
// a byte may be left.
#include <sanitizer/allocator_interface.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

#define MEMORY ((size_t)1 << 30)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

_Noreturn void fuzz_broken(const char *file, int line, const char *condition) {
    fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, condition);
    abort();
}

// How much of the memory that the input took it gets the second time: of 256 parts, chosen by the input.
static size_t share_of(const uint8_t *data, size_t length) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ data[i]) * 16777619u;
    return hash >> 24;
}

// Whether all memory was given back.
static bool run(const uint8_t *data, size_t length) {
    size_t before = __sanitizer_get_current_allocated_bytes();
    struct gty_arena arena;
    gty_arena_init(&arena, MEMORY);
    fuzz_one(&arena, data, length);
    size_t used = arena.used;
    gty_arena_free(&arena);
    gty_arena_init(&arena, used / 256 * share_of(data, length));
    fuzz_one(&arena, data, length);
    gty_arena_free(&arena);
    return __sanitizer_get_current_allocated_bytes() == before;
}

// libFuzzer has a thread that watches the memory and takes some itself now and then: what leaks does so every time.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length) {
    bool clean = false;
    for (int i = 0; i < 3 && !clean; i++) clean = run(data, length);
    must(clean);
    return 0;
}
