// SPDX-License-Identifier: Apache-2.0
//
// Memory and text without a libc. The compiler itself calls the first four.
#ifndef GANTRY_INIT_STRING_H
#define GANTRY_INIT_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);

size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);
bool starts_with(const char *text, const char *prefix);
// The first `c`, or NULL.
const char *text_find(const char *text, char c);
// Decimal digits from *at on, which moves past them; false without a digit or above 64 bits.
bool parse_number(const char **at, uint64_t *value);

// Text in a buffer of fixed size: what does not fit is cut off, and `cut` says so. Always ends with a NUL.
struct text {
    char *data;
    size_t length, size;
    bool cut;
};

struct text text_in(char *data, size_t size);
void text_add(struct text *text, const char *words);
void text_add_bytes(struct text *text, const char *bytes, size_t count);
void text_add_number(struct text *text, uint64_t value);
void text_add_octal(struct text *text, uint32_t value);

#endif
