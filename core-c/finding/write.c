// SPDX-License-Identifier: Apache-2.0
//
// The list of findings as JSON, sorted, with lines and columns.
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "finding/diagnostic.h"
#include "finding/rules.h"

struct place {
    bool second; // in the second document
    size_t offset, line, column;
};

static bool is_in_second(const struct gty_diagnostics *diagnostics, size_t offset) {
    return diagnostics->second_document > 0 && offset >= diagnostics->second_document;
}

// ---- order ----------------------------------------------------------------------------------------------------------

static int compare_items(const void *a, const void *b) {
    const struct gty_diagnostic *x = *(const struct gty_diagnostic *const *)a;
    const struct gty_diagnostic *y = *(const struct gty_diagnostic *const *)b;
    if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
    int order = strcmp(x->rule->code, y->rule->code);
    if (order) return order;
    return x < y ? -1 : x > y; // as they were reported
}

static int compare_places(const void *a, const void *b) {
    const struct place *x = *(const struct place *const *)a, *y = *(const struct place *const *)b;
    if (x->second != y->second) return x->second ? 1 : -1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

// ---- lines and columns ----------------------------------------------------------------------------------------------

// Those of all places of a document in one walk over it; returns how many places that were.
static size_t locate(struct gty_text document, bool second, struct place **sorted, size_t count) {
    const uint8_t *data = (const uint8_t *)document.data;
    size_t line = 1, column = 1, next = 0;
    for (size_t at = 0; next < count && sorted[next]->second == second;) {
        for (; next < count && sorted[next]->second == second && (sorted[next]->offset <= at || at >= document.length);
             next++) {
            sorted[next]->line = line;
            sorted[next]->column = column;
        }
        if (at >= document.length) break;
        uint8_t byte = data[at];
        if (byte == '\n' || (byte == '\r' && !(at + 1 < document.length && data[at + 1] == '\n'))) {
            line++;
            column = 1;
            at++;
            continue;
        }
        size_t step = byte < 0x80 ? 1 : gty_utf8_step(data + at, document.length - at);
        column += step == 4 ? 2 : 1; // UTF-16: a pair above U+FFFF
        at += step;
    }
    return next;
}

static void locate_all(const struct gty_diagnostics *diagnostics, struct place **sorted, size_t count) {
    struct gty_text input = diagnostics->input;
    size_t split = diagnostics->second_document ? diagnostics->second_document : input.length;
    if (split > input.length) split = input.length;
    size_t first = locate((struct gty_text){input.data, split}, false, sorted, count);
    locate((struct gty_text){input.data + split, input.length - split}, true, sorted + first, count - first);
}

// Offsets count from the start of their document.
static struct place *put_places(const struct gty_diagnostics *diagnostics, struct place *place, size_t offset,
                                size_t end) {
    bool second = is_in_second(diagnostics, offset);
    size_t start = second ? diagnostics->second_document : 0;
    *place++ = (struct place){.second = second, .offset = offset - start};
    *place++ = (struct place){.second = second, .offset = end < start ? 0 : end - start};
    return place;
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

static void write_range(struct gty_buffer *out, struct gty_text pointer, const struct place *range) {
    gty_buffer_json_key(out, "pointer");
    gty_buffer_json_string(out, pointer);
    const struct {
        const char *key;
        size_t value;
    } numbers[] = {{"line", range[0].line},        {"column", range[0].column}, {"endLine", range[1].line},
                   {"endColumn", range[1].column}, {"offset", range[0].offset}, {"end", range[1].offset}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        gty_buffer_json_key(out, numbers[i].key);
        gty_buffer_json_unsigned(out, numbers[i].value);
    }
    if (range->second) {
        gty_buffer_json_key(out, "document");
        gty_buffer_json_unsigned(out, 1);
    }
}

static void write_text(struct gty_buffer *out, const char *key, const char *text) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_string(out, (struct gty_text){text, strlen(text)});
}

// `places`: two for the finding and two for each related one.
static const struct place *write_item(struct gty_buffer *out, const struct gty_diagnostic *item,
                                      enum gty_severity severity, const struct place *places) {
    gty_buffer_json_open(out, '{');
    write_text(out, "code", item->rule->code);
    write_text(out, "severity", gty_severity_name(severity));
    gty_buffer_json_key(out, "message");
    gty_buffer_json_string(out, item->message);
    if (item->help.length) {
        gty_buffer_json_key(out, "help");
        gty_buffer_json_string(out, item->help);
    }
    if (item->suggestion.length) {
        gty_buffer_json_key(out, "suggestion");
        gty_buffer_bytes(out, item->suggestion.data, item->suggestion.length);
    }
    write_text(out, "section", item->rule->section);
    write_range(out, item->pointer, places);
    places += 2;
    if (item->related) {
        gty_buffer_json_key(out, "related");
        gty_buffer_json_open(out, '[');
        for (const struct gty_related *related = item->related; related; related = related->next, places += 2) {
            gty_buffer_json_open(out, '{');
            gty_buffer_json_key(out, "message");
            gty_buffer_json_string(out, related->message);
            write_range(out, related->pointer, places);
            gty_buffer_json_close(out, '}');
        }
        gty_buffer_json_close(out, ']');
    }
    gty_buffer_json_close(out, '}');
    return places;
}

// The finding that stands for those above the limit.
static void write_dropped(struct gty_diagnostics *diagnostics, struct gty_buffer *out) {
    struct gty_diagnostic item = {.rule = &gty_rules[GTY_RULE_LIMIT_FINDINGS],
                                  .help = GTY_TEXT(""),
                                  .suggestion = GTY_TEXT(""),
                                  .pointer = GTY_TEXT("")};
    item.message = gty_text_format(diagnostics->arena, "%zu more findings are not listed, %zu of them errors",
                                   diagnostics->dropped, diagnostics->dropped_errors);
    const struct place start[] = {{.line = 1, .column = 1}, {.line = 1, .column = 1}};
    write_item(out, &item, diagnostics->dropped_errors ? GTY_ERROR : GTY_WARNING, start);
}

static size_t count_places(const struct gty_diagnostics *diagnostics) {
    size_t count = 2 * diagnostics->count;
    for (size_t i = 0; i < diagnostics->count; i++)
        for (const struct gty_related *related = diagnostics->items[i].related; related; related = related->next)
            count += 2;
    return count;
}

void gty_diagnostics_write(struct gty_diagnostics *diagnostics, struct gty_buffer *out) {
    size_t count = diagnostics->count, place_count = count_places(diagnostics);
    gty_buffer_json_open(out, '[');
    struct gty_diagnostic **items = gty_arena_array(diagnostics->arena, count, sizeof *items);
    struct place *places = gty_arena_array(diagnostics->arena, place_count, sizeof *places);
    struct place **sorted = gty_arena_array(diagnostics->arena, place_count, sizeof *sorted);
    if (!items || !places || !sorted) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) items[i] = &diagnostics->items[i];
    if (count > 1) qsort(items, count, sizeof *items, compare_items);
    struct place *place = places;
    for (size_t i = 0; i < count; i++) {
        place = put_places(diagnostics, place, items[i]->offset, items[i]->end);
        for (const struct gty_related *related = items[i]->related; related; related = related->next)
            place = put_places(diagnostics, place, related->offset, related->end);
    }
    for (size_t i = 0; i < place_count; i++) sorted[i] = &places[i];
    if (count > 0) qsort(sorted, place_count, sizeof *sorted, compare_places);
    locate_all(diagnostics, sorted, place_count);
    const struct place *next = places;
    for (size_t i = 0; i < count; i++) next = write_item(out, items[i], items[i]->rule->severity, next);
    if (diagnostics->dropped) write_dropped(diagnostics, out);
    gty_buffer_json_close(out, ']');
}
