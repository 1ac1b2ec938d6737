// SPDX-License-Identifier: Apache-2.0
#include "string.h"

// Keeps the compiler from recognising the loop and replacing it with a call to the very function that it is in.
#define KEEP_LOOP() __asm__ volatile("" ::: "memory")

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    char *out = to;
    const char *in = from;
#if defined(__x86_64__)
    __asm__ volatile("rep movsb" : "+D"(out), "+S"(in), "+c"(count) : : "memory");
#else
    while (count--) {
        *out++ = *in++;
        KEEP_LOOP();
    }
#endif
    return to;
}

void *memmove(void *to, const void *from, size_t count) {
    char *out = to;
    const char *in = from;
    if ((uintptr_t)out <= (uintptr_t)in || (uintptr_t)out - (uintptr_t)in >= count) {
        for (size_t i = 0; i < count; i++) {
            out[i] = in[i];
            KEEP_LOOP();
        }
    } else {
        while (count--) {
            out[count] = in[count];
            KEEP_LOOP();
        }
    }
    return to;
}

void *memset(void *to, int value, size_t count) {
    char *out = to;
#if defined(__x86_64__)
    __asm__ volatile("rep stosb" : "+D"(out), "+c"(count) : "a"(value) : "memory");
#else
    while (count--) {
        *out++ = (char)value;
        KEEP_LOOP();
    }
#endif
    return to;
}

int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < count; i++) {
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
        KEEP_LOOP();
    }
    return 0;
}

size_t text_length(const char *text) {
    size_t length = 0;
    while (text[length]) {
        length++;
        KEEP_LOOP();
    }
    return length;
}

bool text_equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

bool starts_with(const char *text, const char *prefix) {
    while (*prefix && *text == *prefix) text++, prefix++;
    return *prefix == 0;
}

const char *text_find(const char *text, char c) {
    while (*text && *text != c) text++;
    return *text == c ? text : NULL;
}

bool parse_number(const char **at, uint64_t *value) {
    const char *digit = *at;
    uint64_t number = 0;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        if (__builtin_mul_overflow(number, 10u, &number)) return false;
        if (__builtin_add_overflow(number, (uint64_t)(*digit - '0'), &number)) return false;
    }
    if (digit == *at) return false;
    *at = digit;
    *value = number;
    return true;
}

struct text text_in(char *data, size_t size) {
    struct text text = {.data = data, .size = size};
    if (size) data[0] = 0;
    return text;
}

void text_add_bytes(struct text *text, const char *bytes, size_t count) {
    if (text->size == 0) return;
    size_t space = text->size - 1 - text->length;
    if (count > space) {
        count = space;
        text->cut = true;
    }
    memcpy(text->data + text->length, bytes, count);
    text->length += count;
    text->data[text->length] = 0;
}

void text_add(struct text *text, const char *words) { text_add_bytes(text, words, text_length(words)); }

static void add_digits(struct text *text, uint64_t value, uint32_t base) {
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % base);
        value /= base;
    } while (value);
    text_add_bytes(text, digits + at, sizeof digits - at);
}

void text_add_number(struct text *text, uint64_t value) { add_digits(text, value, 10); }

void text_add_octal(struct text *text, uint32_t value) { add_digits(text, value, 8); }
