// SPDX-License-Identifier: Apache-2.0
//
// Findings about a config. At most GTY_DIAGNOSTIC_MAX are kept; the rest are counted.
#ifndef GANTRY_FINDING_DIAGNOSTIC_H
#define GANTRY_FINDING_DIAGNOSTIC_H

#include "base/buffer.h"
#include "base/text.h"

#define GTY_DIAGNOSTIC_MAX 1000

// ERROR: the runtime would refuse the config. WARNING: it is accepted, but means something else than it seems, or the
// specification forbids what engines write. HINT: security advice.
enum gty_severity { GTY_ERROR, GTY_WARNING, GTY_HINT };

// What findings are made of: a row of tables/rules.def.
struct gty_rule_row {
    const char *code; // "GTY-…", stable
    enum gty_severity severity;
    const char *section; // where the rule stands: "config.md#mounts" of the runtime spec, "mount(2)", "RFC 8259" …
    const char *text;    // what it demands
};

// Another place that a finding is about: the namespace entry that makes this mount illegal.
struct gty_related {
    struct gty_text message, pointer;
    size_t offset, end;
    struct gty_related *next;
};

struct gty_diagnostic {
    const struct gty_rule_row *rule;
    struct gty_text message, help, pointer;
    struct gty_text suggestion; // the JSON text of a value that would be right; empty for none
    struct gty_related *related;
    size_t offset, end; // bytes of the input
};

struct gty_diagnostics {
    struct gty_arena *arena;
    struct gty_text input;  // for lines and columns
    size_t second_document; // where the second document of the input starts; 0: there is one document
    struct gty_diagnostic *items;
    size_t count, capacity;
    size_t errors; // all of them, dropped ones too
    size_t dropped, dropped_errors;
};

void gty_diagnostics_init(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_text input);

// No more findings are kept: what would be said about one need not be put together.
static inline bool gty_diagnostics_full(const struct gty_diagnostics *diagnostics) {
    return diagnostics->count == GTY_DIAGNOSTIC_MAX;
}
// Counts a finding that is not kept; NULL.
struct gty_diagnostic *gty_diagnostics_drop(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule);

// What a finding is about: bytes of the input, and a pointer to the value there.
struct gty_place {
    size_t offset, end;
    struct gty_text pointer;
};

// The whole of the first document.
struct gty_place gty_whole(const struct gty_diagnostics *diagnostics);

// `help` may be NULL; it outlives the call: a literal, or from the arena. The result is for gty_relate and gty_suggest
// until the next report; NULL if the finding is not kept.
struct gty_diagnostic *gty_report_at(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                     struct gty_place place, const char *help, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
struct gty_diagnostic *gty_vreport_at(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                      struct gty_place place, const char *help, const char *format, va_list arguments);

// Adds a place to a finding, which may be NULL.
void gty_vrelate_at(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, struct gty_place place,
                    const char *format, va_list arguments);
// Adds the value that would be right, as JSON text.
void gty_suggest(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The list as JSON, sorted by document, offset, then code: see `Diagnostic` in src/core/types.ts.
void gty_diagnostics_write(struct gty_diagnostics *diagnostics, struct gty_buffer *out);

const char *gty_severity_name(enum gty_severity severity);

#endif
