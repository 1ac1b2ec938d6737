// SPDX-License-Identifier: Apache-2.0
//
// What the fuzz targets share. A target is one .c file beside this with one function; harness.c calls it.
#ifndef GANTRY_FUZZ_FUZZ_H
#define GANTRY_FUZZ_FUZZ_H

#include "base/text.h"

// Gets each input in memory of exactly its length, twice: the second time the arena ends early. All that it takes must
// be from the arena, or given back before it returns.
void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length);

// A promise of the core that does not hold is a crash like any other.
#define must(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_broken(const char *file, int line, const char *condition);

// JSON without fault, that holds a value of the type ('{' or '[').
void must_be_json(const uint8_t *data, size_t length, char type);
// A list of findings, as gty_diagnostics_write makes it, about documents of at most `size` bytes: in order, within
// them, and each as src/core/types.ts describes it.
void must_be_findings(const uint8_t *data, size_t length, size_t size);
// A message that gantry itself wrote or accepted, as text and as JSON.
void must_be_described(struct gty_arena *arena, const uint8_t *message, size_t length);

// Inputs of two documents have a NUL between them, which no JSON holds. Each is copied, to end where memory ends.
struct fuzz_pair {
    uint8_t *first, *second; // `second` is NULL if there is no NUL
    size_t first_length, second_length;
};
struct fuzz_pair fuzz_split(const uint8_t *data, size_t length);
void fuzz_release(struct fuzz_pair *pair);

#endif
