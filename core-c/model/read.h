// SPDX-License-Identifier: Apache-2.0
//
// Reads JSON objects into structs along tables: one row a property. Everything that does not fit is reported, and what
// fits is read all the same.
#ifndef GANTRY_MODEL_READ_H
#define GANTRY_MODEL_READ_H

#include "model/config.h"
#include "tables/words.h"
#include "json/find.h"
#include "json/json.h"

struct gty_reader {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    enum gty_rule unknown;    // reported about properties that no row has
    bool any_case;            // also take names that differ in the case of letters, with a warning
    struct gty_later **later; // where properties after 1.0 are noted; NULL: nowhere
    uint8_t inside;           // since when there is the property that is being read, if it was noted
};

struct gty_shape;
// Reads `node`, which is not null, into the struct that the shape is for.
typedef void gty_read_function(struct gty_reader *reader, const struct gty_json *node, void *target);

enum gty_field_kind {
    GTY_FIELD_TEXT,    // struct gty_text
    GTY_FIELD_TEXTS,   // struct gty_texts
    GTY_FIELD_BOOL,    // bool
    GTY_FIELD_U32,     // uint32_t
    GTY_FIELD_ID,      // uint32_t: the id of a user or a group
    GTY_FIELD_I64,     // int64_t
    GTY_FIELD_U64,     // uint64_t
    GTY_FIELD_NUMBER,  // struct gty_number, in the range of `number`
    GTY_FIELD_IDS,     // uint32_t *, and behind it their count
    GTY_FIELD_CHOICE,  // struct gty_choice, of `words`
    GTY_FIELD_CHOICES, // struct gty_choices, of `words`
    GTY_FIELD_BITS,    // uint64_t: bit n is set by the word of value n of `words`
    GTY_FIELD_OBJECT,  // the struct of `shape`; at offset 0 that may be the same struct
    GTY_FIELD_LIST,    // a pointer to structs of `shape`, and behind it their count
    GTY_FIELD_MAP,     // the same for an object: the structs start with a struct gty_text for the property's name
    GTY_FIELD_PAIRS,   // struct gty_pairs
    GTY_FIELD_READ,    // `read` does it
    GTY_FIELD_OTHER,   // another platform's: not looked at
};

// GTY_ID ends one earlier than GTY_U32: the id of all ones is "leave it" for system calls.
enum gty_number_kind { GTY_I64, GTY_U64, GTY_I32, GTY_U32, GTY_U16, GTY_ID };

enum gty_presence {
    GTY_OPTIONAL, // null and for texts the empty one are the same as absent
    GTY_UNUSED,   // the same, and without effect: warned about
    GTY_REQUIRED, // reported if it is absent
    GTY_DEMANDED, // a rule of check/ reports it if it is absent
    GTY_FILLED,   // … or empty
};

// Minor versions of the runtime spec.
enum gty_spec_version { GTY_SPEC_1_0, GTY_SPEC_1_1, GTY_SPEC_1_2, GTY_SPEC_1_3 };

// Words of which a value is one.
struct gty_enumeration {
    const struct gty_word *words;
    enum gty_rule rule;  // what another word breaks
    const char *message; // … with %s for the word in quotes
    const char *help;    // where no word is near
};

// Small: there are hundreds.
struct gty_field {
    const char *name;
    uint8_t kind;         // enum gty_field_kind
    uint8_t number;       // enum gty_number_kind
    uint8_t presence;     // enum gty_presence
    uint8_t since;        // enum gty_spec_version
    uint16_t offset;      // in the target
    uint16_t node_offset; // of a const struct gty_json * that remembers the value; 0 for none
    union {
        const struct gty_shape *shape;
        const struct gty_enumeration *words;
        gty_read_function *read;
    };
};

struct gty_shape {
    const struct gty_field *fields;
    size_t count;          // at most 64
    size_t size;           // of the struct
    size_t node_offset;    // of a pointer to the object itself; 0 for none
    enum gty_rule unknown; // reported about properties that no row has; 0 for the reader's
};

#define GTY_SHAPE(fields)                                                                                              \
    { (fields), sizeof(fields) / sizeof *(fields), 0, 0, 0 }

// Sets all that the shape's rows point to: no text may be NULL.
void gty_read_clear(const struct gty_shape *shape, void *target);
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
