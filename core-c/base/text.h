// SPDX-License-Identifier: Apache-2.0
//
// Strings with a length. The bytes also end with a NUL that the length does not count.
#ifndef GANTRY_BASE_TEXT_H
#define GANTRY_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct gty_text {
    const char *data; // never NULL
    size_t length;
};

#define GTY_TEXT(literal) ((struct gty_text){(literal), sizeof(literal) - 1})

bool gty_text_equal(struct gty_text a, struct gty_text b);
bool gty_text_goes_on(struct gty_text a, const char *b); // gty_text_is, if the first bytes are the same
// Most of what is compared differs in its first byte.
static inline bool gty_text_is(struct gty_text a, const char *b) {
    return a.length ? a.data[0] == b[0] && gty_text_goes_on(a, b) : !b[0];
}
bool gty_text_starts(struct gty_text a, const char *prefix);
// Ascending bytes: <0, 0, >0.
int gty_text_compare(struct gty_text a, struct gty_text b);
struct gty_text gty_text_copy(struct gty_arena *arena, const char *data, size_t length);
// The printf family's %s, %.*s, %c, %d, %u, %x, %X and %o, with l, ll, z, a width and the flag 0; no floating point.
struct gty_text gty_text_format(struct gty_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The text in quotes for a message: shortened where it is long, control characters left to the JSON writer.
struct gty_text gty_text_quote(struct gty_arena *arena, struct gty_text text);
// A decimal number that is the whole text; false if it is not one or does not fit.
bool gty_text_to_u64(struct gty_text text, uint64_t *out);

// Lexical cleaning of a slash-separated path, as Go's path.Clean: "." for empty.
struct gty_text gty_path_clean(struct gty_arena *arena, struct gty_text path);
// The same for a path inside a root: absolute, ".." stops at "/".
struct gty_text gty_path_clean_rooted(struct gty_arena *arena, struct gty_text path);
// Clean join; an absolute `path` stands alone.
struct gty_text gty_path_join(struct gty_arena *arena, struct gty_text base, struct gty_text path);
// Both clean: `path` is `folder` or lies below it.
bool gty_path_is_below(struct gty_text path, struct gty_text folder);

#endif
