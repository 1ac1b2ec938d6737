// SPDX-License-Identifier: Apache-2.0
#include "check/number_list.h"

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// A number at *at; false if there is none or it is above `most`.
static bool read_number(struct gty_text text, size_t *at, uint64_t most, uint64_t *out) {
    size_t start = *at;
    while (*at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9') (*at)++;
    return gty_text_to_u64((struct gty_text){text.data + start, *at - start}, out) && *out <= most;
}

static bool takes(struct gty_text text, size_t *at, char c) {
    if (*at >= text.length || text.data[*at] != c) return false;
    (*at)++;
    return true;
}

struct gty_number_list gty_number_list(struct gty_text text, uint64_t most) {
    struct gty_number_list list = {false, 0};
    for (size_t at = 0; at < text.length;) {
        uint64_t first, last;
        if (is_blank(text.data[at]) || text.data[at] == ',') {
            at++;
            continue;
        }
        if (!read_number(text, &at, most, &first)) return list;
        if (takes(text, &at, '-') && (!read_number(text, &at, most, &last) || last < first)) return list;
        list.ranges++;
        while (at < text.length && is_blank(text.data[at])) at++;
        if (at < text.length && text.data[at] != ',') return list;
    }
    list.valid = true;
    return list;
}

// N is the last one that the machine has: as high as any.
static bool read_kernel_number(struct gty_text text, size_t *at, uint64_t *out) {
    if (!takes(text, at, 'N')) return read_number(text, at, UINT32_MAX, out);
    *out = UINT32_MAX;
    return true;
}

static bool read_kernel_range(struct gty_text text, size_t *at) {
    uint64_t first, last, used, group;
    if (gty_text_starts((struct gty_text){text.data + *at, text.length - *at}, "all"))
        *at += 3;
    else if (!read_kernel_number(text, at, &first))
        return false;
    else if (takes(text, at, '-') && (!read_kernel_number(text, at, &last) || last < first))
        return false;
    if (!takes(text, at, ':')) return true;
    return read_number(text, at, UINT32_MAX, &used) && takes(text, at, '/') &&
           read_number(text, at, UINT32_MAX, &group) && group > 0 && used <= group;
}

bool gty_is_kernel_list(struct gty_text text) {
    for (size_t at = 0; at < text.length;) {
        if (is_blank(text.data[at]) || text.data[at] == ',') {
            at++;
            continue;
        }
        if (!read_kernel_range(text, &at)) return false;
        if (at < text.length && text.data[at] != ',' && !is_blank(text.data[at])) return false;
    }
    return true;
}
