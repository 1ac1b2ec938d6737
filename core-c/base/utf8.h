// SPDX-License-Identifier: Apache-2.0
//
// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef GANTRY_BASE_UTF8_H
#define GANTRY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool gty_utf8_continues(uint8_t byte) { return (byte & 0xc0) == 0x80; }

// The length of the well-formed sequence that starts at `data` (1 to 4), or 0.
size_t gty_utf8_sequence(const uint8_t *data, size_t length);
// The number of bytes that a decoder takes at once (1 to 4): a sequence, or what it replaces by one U+FFFD.
size_t gty_utf8_step(const uint8_t *data, size_t length);
// Writes `code` (a scalar value) and returns the number of bytes, at most 4.
size_t gty_utf8_encode(uint32_t code, uint8_t *out);
// A scalar value of a sequence that gty_utf8_sequence accepted.
uint32_t gty_utf8_decode(const uint8_t *data, size_t sequence);

#endif
