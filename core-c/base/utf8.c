// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

size_t gty_utf8_sequence(const uint8_t *data, size_t length) {
    if (length == 0) return 0;
    uint8_t lead = data[0];
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    size_t sequence = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length < sequence) return 0;
    for (size_t i = 1; i < sequence; i++)
        if (!gty_utf8_continues(data[i])) return 0;
    uint8_t second = data[1];
    if (lead == 0xe0 && second < 0xa0) return 0; // overlong
    if (lead == 0xed && second > 0x9f) return 0; // surrogates
    if (lead == 0xf0 && second < 0x90) return 0; // overlong
    if (lead == 0xf4 && second > 0x8f) return 0; // above U+10FFFF
    return sequence;
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
