// SPDX-License-Identifier: Apache-2.0
#include "finding/diagnostic.h"

#include <string.h>

#include "json/json.h"

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

static struct gty_diagnostic *add(struct gty_diagnostics *diagnostics, struct gty_diagnostic item, const char *help,
                                  const char *format, va_list arguments) {
    if (item.rule->severity == GTY_ERROR) diagnostics->errors++;
    if (diagnostics->count == diagnostics->capacity) {
        size_t capacity = diagnostics->capacity ? diagnostics->capacity * 2 : 8;
        void *items = gty_arena_grow(diagnostics->arena, diagnostics->items, diagnostics->capacity * sizeof item,
                                     capacity * sizeof item);
        if (!items) return NULL;
        diagnostics->items = items;
        diagnostics->capacity = capacity;
    }
    item.message = words(diagnostics->arena, format, arguments);
    item.help = help ? (struct gty_text){help, strlen(help)} : GTY_TEXT("");
    item.suggestion = GTY_TEXT("");
    struct gty_diagnostic *kept = &diagnostics->items[diagnostics->count++];
    *kept = item;
    return kept;
}

struct gty_diagnostic *gty_report(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                  const struct gty_json *node, const char *help, const char *format, ...) {
    if (gty_diagnostics_full(diagnostics)) return gty_diagnostics_drop(diagnostics, rule);
    struct gty_diagnostic item = {.rule = rule, .pointer = GTY_TEXT("")};
    item.end = diagnostics->second_document ? diagnostics->second_document : diagnostics->input.length;
    if (node) {
        item.pointer = gty_json_pointer(diagnostics->arena, node);
        item.offset = node->offset;
        item.end = node->end;
    }
    va_list arguments;
    va_start(arguments, format);
    struct gty_diagnostic *kept = add(diagnostics, item, help, format, arguments);
    va_end(arguments);
    return kept;
}

struct gty_diagnostic *gty_report_at(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                     size_t offset, size_t end, struct gty_text pointer, const char *help,
                                     const char *format, ...) {
    if (gty_diagnostics_full(diagnostics)) return gty_diagnostics_drop(diagnostics, rule);
    struct gty_diagnostic item = {.rule = rule, .pointer = pointer, .offset = offset, .end = end};
    va_list arguments;
    va_start(arguments, format);
    struct gty_diagnostic *kept = add(diagnostics, item, help, format, arguments);
    va_end(arguments);
    return kept;
}

void gty_relate(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, const struct gty_json *node,
                const char *format, ...) {
    if (!finding || !node) return;
    struct gty_related *related = gty_arena_alloc(diagnostics->arena, sizeof *related);
    if (!related) return;
    va_list arguments;
    va_start(arguments, format);
    related->message = words(diagnostics->arena, format, arguments);
    va_end(arguments);
    related->pointer = gty_json_pointer(diagnostics->arena, node);
    related->offset = node->offset;
    related->end = node->end;
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
