// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the front end share: JSON that is readable in C, and questions to the findings.
#ifndef GANTRY_TEST_FIXTURE_H
#define GANTRY_TEST_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "finding/diagnostic.h"
#include "tap.h"
#include "json/find.h"
#include "json/json.h"

#define MEMORY ((size_t)1 << 30)

struct fixture {
    struct gty_arena arena;
    struct gty_diagnostics diagnostics;
    struct gty_json *document;
    char *bytes; // of exactly their length, so that the sanitizer sees a read behind them
};

static inline void parse_bytes(struct fixture *fixture, const char *bytes, size_t length) {
    gty_arena_init(&fixture->arena, MEMORY);
    fixture->bytes = malloc(length ? length : 1);
    memcpy(fixture->bytes, bytes, length);
    gty_diagnostics_init(&fixture->diagnostics, &fixture->arena, (struct gty_text){fixture->bytes, length});
    fixture->document = gty_json_parse(&fixture->arena, &fixture->diagnostics, (const uint8_t *)fixture->bytes, length);
}

static inline void parse(struct fixture *fixture, const char *text) { parse_bytes(fixture, text, strlen(text)); }

static inline void release(struct fixture *fixture) {
    gty_arena_free(&fixture->arena);
    free(fixture->bytes);
}

// A copy with double quotes for single ones.
static inline char *quoted(const char *text) {
    char *copy = strdup(text);
    for (char *at = copy; *at; at++)
        if (*at == '\'') *at = '"';
    return copy;
}

static inline const struct gty_diagnostic *finding_of(const struct gty_diagnostics *diagnostics, const char *code) {
    for (size_t i = 0; i < diagnostics->count; i++)
        if (strcmp(diagnostics->items[i].rule->code, code) == 0) return &diagnostics->items[i];
    return NULL;
}

static inline void show_findings(const struct gty_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++)
        printf("# %s at %zu %s: %.*s\n", diagnostics->items[i].rule->code, diagnostics->items[i].offset,
               diagnostics->items[i].pointer.data, (int)diagnostics->items[i].message.length,
               diagnostics->items[i].message.data);
}

#endif
