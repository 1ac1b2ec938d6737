// SPDX-License-Identifier: Apache-2.0
//
// A strict RFC 8259 parser: UTF-8 checked, integers of 64 bits kept exactly, every value with its position and its
// path. Duplicate keys are reported, and only the last of them is in the tree. Limits: GTY_JSON_DEPTH_MAX levels,
// GTY_JSON_SIZE_MAX bytes.
#ifndef GANTRY_JSON_JSON_H
#define GANTRY_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "finding/diagnostic.h"

#define GTY_JSON_DEPTH_MAX 128
#define GTY_JSON_SIZE_MAX (16u << 20)

enum gty_json_type { GTY_JSON_NULL, GTY_JSON_BOOL, GTY_JSON_NUMBER, GTY_JSON_STRING, GTY_JSON_ARRAY, GTY_JSON_OBJECT };

struct gty_json {
    enum gty_json_type type;
    bool boolean;
    bool has_nul;
    struct gty_text text; // STRING: decoded (a \u0000 stays: see has_nul); NUMBER: as written
    // The tree: members and elements are a list in document order.
    struct gty_json *parent, *first, *next;
    size_t count;
    struct gty_text key; // if the parent is an object
    size_t index;        // in the parent
    size_t offset, end;  // bytes of the document; of the value, not the key
    size_t key_offset, key_end;
    // Of a value that a front end made: the value of the document that it stands for, which has its path. NULL: itself.
    const struct gty_json *origin;
};

// The document's value, or NULL with a syntax diagnostic (code GTY-JSON-…).
struct gty_json *gty_json_parse(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data,
                                size_t length);
// The same for a document that is a part of the input: the bytes from `start` to `end`. Offsets are the input's.
struct gty_json *gty_json_parse_part(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data,
                                     size_t start, size_t end);

static inline const struct gty_json *gty_json_origin(const struct gty_json *node) {
    return node->origin ? node->origin : node;
}

// A member by its exact name; NULL for absent or null.
const struct gty_json *gty_json_member(const struct gty_json *object, const char *name);
// RFC 6901; "" for the document.
struct gty_text gty_json_pointer(struct gty_arena *arena, const struct gty_json *node);
// A number without fraction or exponent in the range; false otherwise.
bool gty_json_to_i64(const struct gty_json *node, int64_t *out);
bool gty_json_to_u64(const struct gty_json *node, uint64_t *out);
// "object", "string" …
const char *gty_json_type_name(enum gty_json_type type);

#endif
