// SPDX-License-Identifier: Apache-2.0
#include "finding/diagnostic.h"

#include <string.h>

void gty_diagnostics_init(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_text input) {
    *diagnostics = (struct gty_diagnostics){.arena = arena, .input = input};
}

const char *gty_severity_name(enum gty_severity severity) {
    static const char *const names[] = {[GTY_ERROR] = "error", [GTY_WARNING] = "warning", [GTY_HINT] = "hint"};
    return names[severity];
}

struct gty_diagnostic *gty_diagnostics_drop(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule) {
    diagnostics->dropped++;
    if (rule->severity == GTY_ERROR) {
        diagnostics->errors++;
        diagnostics->dropped_errors++;
    }
    return NULL;
}

static struct gty_text words(struct gty_arena *arena, const char *format, va_list arguments) {
    struct gty_buffer text;
    gty_buffer_init(&text, arena);
    gty_buffer_vformat(&text, format, arguments);
    if (text.failed) arena->failed = true;
    return text.length ? (struct gty_text){(const char *)text.data, text.length} : GTY_TEXT("");
}

struct gty_place gty_whole(const struct gty_diagnostics *diagnostics) {
    size_t end = diagnostics->second_document ? diagnostics->second_document : diagnostics->input.length;
    return (struct gty_place){0, end, GTY_TEXT("")};
}

struct gty_diagnostic *gty_vreport_at(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                      struct gty_place place, const char *help, const char *format, va_list arguments) {
    if (gty_diagnostics_full(diagnostics)) return gty_diagnostics_drop(diagnostics, rule);
    if (rule->severity == GTY_ERROR) diagnostics->errors++;
    if (diagnostics->count == diagnostics->capacity) {
        size_t capacity = diagnostics->capacity ? diagnostics->capacity * 2 : 8;
        void *items =
            gty_arena_grow(diagnostics->arena, diagnostics->items, diagnostics->capacity * sizeof *diagnostics->items,
                           capacity * sizeof *diagnostics->items);
        if (!items) return NULL;
        diagnostics->items = items;
        diagnostics->capacity = capacity;
    }
    struct gty_text message = words(diagnostics->arena, format, arguments);
    struct gty_diagnostic *kept = &diagnostics->items[diagnostics->count++];
    *kept = (struct gty_diagnostic){
        .rule = rule,
        .message = message,
        .help = help ? (struct gty_text){help, strlen(help)} : GTY_TEXT(""),
        .pointer = place.pointer,
        .suggestion = GTY_TEXT(""),
        .offset = place.offset,
        .end = place.end,
    };
    return kept;
}

struct gty_diagnostic *gty_report_at(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                     struct gty_place place, const char *help, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct gty_diagnostic *kept = gty_vreport_at(diagnostics, rule, place, help, format, arguments);
    va_end(arguments);
    return kept;
}

void gty_vrelate_at(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, struct gty_place place,
                    const char *format, va_list arguments) {
    if (!finding) return;
    struct gty_related *related = gty_arena_alloc(diagnostics->arena, sizeof *related);
    if (!related) return;
    *related = (struct gty_related){
        .message = words(diagnostics->arena, format, arguments),
        .pointer = place.pointer,
        .offset = place.offset,
        .end = place.end,
    };
    struct gty_related **last = &finding->related;
    while (*last) last = &(*last)->next;
    *last = related;
}

void gty_suggest(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, const char *format, ...) {
    if (!finding) return;
    va_list arguments;
    va_start(arguments, format);
    finding->suggestion = words(diagnostics->arena, format, arguments);
    va_end(arguments);
}
