// SPDX-License-Identifier: Apache-2.0
#include "schema/rows.h"

#include "finding/rules.h"

// ---- properties -----------------------------------------------------------------------------------------------------

// A kind's argument as a range of numbers; where it names something, GTY_I64 stands for nothing.
#define RANGE_TEXT(argument) GTY_I64
#define RANGE_TEXTS(argument) GTY_I64
#define RANGE_BOOL(argument) GTY_I64
#define RANGE_U32(argument) GTY_U32
#define RANGE_ID(argument) GTY_ID
#define RANGE_I64(argument) GTY_I64
#define RANGE_U64(argument) GTY_U64
#define RANGE_IDS(argument) GTY_ID
#define RANGE_PAIRS(argument) GTY_I64
#define RANGE_NUMBER(argument) GTY_##argument
#define RANGE_CHOICE(argument) GTY_I64
#define RANGE_CHOICES(argument) GTY_I64
#define RANGE_BITS(argument) GTY_I64
#define RANGE_OBJECT(argument) GTY_I64
#define RANGE_LIST(argument) GTY_I64
#define RANGE_MAP(argument) GTY_I64

#define SHAPE(id, title, text) static const struct schema_property id##_properties[] = {
#define PROPERTY(name, kind, member, argument, presence, since, text)                                                  \
    {name, GTY_FIELD_##kind, GTY_##presence, GTY_SPEC_##since, RANGE_##kind(argument), #argument, text},
#define PROPERTY_AT(name, kind, member, node, argument, presence, since, text)                                         \
    PROPERTY(name, kind, member, argument, presence, since, text)
#define INLINE(name, node, shape, presence, since, text)                                                               \
    {name, GTY_FIELD_OBJECT, GTY_##presence, GTY_SPEC_##since, GTY_I64, #shape, text},
#define OTHER(name, since, text) {name, GTY_FIELD_OTHER, GTY_OPTIONAL, GTY_SPEC_##since, GTY_I64, "", text},
#define CLOSE()                                                                                                        \
    }                                                                                                                  \
    ;
#define END(id) CLOSE()
#define END_AT(id, node) CLOSE()
#define CLOSED_END(id, rule) CLOSE()
#include "model/shapes/oci.def"
#undef SHAPE
#undef PROPERTY
#undef PROPERTY_AT
#undef INLINE
#undef OTHER
#undef END
#undef END_AT
#undef CLOSED_END

// ---- shapes ---------------------------------------------------------------------------------------------------------

#define SHAPE(id, title, text)                                                                                         \
    {                                                                                                                  \
#id, title, text, id##_properties, sizeof id##_properties / sizeof *id##_properties,
#define PROPERTY(name, kind, member, argument, presence, since, text)
#define PROPERTY_AT(name, kind, member, node, argument, presence, since, text)
#define INLINE(name, node, shape, presence, since, text)
#define OTHER(name, since, text)
#define END(id)                                                                                                        \
    false                                                                                                              \
    }                                                                                                                  \
    ,
#define END_AT(id, node)                                                                                               \
    false                                                                                                              \
    }                                                                                                                  \
    ,
#define CLOSED_END(id, rule)                                                                                           \
    true                                                                                                               \
    }                                                                                                                  \
    ,
const struct schema_shape schema_shapes[] = {
#include "model/shapes/oci.def"
};
const size_t schema_shape_count = sizeof schema_shapes / sizeof *schema_shapes;

// ---- words ----------------------------------------------------------------------------------------------------------

// Whether a rule is an error, out of the table of rules.
enum {
#define GTY_RULE(name, code, severity, section, text) IS_OPEN_##name = GTY_##severity != GTY_ERROR,
#include "finding/rules.def"
#undef GTY_RULE
};

#define ENUMERATION(id, title, table, rule, message, help) {#id, title, gty_##table##_words, IS_OPEN_##rule},
const struct schema_words schema_words[] = {
#include "model/shapes/enumerations.def"
};
const size_t schema_words_count = sizeof schema_words / sizeof *schema_words;
