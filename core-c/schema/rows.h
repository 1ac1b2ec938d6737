// SPDX-License-Identifier: Apache-2.0
//
// The tables of spec/shapes/*.def with their words for people, which the core does without.
#ifndef GANTRY_SCHEMA_ROWS_H
#define GANTRY_SCHEMA_ROWS_H

#include "model/read.h"

struct schema_property {
    const char *name;
    enum gty_field_kind kind;
    enum gty_presence presence;
    enum gty_spec_version since;
    enum gty_number_kind number;
    const char *argument; // the id of a shape or of an enumeration
    const char *text;
};

struct schema_shape {
    const char *id, *title, *text;
    const struct schema_property *properties;
    size_t count;
    bool closed; // other properties are errors
};

struct schema_words {
    const char *id, *title;
    const struct gty_word *words;
    bool open; // other words are no errors
};

extern const struct schema_shape schema_shapes[];
extern const size_t schema_shape_count;
extern const struct schema_words schema_words[];
extern const size_t schema_words_count;

#endif
