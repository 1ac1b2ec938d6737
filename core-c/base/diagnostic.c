// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "json/json.h"

void gty_diagnostics_init(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_text document) {
    *diagnostics = (struct gty_diagnostics){.arena = arena, .document = document};
}

void gty_diagnostics_drop(struct gty_diagnostics *diagnostics, enum gty_severity severity) {
    diagnostics->dropped++;
    if (severity != GTY_ERROR) return;
    diagnostics->errors++;
    diagnostics->dropped_errors++;
}

static void add(struct gty_diagnostics *diagnostics, struct gty_diagnostic item, const char *help, const char *format,
                va_list arguments) {
    if (item.severity == GTY_ERROR) diagnostics->errors++;
    if (diagnostics->count == diagnostics->capacity) {
        size_t capacity = diagnostics->capacity ? diagnostics->capacity * 2 : 8;
        void *items = gty_arena_grow(diagnostics->arena, diagnostics->items, diagnostics->capacity * sizeof item,
                                     capacity * sizeof item);
        if (!items) return;
        diagnostics->items = items;
        diagnostics->capacity = capacity;
    }
    struct gty_buffer message;
    gty_buffer_init(&message, diagnostics->arena);
    gty_buffer_vformat(&message, format, arguments);
    if (message.failed) diagnostics->arena->failed = true;
    item.message = message.length ? (struct gty_text){(const char *)message.data, message.length} : GTY_TEXT("");
    item.help = help ? (struct gty_text){help, strlen(help)} : GTY_TEXT("");
    diagnostics->items[diagnostics->count++] = item;
}

void gty_report(struct gty_diagnostics *diagnostics, enum gty_severity severity, const char *code,
                const struct gty_json *node, const char *help, const char *format, ...) {
    if (gty_diagnostics_full(diagnostics)) {
        gty_diagnostics_drop(diagnostics, severity);
        return;
    }
    struct gty_diagnostic item = {.code = code, .severity = severity, .pointer = GTY_TEXT("")};
    item.end = diagnostics->document.length;
    if (node) {
        item.pointer = gty_json_pointer(diagnostics->arena, node);
        item.offset = node->offset;
        item.end = node->end;
    }
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, item, help, format, arguments);
    va_end(arguments);
}

void gty_report_at(struct gty_diagnostics *diagnostics, enum gty_severity severity, const char *code, size_t offset,
                   size_t end, struct gty_text pointer, const char *help, const char *format, ...) {
    if (gty_diagnostics_full(diagnostics)) {
        gty_diagnostics_drop(diagnostics, severity);
        return;
    }
    struct gty_diagnostic item = {.code = code, .severity = severity, .pointer = pointer, .offset = offset, .end = end};
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, item, help, format, arguments);
    va_end(arguments);
}

// ---- the list as JSON ---------------------------------------------------------------------------------------------

struct place {
    size_t offset, line, column;
};

static int compare_items(const void *a, const void *b) {
    const struct gty_diagnostic *x = *(const struct gty_diagnostic *const *)a;
    const struct gty_diagnostic *y = *(const struct gty_diagnostic *const *)b;
    if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
    int order = strcmp(x->code, y->code);
    if (order) return order;
    return x < y ? -1 : x > y; // as they were reported
}

static int compare_places(const void *a, const void *b) {
    const struct place *x = *(const struct place *const *)a, *y = *(const struct place *const *)b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

// Lines and columns of all places in one walk over the document.
static void locate(struct gty_text document, struct place **sorted, size_t count) {
    const uint8_t *data = (const uint8_t *)document.data;
    size_t line = 1, column = 1, next = 0;
    for (size_t at = 0; next < count; at++) {
        for (; next < count && (sorted[next]->offset <= at || at >= document.length); next++) {
            sorted[next]->line = line;
            sorted[next]->column = column;
        }
        if (at >= document.length) break;
        uint8_t byte = data[at];
        if (byte == '\n' || (byte == '\r' && !(at + 1 < document.length && data[at + 1] == '\n'))) {
            line++;
            column = 1;
        } else if (!gty_utf8_continues(byte)) {
            column += byte >= 0xf0 ? 2 : 1; // UTF-16: a pair above U+FFFF
        }
    }
}

static void write_item(struct gty_buffer *out, const struct gty_diagnostic *item, const struct place *start,
                       const struct place *end) {
    gty_buffer_json_open(out, '{');
    gty_buffer_json_key(out, "code");
    gty_buffer_json_string(out, (struct gty_text){item->code, strlen(item->code)});
    gty_buffer_json_key(out, "severity");
    gty_buffer_json_string(out, item->severity == GTY_ERROR ? GTY_TEXT("error") : GTY_TEXT("warning"));
    gty_buffer_json_key(out, "message");
    gty_buffer_json_string(out, item->message);
    if (item->help.length) {
        gty_buffer_json_key(out, "help");
        gty_buffer_json_string(out, item->help);
    }
    gty_buffer_json_key(out, "pointer");
    gty_buffer_json_string(out, item->pointer);
    const struct {
        const char *key;
        size_t value;
    } numbers[] = {{"line", start->line},      {"column", start->column}, {"endLine", end->line},
                   {"endColumn", end->column}, {"offset", item->offset},  {"end", item->end}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        gty_buffer_json_key(out, numbers[i].key);
        gty_buffer_json_unsigned(out, numbers[i].value);
    }
    gty_buffer_json_close(out, '}');
}

// The finding that stands for those above the limit.
static void report_dropped(struct gty_diagnostics *diagnostics, struct gty_buffer *out) {
    struct gty_diagnostic item = {.code = "GTY-LIMIT-001",
                                  .severity = diagnostics->dropped_errors ? GTY_ERROR : GTY_WARNING,
                                  .help = GTY_TEXT(""),
                                  .pointer = GTY_TEXT("")};
    item.message = gty_text_format(diagnostics->arena, "%zu more findings are not listed, %zu of them errors",
                                   diagnostics->dropped, diagnostics->dropped_errors);
    struct place start = {.line = 1, .column = 1};
    write_item(out, &item, &start, &start);
}

void gty_diagnostics_write(struct gty_diagnostics *diagnostics, struct gty_buffer *out) {
    size_t count = diagnostics->count;
    gty_buffer_json_open(out, '[');
    struct gty_diagnostic **items = gty_arena_array(diagnostics->arena, count, sizeof *items);
    struct place *places = gty_arena_array(diagnostics->arena, 2 * count, sizeof *places);
    struct place **sorted = gty_arena_array(diagnostics->arena, 2 * count, sizeof *sorted);
    if (!items || !places || !sorted) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) items[i] = &diagnostics->items[i];
    if (count > 1) qsort(items, count, sizeof *items, compare_items);
    for (size_t i = 0; i < count; i++) {
        places[2 * i].offset = items[i]->offset;
        places[2 * i + 1].offset = items[i]->end;
    }
    for (size_t i = 0; i < 2 * count; i++) sorted[i] = &places[i];
    if (count > 0) qsort(sorted, 2 * count, sizeof *sorted, compare_places);
    locate(diagnostics->document, sorted, 2 * count);
    for (size_t i = 0; i < count; i++) write_item(out, items[i], &places[2 * i], &places[2 * i + 1]);
    if (diagnostics->dropped) report_dropped(diagnostics, out);
    gty_buffer_json_close(out, ']');
}
