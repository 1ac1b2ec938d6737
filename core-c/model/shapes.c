// SPDX-License-Identifier: Apache-2.0
#include "model/shapes.h"

#include "gantry/bootstrap.h"

// ---- words ----------------------------------------------------------------------------------------------------------

#define ENUMERATION(id, title, table, rule_name, text, hint)                                                           \
    static const struct gty_enumeration words_##id = {                                                                 \
        .words = gty_##table##_words, .rule = GTY_RULE_##rule_name, .message = text, .help = hint};
#include "model/shapes/enumerations.def"
#undef ENUMERATION

// ---- shapes ---------------------------------------------------------------------------------------------------------

// A kind's argument: a range of numbers, words, or the shape below.
#define ARGUMENT_TEXT(argument) .number = 0
#define ARGUMENT_TEXTS(argument) .number = 0
#define ARGUMENT_BOOL(argument) .number = 0
#define ARGUMENT_U32(argument) .number = 0
#define ARGUMENT_ID(argument) .number = 0
#define ARGUMENT_I64(argument) .number = 0
#define ARGUMENT_U64(argument) .number = 0
#define ARGUMENT_IDS(argument) .number = 0
#define ARGUMENT_PAIRS(argument) .number = 0
#define ARGUMENT_NUMBER(argument) .number = GTY_##argument
#define ARGUMENT_CHOICE(argument) .words = &words_##argument
#define ARGUMENT_CHOICES(argument) .words = &words_##argument
#define ARGUMENT_BITS(argument) .words = &words_##argument
#define ARGUMENT_OBJECT(argument) .shape = &gty_shape_##argument
#define ARGUMENT_LIST(argument) .shape = &gty_shape_##argument
#define ARGUMENT_MAP(argument) .shape = &gty_shape_##argument

#define SHAPE(id, title, text) static const struct gty_field id##_fields[] = {
#define PROPERTY(text, kind_, member, argument, presence_, version, about)                                             \
    {.name = text,                                                                                                     \
     .kind = GTY_FIELD_##kind_,                                                                                        \
     .presence = GTY_##presence_,                                                                                      \
     .since = GTY_SPEC_##version,                                                                                      \
     .offset = offsetof(T, member),                                                                                    \
     ARGUMENT_##kind_(argument)},
#define PROPERTY_AT(text, kind_, member, place, argument, presence_, version, about)                                   \
    {.name = text,                                                                                                     \
     .kind = GTY_FIELD_##kind_,                                                                                        \
     .presence = GTY_##presence_,                                                                                      \
     .since = GTY_SPEC_##version,                                                                                      \
     .offset = offsetof(T, member),                                                                                    \
     .node_offset = offsetof(T, place),                                                                                \
     ARGUMENT_##kind_(argument)},
#define INLINE(text, place, below, presence_, version, about)                                                          \
    {.name = text,                                                                                                     \
     .kind = GTY_FIELD_OBJECT,                                                                                         \
     .presence = GTY_##presence_,                                                                                      \
     .since = GTY_SPEC_##version,                                                                                      \
     .node_offset = offsetof(T, place),                                                                                \
     .shape = &gty_shape_##below},
#define OTHER(text, version, about) {.name = text, .kind = GTY_FIELD_OTHER, .since = GTY_SPEC_##version},
#define CLOSE(id, place, rule)                                                                                         \
    }                                                                                                                  \
    ;                                                                                                                  \
    const struct gty_shape gty_shape_##id = {id##_fields, sizeof id##_fields / sizeof *id##_fields, sizeof(T), place,  \
                                             rule};
#define END(id) CLOSE(id, 0, 0)
#define END_AT(id, place) CLOSE(id, offsetof(T, place), 0)
#define CLOSED_END(id, rule) CLOSE(id, 0, GTY_RULE_##rule)

#include "model/shapes/network.def"
#include "model/shapes/oci.def"
