// SPDX-License-Identifier: Apache-2.0
#include "netlink/codec/text.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

size_t gty_nl_write_mac(const uint8_t *bytes, size_t length, char *out) {
    char *at = out;
    for (size_t i = 0; i < length; i++) {
        if (i) *at++ = ':';
        *at++ = digits[bytes[i] >> 4];
        *at++ = digits[bytes[i] & 15];
    }
    return (size_t)(at - out);
}

size_t gty_nl_write_hex(const uint8_t *bytes, size_t length, char *out) {
    for (size_t i = 0; i < length; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return 2 * length;
}

static char *write_decimal(unsigned value, char *at) {
    if (value >= 100) *at++ = (char)('0' + value / 100);
    if (value >= 10) *at++ = (char)('0' + value / 10 % 10);
    *at++ = (char)('0' + value % 10);
    return at;
}

static char *write_ipv4(const uint8_t *bytes, char *at) {
    for (int i = 0; i < 4; i++) {
        if (i) *at++ = '.';
        at = write_decimal(bytes[i], at);
    }
    return at;
}

static char *write_group(unsigned group, char *at) {
    if (group >= 0x1000) *at++ = digits[group >> 12];
    if (group >= 0x100) *at++ = digits[group >> 8 & 15];
    if (group >= 0x10) *at++ = digits[group >> 4 & 15];
    *at++ = digits[group & 15];
    return at;
}

static char *write_ipv6(const uint8_t *bytes, char *at) {
    unsigned groups[8], longest = 8, run = 0;
    for (unsigned i = 0; i < 8; i++) groups[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    // The first longest run of at least two groups of zeros becomes "::".
    for (unsigned i = 0; i < 8; i++) {
        unsigned end = i;
        while (end < 8 && !groups[end]) end++;
        if (end - i > run && end - i > 1) {
            longest = i;
            run = end - i;
        }
        if (end > i) i = end - 1;
    }
    bool mapped = longest == 0 && run == 5 && groups[5] == 0xffff;
    for (unsigned i = 0; i < 8; i++) {
        if (i == longest) {
            *at++ = ':';
            i += run - 1;
            if (i == 7) *at++ = ':';
            continue;
        }
        if (i) *at++ = ':';
        if (mapped && i == 6) return write_ipv4(bytes + 12, at);
        at = write_group(groups[i], at);
    }
    return at;
}

size_t gty_nl_write_address(const uint8_t *bytes, size_t length, char *out) {
    return (size_t)((length == 4 ? write_ipv4(bytes, out) : write_ipv6(bytes, out)) - out);
}

// The value of each character that is a digit, plus 1.
static const uint8_t digit_values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static int digit_of(char c) { return digit_values[(uint8_t)c] - 1; }

bool gty_nl_read_hex(const char *text, size_t length, uint8_t *out, size_t *count) {
    if (length % 2) return false;
    for (size_t i = 0; i < length; i += 2) {
        int high = digit_of(text[i]), low = digit_of(text[i + 1]);
        if (high < 0 || low < 0) return false;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    *count = length / 2;
    return true;
}

bool gty_nl_read_mac(const char *text, size_t length, uint8_t *out, size_t *count) {
    *count = (length + 1) / 3;
    if (length == 0) return true;
    if (length % 3 != 2) return false;
    int wrong = 0; // negative once a character is no digit, or no colon where one is due
    for (size_t i = 0; i < length; i += 3) {
        int high = digit_of(text[i]), low = digit_of(text[i + 1]);
        wrong |= high | low | (i + 2 < length && text[i + 2] != ':' ? -1 : 0);
        out[i / 3] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
    }
    return wrong >= 0;
}

// Four decimal numbers, without leading zeros: some readers take those for octal.
static bool read_ipv4(const char *text, size_t length, uint8_t *out) {
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (i && (at >= length || text[at++] != '.')) return false;
        unsigned value = 0;
        size_t first = at;
        while (at < length && text[at] >= '0' && text[at] <= '9' && at - first < 3)
            value = value * 10 + (unsigned)(text[at++] - '0');
        if (at == first || value > 255 || (at - first > 1 && text[first] == '0')) return false;
        out[i] = (uint8_t)value;
    }
    return at == length;
}

static bool read_ipv6(const char *text, size_t length, uint8_t *out) {
    size_t at = 0, filled = 0, gap = 17; // bytes
    if (length >= 2 && text[0] == ':' && text[1] == ':') {
        gap = 0;
        at = 2;
    }
    while (at < length) {
        const char *dot = memchr(text + at, '.', length - at), *colon = memchr(text + at, ':', length - at);
        if (dot && !colon) {
            if (filled > 12 || !read_ipv4(text + at, length - at, out + filled)) return false;
            filled += 4;
            break;
        }
        unsigned value = 0;
        size_t first = at;
        while (at < length && at - first < 4 && digit_of(text[at]) >= 0)
            value = value << 4 | (unsigned)digit_of(text[at++]);
        if (at == first || filled > 14) return false;
        out[filled++] = (uint8_t)(value >> 8);
        out[filled++] = (uint8_t)value;
        if (at == length) break;
        if (text[at++] != ':' || at == length) return false;
        if (text[at] != ':') continue;
        if (gap <= 16) return false;
        gap = filled;
        at++;
    }
    if (gap > 16) return filled == 16;
    if (filled > 14) return false;
    memmove(out + 16 - (filled - gap), out + gap, filled - gap);
    memset(out + gap, 0, 16 - filled);
    return true;
}

bool gty_nl_read_address(const char *text, size_t length, uint8_t *out, size_t *count) {
    bool ipv6 = length && memchr(text, ':', length);
    *count = ipv6 ? 16 : 4;
    return ipv6 ? read_ipv6(text, length, out) : read_ipv4(text, length, out);
}
