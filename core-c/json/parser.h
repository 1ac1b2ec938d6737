// SPDX-License-Identifier: Apache-2.0
//
// Inside of the parser: what its files share.
#ifndef GANTRY_JSON_PARSER_H
#define GANTRY_JSON_PARSER_H

#include "finding/rules.h"
#include "json/json.h"

struct parser {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    const uint8_t *data;
    size_t length, at;
    // A copy of the document, in which strings end with a NUL in place of their quote. Decoded ones are never longer
    // than written ones, so each stands at the offset that it has in the document.
    char *strings;
    struct gty_json *root, *open;                  // `open`: the innermost container that is not closed yet
    struct gty_json *last[GTY_JSON_DEPTH_MAX + 1]; // of the list of each open container
    int depth;
    struct gty_text key; // of the next value, if the open container is an object
    size_t key_offset, key_end;
};

// A byte, eight times.
#define GTY_JSON_BYTES(byte) (UINT64_MAX / 255 * (uint64_t)(byte))

// scalar.c. The parser stands at the first byte; afterwards behind the last one.
bool gty_json_read_string(struct parser *parser, struct gty_text *text, bool *has_nul);
bool gty_json_read_number(struct parser *parser, struct gty_text *text);

// duplicates.c. Reports members of the same name; the last one stays. False if memory is out.
bool gty_json_drop_duplicates(struct parser *parser, struct gty_json *object);

// failure.c. They all report and return false.
bool gty_json_fail(struct parser *parser, enum gty_rule rule, size_t offset, size_t end, const char *help,
                   const char *format, ...) __attribute__((format(printf, 6, 7)));
bool gty_json_unexpected(struct parser *parser, const char *expected, const char *help);
// Where a value is due.
bool gty_json_unexpected_value(struct parser *parser);
// What stands at the parser's place, in words.
struct gty_text gty_json_found(struct parser *parser);
// The end of the run of letters, digits and underscores at the parser's place.
size_t gty_json_word_end(const struct parser *parser);

#endif
