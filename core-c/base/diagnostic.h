// SPDX-License-Identifier: Apache-2.0
//
// Findings about a config. At most GTY_DIAGNOSTIC_MAX are kept; the rest are counted.
#ifndef GANTRY_BASE_DIAGNOSTIC_H
#define GANTRY_BASE_DIAGNOSTIC_H

#include "base/buffer.h"
#include "base/text.h"

#define GTY_DIAGNOSTIC_MAX 1000

enum gty_severity { GTY_ERROR, GTY_WARNING };

struct gty_json; // json/json.h

struct gty_diagnostic {
    const char *code; // "GTY-…", static
    enum gty_severity severity;
    struct gty_text message, help, pointer;
    size_t offset, end; // bytes of the document
};

struct gty_diagnostics {
    struct gty_arena *arena;
    struct gty_text document; // for lines and columns
    struct gty_diagnostic *items;
    size_t count, capacity;
    size_t errors; // all of them, dropped ones too
    size_t dropped, dropped_errors;
};

void gty_diagnostics_init(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_text document);

// No more findings are kept: what would be said about one need not be put together.
static inline bool gty_diagnostics_full(const struct gty_diagnostics *diagnostics) {
    return diagnostics->count == GTY_DIAGNOSTIC_MAX;
}
// Counts a finding that is not kept.
void gty_diagnostics_drop(struct gty_diagnostics *diagnostics, enum gty_severity severity);

// A finding about the value `node` (or the whole document if NULL). `help` may be NULL; it
// outlives the call: a literal, or from the arena.
void gty_report(struct gty_diagnostics *diagnostics, enum gty_severity severity, const char *code,
                const struct gty_json *node, const char *help, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
// The same about a run of bytes.
void gty_report_at(struct gty_diagnostics *diagnostics, enum gty_severity severity, const char *code, size_t offset,
                   size_t end, struct gty_text pointer, const char *help, const char *format, ...)
    __attribute__((format(printf, 8, 9)));

// The list as JSON, sorted by offset, then code: see `Diagnostic` in src/core/types.ts.
void gty_diagnostics_write(struct gty_diagnostics *diagnostics, struct gty_buffer *out);

#endif
