// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

// How many bytes from `data` on, at least one of `length`, begin a sequence, and how long that is.
static size_t begun(const uint8_t *data, size_t length, size_t *sequence) {
    uint8_t lead = data[0];
    *sequence = lead < 0x80 ? 1 : lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // The second byte of some leads has a narrower range: overlong, surrogates, above U+10FFFF.
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    size_t count = 1;
    for (; count < *sequence && count < length && data[count] >= low && data[count] <= high; count++) {
        low = 0x80;
        high = 0xbf;
    }
    return count;
}

size_t gty_utf8_sequence(const uint8_t *data, size_t length) {
    size_t sequence;
    return length > 0 && begun(data, length, &sequence) == sequence ? sequence : 0;
}

size_t gty_utf8_step(const uint8_t *data, size_t length) {
    size_t sequence;
    return begun(data, length, &sequence);
}

size_t gty_utf8_encode(uint32_t code, uint8_t *out) {
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    size_t sequence = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = sequence - 1; i > 0; i--, code >>= 6) out[i] = (uint8_t)(0x80 | (code & 0x3f));
    out[0] = (uint8_t)(code | (0xf00u >> sequence));
    return sequence;
}

uint32_t gty_utf8_decode(const uint8_t *data, size_t sequence) {
    if (sequence == 1) return data[0];
    uint32_t code = data[0] & (0xffu >> (sequence + 1));
    for (size_t i = 1; i < sequence; i++) code = code << 6 | (data[i] & 0x3f);
    return code;
}
