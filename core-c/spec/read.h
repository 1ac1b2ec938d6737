// SPDX-License-Identifier: Apache-2.0
//
// Reads JSON objects into structs along tables: one row a property. Everything that does not fit is reported, and what
// fits is read all the same.
#ifndef GANTRY_SPEC_READ_H
#define GANTRY_SPEC_READ_H

#include "spec/config.h"
#include "tables/rules.h"
#include "json/json.h"

struct gty_reader {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    enum gty_rule unknown; // reported about properties that no row has
    bool any_case;         // also take names that differ in the case of letters, with a warning
};

struct gty_shape;
// Reads `node`, which is not null, into the struct that the shape is for.
typedef void gty_read_function(struct gty_reader *reader, const struct gty_json *node, void *target);

enum gty_field_kind {
    GTY_FIELD_TEXT,   // struct gty_text
    GTY_FIELD_TEXTS,  // struct gty_texts
    GTY_FIELD_BOOL,   // bool
    GTY_FIELD_U32,    // uint32_t
    GTY_FIELD_NUMBER, // struct gty_number, in the range of `number`
    GTY_FIELD_OBJECT, // `shape`, into the same struct
    GTY_FIELD_READ,   // `read` does it
    GTY_FIELD_SKIP,   // another platform's, or without meaning here
    // Refused with `rule` unless it has no effect: null, "", [], {} …
    GTY_FIELD_REFUSED,
    // … and also objects that hold nothing but such values, false and 0.
    GTY_FIELD_REFUSED_DEEP,
    // Warned about with GTY_RULE_PROPERTY_IGNORED.
    GTY_FIELD_IGNORED,
};

enum gty_number_kind { GTY_I64, GTY_U64, GTY_I32, GTY_U32, GTY_U16 };

struct gty_field {
    const char *name;
    enum gty_field_kind kind;
    size_t offset;      // in the target
    size_t node_offset; // of a const struct gty_json * that remembers the value; 0 for none
    enum gty_number_kind number;
    enum gty_rule rule;
    const struct gty_shape *shape;
    gty_read_function *read;
};

struct gty_shape {
    const struct gty_field *fields;
    size_t count;
};

#define GTY_SHAPE(fields)                                                                                              \
    { (fields), sizeof(fields) / sizeof *(fields) }

// `node` must be an object; true if it is.
bool gty_read_object(struct gty_reader *reader, const struct gty_json *node, const struct gty_shape *shape,
                     void *target);
// `node` must be an array; calls `read` with each element and its struct in a new array of `size` bytes each.
void *gty_read_array(struct gty_reader *reader, const struct gty_json *node, size_t size, gty_read_function *read,
                     size_t *count);
// `node` must be an object of strings.
void gty_read_pairs(struct gty_reader *reader, const struct gty_json *node, void *pairs);

// One value; false and a report if it does not fit.
bool gty_read_text(struct gty_reader *reader, const struct gty_json *node, struct gty_text *out);
bool gty_read_number(struct gty_reader *reader, const struct gty_json *node, enum gty_number_kind kind,
                     struct gty_number *out);
bool gty_read_type(struct gty_reader *reader, const struct gty_json *node, enum gty_json_type type);

// "process.user.uid", for messages: shorter to read than a pointer.
const char *gty_read_path(struct gty_reader *reader, const struct gty_json *node);

#endif
