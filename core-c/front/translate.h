// SPDX-License-Identifier: Apache-2.0
//
// Turns one config language into another along tables: one row a property. What is made has its origin in the source,
// so that the one reader, the rules and the planner find fault with what the user wrote, and where.
#ifndef GANTRY_FRONT_TRANSLATE_H
#define GANTRY_FRONT_TRANSLATE_H

#include "model/read.h"
#include "tables/libcontainer.h"
#include "json/tree.h"

struct gty_translator {
    struct gty_reader reader; // for the questions to values of another form
    const char *target;       // "an OCI config"
    struct gty_json *out;     // the document that is made
    bool quiet;               // others have reported unknown properties
    void *state;              // of the tables' functions
};

struct gty_rename;
// Translates `value`, which is not null, into the object `into`.
typedef void gty_rename_function(struct gty_translator *translator, const struct gty_rename *row,
                                 const struct gty_json *value, struct gty_json *into);

struct gty_rename {
    const char *name;
    gty_rename_function *translate;
    const char *to;   // path below `into`, names with dots between; NULL: `into` itself, or nowhere
    const void *with; // for the function: a table
};

struct gty_renames {
    const struct gty_rename *rows;
    size_t count;
};

// The objects of an array.
struct gty_elements {
    struct gty_renames table;
    // What is left to do for an element when its members are translated; NULL: nothing.
    void (*finish)(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made);
};

#define GTY_RENAMES(rows)                                                                                              \
    { (rows), sizeof(rows) / sizeof *(rows) }

// `source` must be an object; each of its members is translated into `into`. Unknown ones are reported.
void gty_translate(struct gty_translator *translator, const struct gty_renames *table, const struct gty_json *source,
                   struct gty_json *into);

// ---- for tables -----------------------------------------------------------------------------------------------------

gty_rename_function gty_move;      // as it is
gty_rename_function gty_move_set;  // as it is, unless it is one of Go's zero values, which stand for unset there
gty_rename_function gty_move_part; // an object, by the table `with`
gty_rename_function gty_move_list; // an array of objects, by the struct gty_elements `with`
gty_rename_function gty_move_word; // a number, as its name in the words `with`; 0 is unset if it has no name
gty_rename_function gty_move_name; // a name, as the other one of its pair `with`
gty_rename_function gty_move_none; // known, and without meaning in the target
gty_rename_function gty_move_lost; // no place in the target: reported unless it is unset

// ---- for their functions --------------------------------------------------------------------------------------------

// Reports that a value has no counterpart in the target.
void gty_report_lost(struct gty_translator *translator, const struct gty_json *value, const char *help);
void gty_report_unknown(struct gty_translator *translator, const struct gty_json *value, const char *help);
// The member of that name, in any case; NULL if there is none or it is null.
const struct gty_json *gty_member_of(const struct gty_json *object, const char *name);
// New values of the translator's arena.
struct gty_json *gty_make_text(struct gty_translator *translator, const char *text, const struct gty_json *origin);
void gty_set(struct gty_translator *translator, struct gty_json *into, const char *to, struct gty_json *value,
             const struct gty_json *source);

#endif
