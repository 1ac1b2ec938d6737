// SPDX-License-Identifier: Apache-2.0
#include "netlink/codec/tables.h"

#include "gantry/bootstrap.h"

// The arrays are made by reading the lists several times. An enumerator for each row counts along, so that a set knows
// its first one. Names of the lists are pasted before anything could expand them.

// ---- kinds ----------------------------------------------------------------------------------------------------------
#define KIND(name, shape, size, least, greatest, text)                                                                 \
    {GTY_NL_SHAPE_##shape, size, (int64_t)least, (int64_t)greatest, #name, text},
const struct gty_nl_kind_row gty_nl_kinds[GTY_NL_KINDS] = {
#include "netlink/tables/kinds.def"
};
#undef KIND

// ---- words ----------------------------------------------------------------------------------------------------------
// Words that the core's own tables have, in place of a list here. The kernel writes errors as negative errnos.
#define SHARED_WORDS(X)                                                                                                \
    X(clone, FLAGS, "CLONE_", "namespaces to make", gty_clone_words, false)                                            \
    X(mount_attr, FLAGS, "MOUNT_ATTR_", "attributes of mounts", gty_mount_attr_words, false)                           \
    X(propagation, FLAGS, "MS_", "propagation of mounts", gty_propagation_words, false)                                \
    X(errno, ENUMERATION, "", "errnos", gty_errno_words, false)                                                        \
    X(error, ENUMERATION, "", "errors in messages: negative errnos", gty_errno_words, true)                            \
    X(capability, ENUMERATION, "", "capabilities", gty_capability_words, false)                                        \
    X(capabilities, BITS, "", "sets of capabilities", gty_capability_words, false)                                     \
    X(hook_kinds, BITS, "", "hooks", hook_words, false)                                                                \
    X(operation, ENUMERATION, "", "operations", operation_words, false)

#define HOOK_WORD(number, name, text) {number, text},
static const struct gty_word hook_words[] = {GTY_HOOK_KINDS(HOOK_WORD){0, NULL}};
static const struct gty_word operation_words[] = {
#define INIT_OPERATION(number, name, function, words, ...) {number, words},
#include "gantry/operations.def"
    {0, NULL},
};

// A table's words end with a NULL name: one stands before each table but the first, and one at the end.
enum {
#define TABLE(name) END_BEFORE_##name, FIRST_##name, BEFORE_##name = FIRST_##name - 1,
#define ENUMERATION(name, prefix, title) TABLE(name)
#define FLAGS(name, prefix, title) TABLE(name)
#define BITS(name, prefix, title) TABLE(name)
#define WORD(table, value, name) WORD_##table##_##name,
#include "netlink/tables/words.def"
#undef ENUMERATION
#undef FLAGS
#undef BITS
#undef WORD
};

static const struct gty_word words[] = {
#define ENUMERATION(name, prefix, title) {0, NULL},
#define FLAGS(name, prefix, title) {0, NULL},
#define BITS(name, prefix, title) {0, NULL},
#define WORD(table, value, name) {(uint64_t)(value), #name},
#include "netlink/tables/words.def"
#undef ENUMERATION
#undef FLAGS
#undef BITS
#undef WORD
    {0, NULL},
};

enum {
    WORDS_none,
#define ENUMERATION(name, prefix, title) WORDS_##name,
#define FLAGS(name, prefix, title) WORDS_##name,
#define BITS(name, prefix, title) WORDS_##name,
#define WORD(table, value, name)
#include "netlink/tables/words.def"
#undef ENUMERATION
#undef FLAGS
#undef BITS
#define X(name, type, prefix, title, words, negative) WORDS_##name,
    SHARED_WORDS(X)
#undef X
        WORDS_count,
};

const struct gty_nl_words_table gty_nl_words_tables[] = {
    {GTY_NL_ENUMERATION, "none", "", "numbers without names", words, false},
#define ENUMERATION(name, prefix, title) {GTY_NL_ENUMERATION, #name, prefix, title, &words[FIRST_##name], false},
#define FLAGS(name, prefix, title) {GTY_NL_FLAGS, #name, prefix, title, &words[FIRST_##name], false},
#define BITS(name, prefix, title) {GTY_NL_BITS, #name, prefix, title, &words[FIRST_##name], false},
#include "netlink/tables/words.def"
#undef ENUMERATION
#undef FLAGS
#undef BITS
#undef WORD
#define X(name, type, prefix, title, words, negative) {GTY_NL_##type, #name, prefix, title, words, negative},
    SHARED_WORDS(X)
#undef X
};
const size_t gty_nl_words_count = WORDS_count;
const uint8_t gty_nl_words_none = WORDS_none;

// ---- structures -----------------------------------------------------------------------------------------------------
enum {
#define STRUCTURE(name, size, growth, content) FIRST_FIELD_##name, BEFORE_FIELD_##name = FIRST_FIELD_##name - 1,
#define FIELD(structure, offset, name, kind, size, words) FIELD_##structure##_##name,
#include "netlink/tables/structures.def"
#undef STRUCTURE
#undef FIELD
    FIELD_COUNT,
};

enum {
#define STRUCTURE(name, size, growth, content) STRUCTURE_##name,
#define FIELD(structure, offset, name, kind, size, words)
#include "netlink/tables/structures.def"
#undef STRUCTURE
#undef FIELD
    STRUCTURE_count,
};

const struct gty_nl_field gty_nl_fields[] = {
#define STRUCTURE(name, size, growth, content)
#define FIELD(structure, offset, name, kind, size, words) {offset, GTY_NL_##kind, size, WORDS_##words, #name},
#include "netlink/tables/structures.def"
#undef STRUCTURE
#undef FIELD
};

enum { FIXED = 0, GROWS = 1 };
enum { MIXED = 0, NUMBERS = 1 };

const struct gty_nl_structure gty_nl_structures[] = {
#define STRUCTURE(name, size, growth, content) {FIRST_FIELD_##name, size, growth, content, #name},
#define FIELD(structure, offset, name, kind, size, words)
#include "netlink/tables/structures.def"
#undef STRUCTURE
#undef FIELD
    {FIELD_COUNT, 0, FIXED, MIXED, NULL},
};
const size_t gty_nl_structure_count = STRUCTURE_count;
const uint8_t gty_nl_structure_none = STRUCTURE_none;

// ---- sets and their attributes
// ---------------------------------------------------------------------------------------
enum {
    LAST_SPECIAL = GTY_NL_SPECIAL_ROWS - 1,
#define SET(name, structure, title) FIRST_ROW_##name, BEFORE_ROW_##name = FIRST_ROW_##name - 1,
#define SET_LIKE(name, structure, title, like) SET(name, structure, title)
#define ATTRIBUTE(set, number, name, kind, argument, words) ROW_##set##_##name,
#define ATTRIBUTE_TEXT(set, number, name, text, kind, argument, words) ROW_##set##_##name,
#include "netlink/tables/all.def"
#undef SET
#undef SET_LIKE
#undef ATTRIBUTE
#undef ATTRIBUTE_TEXT
    ROW_COUNT,
};

enum {
#define SET(name, structure, title) SET_##name,
#define SET_LIKE(name, structure, title, like) SET_##name,
#define ATTRIBUTE(set, number, name, kind, argument, words)
#define ATTRIBUTE_TEXT(set, number, name, text, kind, argument, words)
#include "netlink/tables/all.def"
#undef SET
#undef SET_LIKE
#undef ATTRIBUTE
#undef ATTRIBUTE_TEXT
    SET_count,
};

const struct gty_nl_set gty_nl_sets[] = {
#define SET(name, structure, title) {FIRST_ROW_##name, STRUCTURE_##structure, SET_##name, #name, title},
#define SET_LIKE(name, structure, title, like) {FIRST_ROW_##name, STRUCTURE_##structure, SET_##like, #name, title},
#define ATTRIBUTE(set, number, name, kind, argument, words)
#define ATTRIBUTE_TEXT(set, number, name, text, kind, argument, words)
#include "netlink/tables/all.def"
#undef SET
#undef SET_LIKE
#undef ATTRIBUTE
#undef ATTRIBUTE_TEXT
    {ROW_COUNT, 0, 0, NULL, NULL},
};
const size_t gty_nl_set_count = SET_count;
const uint8_t gty_nl_set_unknown = SET_unknown;

enum {
#define SELECTOR(name, type, attribute, otherwise) SELECTOR_##name,
#define TEXT_CASE(selector, text, set)
#define NUMBER_CASE(selector, number, set)
#include "netlink/tables/selectors.def"
#undef SELECTOR
    SELECTOR_count,
};

// What an argument is depends on the kind.
#define ARGUMENT_FLAG(x) x
#define ARGUMENT_U8(x) x
#define ARGUMENT_U16(x) x
#define ARGUMENT_U32(x) x
#define ARGUMENT_U64(x) x
#define ARGUMENT_S8(x) x
#define ARGUMENT_S16(x) x
#define ARGUMENT_S32(x) x
#define ARGUMENT_S64(x) x
#define ARGUMENT_BE16(x) x
#define ARGUMENT_BE32(x) x
#define ARGUMENT_BE64(x) x
#define ARGUMENT_STRING(x) x
#define ARGUMENT_NUL_STRING(x) x
#define ARGUMENT_STRINGS(x) x
#define ARGUMENT_MAC(x) x
#define ARGUMENT_ADDRESS(x) x
#define ARGUMENT_BYTES(x) x
#define ARGUMENT_U32S(x) x
#define ARGUMENT_U64S(x) x
#define ARGUMENT_CONF(x) SET_##x
#define ARGUMENT_STRUCT(x) STRUCTURE_##x
#define ARGUMENT_STRUCTS(x) STRUCTURE_##x
#define ARGUMENT_NEST(x) SET_##x
#define ARGUMENT_NESTED(x) SET_##x
#define ARGUMENT_HEADED(x) SET_##x
#define ARGUMENT_NEXTHOPS(x) SET_##x
#define ARGUMENT_SELECT(x) SELECTOR_##x
#define ARGUMENT_SELECTED(x) SELECTOR_##x

enum { ANY = GTY_NL_ANY };

const struct gty_nl_row gty_nl_rows[] = {
    [GTY_NL_ROW_END] = {0, GTY_NL_FLAG, WORDS_none, 0, ""},
    [GTY_NL_ROW_MESSAGE] = {0, GTY_NL_FLAG, WORDS_none, 0, ""},
    [GTY_NL_ROW_UNKNOWN] = {0, GTY_NL_BYTES, WORDS_none, SET_unknown, ""},
    [GTY_NL_ROW_VARIABLE] = {0, GTY_NL_STRING, WORDS_none, 0, ""},
    [GTY_NL_ROW_REFUSED] = {0, GTY_NL_FLAG, WORDS_none, 0, ""},
#define SET(name, structure, title)
#define SET_LIKE(name, structure, title, like)
#define ATTRIBUTE_TEXT(set, number, name, text, kind, argument, words)                                                 \
    {number, GTY_NL_##kind, WORDS_##words, ARGUMENT_##kind(argument), text},
#define ATTRIBUTE(set, number, name, kind, argument, words)                                                            \
    {number, GTY_NL_##kind, WORDS_##words, ARGUMENT_##kind(argument), #name},
#include "netlink/tables/all.def"
};
const size_t gty_nl_row_count = ROW_COUNT;

// ---- selectors
// -------------------------------------------------------------------------------------------------------
enum {
#define SELECTOR(name, type, attribute, otherwise) FIRST_CASE_##name, BEFORE_CASE_##name = FIRST_CASE_##name - 1,
#undef TEXT_CASE
#undef NUMBER_CASE
#define CASE_NAME(line) CASE_##line
#define CASE_AT(line) CASE_NAME(line)
#define TEXT_CASE(selector, text, set) CASE_AT(__LINE__),
#define NUMBER_CASE(selector, number, set) CASE_AT(__LINE__),
#include "netlink/tables/selectors.def"
#undef SELECTOR
#undef TEXT_CASE
#undef NUMBER_CASE
    CASE_COUNT,
};

enum { OTHERWISE_NEST = 0, OTHERWISE_BYTES = 1 };

const struct gty_nl_selector gty_nl_selectors[] = {
#define SELECTOR(name, type, attribute, otherwise)                                                                     \
    {GTY_NL_##type, FIRST_CASE_##name, attribute, OTHERWISE_##otherwise, #name},
#define TEXT_CASE(selector, text, set)
#define NUMBER_CASE(selector, number, set)
#include "netlink/tables/selectors.def"
#undef SELECTOR
#undef TEXT_CASE
#undef NUMBER_CASE
    {GTY_NL_FAMILY, CASE_COUNT, 0, false, NULL},
};
const size_t gty_nl_selector_count = SELECTOR_count;

const struct gty_nl_case gty_nl_cases[] = {
#define SELECTOR(name, type, attribute, otherwise)
#define TEXT_CASE(selector, text, set) {text, 0, SET_##set},
#define NUMBER_CASE(selector, number, set) {NULL, number, SET_##set},
#include "netlink/tables/selectors.def"
};

// ---- messages
// --------------------------------------------------------------------------------------------------------
enum {
    every = GTY_NL_EVERY,
    route = GTY_NL_ROUTE,
    generic = GTY_NL_GENERIC,
    libcontainer = GTY_NL_LIBCONTAINER,
    sock_diag = GTY_NL_SOCK_DIAG,
    connector = GTY_NL_CONNECTOR,
};

// The bootstrap message has attributes of its own; those of control messages are those of operations.
#define SET_OF_INIT SET_bootstrap
#define SET_OF_MAP_IDS SET_operations
#define SET_OF_CHILD SET_operations
#define SET_OF_RUN_HOOKS SET_operations
#define SET_OF_CONSOLE SET_operations
#define SET_OF_READY SET_operations
#define SET_OF_FAILED SET_operations
#define SET_OF_NOTICE SET_operations
#define SET_OF_CONTINUE SET_operations
#define SET_OF_ABORT SET_operations
#define SET_OF_LIMITS SET_operations
#define SET_OF_NETWORK SET_operations
#define SET_OF_EXITED SET_operations
#define SET_OF_PROGRAM SET_operations
const struct gty_nl_message_row gty_nl_messages[] = {
#define MESSAGE(protocol, number, name, words, set, content)                                                           \
    {number, protocol, WORDS_##words, SET_##set, GTY_NL_##content, 0, GTY_NL_BOTH, #name},
#define FAMILY_MESSAGE(protocol, number, name, family, direction, set, content)                                        \
    {number, protocol, WORDS_nlm_get, SET_##set, GTY_NL_##content, family, GTY_NL_##direction, #name},
#include "netlink/tables/messages.def"
#define INIT_MESSAGE(number, name, words, ...)                                                                         \
    {number, libcontainer, WORDS_nlm, SET_OF_##name, GTY_NL_STRICT, 0, GTY_NL_BOTH, words},
#include "gantry/messages.def"
    // Not on the wire.
    {0, GTY_NL_UEVENT, WORDS_none, SET_unknown, GTY_NL_VARIABLES, 0, GTY_NL_BOTH, "UEVENT"},
};
const size_t gty_nl_message_count = sizeof gty_nl_messages / sizeof gty_nl_messages[0];
