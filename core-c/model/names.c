// SPDX-License-Identifier: Apache-2.0
#include "model/names.h"

#include <string.h>

#define NAME_MAX_COMPARED ((size_t)40)
// More edits than this make another word.
#define DISTANCE_MAX ((size_t)2)

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

bool gty_name_matches(struct gty_text name, const char *known) {
    size_t length = strlen(known);
    if (name.length != length) return false;
    for (size_t i = 0; i < length; i++)
        if (lower(name.data[i]) != lower(known[i])) return false;
    return true;
}

bool gty_name_is_plain(struct gty_text name) {
    if (name.length == 0 || name.length > NAME_MAX_COMPARED) return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = lower(name.data[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
    }
    return true;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

// Levenshtein's distance with Damerau's exchange of neighbours, in three rows.
size_t gty_name_distance(struct gty_text name, const char *known) {
    size_t length = strlen(known);
    if (name.length > NAME_MAX_COMPARED || length > NAME_MAX_COMPARED) return SIZE_MAX;
    if (name.length > length + DISTANCE_MAX || length > name.length + DISTANCE_MAX) return SIZE_MAX;
    size_t rows[3][NAME_MAX_COMPARED + 1];
    for (size_t j = 0; j <= length; j++) rows[0][j] = j;
    for (size_t i = 1; i <= name.length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        char a = lower(name.data[i - 1]);
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            char b = lower(known[j - 1]);
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + (a != b));
            bool exchanged = i > 1 && j > 1 && a == lower(known[j - 2]) && lower(name.data[i - 2]) == b;
            if (exchanged) row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[name.length % 3][length];
}

const char *gty_name_nearest(struct gty_text name, const void *rows, size_t count, size_t size) {
    const char *nearest = NULL;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const char *known;
        memcpy(&known, (const char *)rows + i * size, sizeof known);
        size_t distance = gty_name_distance(name, known);
        if (distance < best) {
            best = distance;
            nearest = known;
        }
    }
    return nearest && best <= DISTANCE_MAX && best < strlen(nearest) / 2 ? nearest : NULL;
}
