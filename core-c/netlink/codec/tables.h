// SPDX-License-Identifier: Apache-2.0
//
// The tables of netlink/tables/*.def as arrays. Reader, writer, checks and the types and pages made from
// gty_nl_tables_json all use these rows; nothing else knows a number or a layout.
#ifndef GANTRY_NETLINK_CODEC_TABLES_H
#define GANTRY_NETLINK_CODEC_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tables/words.h"

#define GTY_NL_ANY 0xffffu // a row for every number

enum gty_nl_protocol {
    GTY_NL_ROUTE,
    GTY_NL_GENERIC,
    GTY_NL_LIBCONTAINER,
    GTY_NL_SOCK_DIAG,
    GTY_NL_CONNECTOR,
    GTY_NL_UEVENT,
    GTY_NL_PROTOCOLS,
    GTY_NL_EVERY = GTY_NL_PROTOCOLS,
};

enum gty_nl_kind {
#define KIND(name, shape, size, least, greatest, text) GTY_NL_##name,
#include "netlink/tables/kinds.def"
#undef KIND
    GTY_NL_KINDS,
};

enum gty_nl_shape {
    GTY_NL_SHAPE_NOTHING,
    GTY_NL_SHAPE_WORD,
    GTY_NL_SHAPE_LONG,
    GTY_NL_SHAPE_TEXT,
    GTY_NL_SHAPE_HEX,
    GTY_NL_SHAPE_STRINGS,
    GTY_NL_SHAPE_WORDS,
    GTY_NL_SHAPE_LONGS,
    GTY_NL_SHAPE_STRUCTURE,
    GTY_NL_SHAPE_STRUCTURES,
    GTY_NL_SHAPE_NEST,
};

enum gty_nl_content {
    GTY_NL_LIBERAL,
    GTY_NL_STRICT,
    GTY_NL_ERROR,
    GTY_NL_DONE,
    GTY_NL_OPAQUE,
    GTY_NL_STRUCTURE,
    GTY_NL_VARIABLES,
};

enum gty_nl_words_type { GTY_NL_ENUMERATION, GTY_NL_FLAGS, GTY_NL_BITS };

struct gty_nl_kind_row {
    enum gty_nl_shape shape;
    unsigned size;
    int64_t least, greatest;
    const char *name, *text;
};

struct gty_nl_row {
    uint16_t number; // GTY_NL_ANY: all of them
    uint8_t kind, words;
    uint16_t argument; // a set, structure or selector, or the greatest length of a string; by kind
    const char *name;
};

// Its rows are those from `first` of the set `rows` up to the next set's first.
struct gty_nl_set {
    uint16_t first;
    uint8_t structure, rows;
    const char *name, *title;
};

struct gty_nl_field {
    uint16_t offset;
    uint8_t kind, size, words;
    const char *name;
};

struct gty_nl_structure {
    uint16_t first; // field; they end where the next structure's begin
    uint16_t size;
    bool grows;
    bool numbers; // of 32 and 64 bits without a gap, as in a stream
    const char *name;
};

struct gty_nl_words_table {
    enum gty_nl_words_type type;
    const char *name, *prefix, *title;
    const struct gty_word *words; // ends with a NULL name
    bool negative;
};

enum gty_nl_selector_type { GTY_NL_TEXT, GTY_NL_NUMBER, GTY_NL_FAMILY };

struct gty_nl_selector {
    enum gty_nl_selector_type type;
    uint16_t first; // case; they end where the next selector's begin
    uint16_t attribute;
    bool bytes; // what an unknown case holds is no nest
    const char *name;
};

struct gty_nl_case {
    const char *text; // NULL: by number
    uint16_t number;
    uint8_t set;
};

enum gty_nl_direction { GTY_NL_BOTH, GTY_NL_REQUEST, GTY_NL_REPLY };

struct gty_nl_message_row {
    uint16_t number;
    uint8_t protocol, words, set, content, family, direction;
    const char *name;
};

extern const struct gty_nl_kind_row gty_nl_kinds[GTY_NL_KINDS];
extern const struct gty_nl_row gty_nl_rows[];
extern const struct gty_nl_set gty_nl_sets[]; // one more at the end
extern const struct gty_nl_field gty_nl_fields[];
extern const struct gty_nl_structure gty_nl_structures[];
extern const struct gty_nl_words_table gty_nl_words_tables[];
extern const struct gty_nl_selector gty_nl_selectors[];
extern const struct gty_nl_case gty_nl_cases[];
extern const struct gty_nl_message_row gty_nl_messages[];
extern const size_t gty_nl_row_count, gty_nl_set_count, gty_nl_structure_count, gty_nl_words_count,
    gty_nl_selector_count, gty_nl_message_count;

// Rows that are no attribute of a table, before those that are.
enum gty_nl_special {
    GTY_NL_ROW_END,      // of a nest or a message
    GTY_NL_ROW_MESSAGE,  // a message
    GTY_NL_ROW_UNKNOWN,  // an attribute known by its number only
    GTY_NL_ROW_VARIABLE, // of a uevent
    GTY_NL_ROW_REFUSED,  // the caller could not go on
    GTY_NL_SPECIAL_ROWS,
};

extern const uint8_t gty_nl_set_unknown, gty_nl_structure_none, gty_nl_words_none;

static inline size_t gty_nl_set_end(unsigned set) { return gty_nl_sets[set + 1].first; }

// The row of a number in a set; GTY_NL_ROW_UNKNOWN if there is none.
static inline uint16_t gty_nl_row_of(unsigned set, uint16_t number) {
    size_t first = gty_nl_sets[set].first, end = gty_nl_set_end(set);
    if (first == end) return GTY_NL_ROW_UNKNOWN;
    // Most sets have no gap.
    uint16_t least = gty_nl_rows[first].number;
    size_t at = first + (size_t)(number - least);
    if (number >= least && at < end && gty_nl_rows[at].number == number) return (uint16_t)at;
    // A row for the numbers that no other has is the last one.
    uint16_t other = gty_nl_rows[end - 1].number == GTY_NL_ANY ? (uint16_t)(end - 1) : GTY_NL_ROW_UNKNOWN;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (gty_nl_rows[middle].number == number) return (uint16_t)middle;
        if (gty_nl_rows[middle].number < number)
            first = middle + 1;
        else
            end = middle;
    }
    return other;
}

static inline size_t gty_nl_fields_end(unsigned structure) { return gty_nl_structures[structure + 1].first; }

#endif
