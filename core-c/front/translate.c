// SPDX-License-Identifier: Apache-2.0
#include "front/translate.h"

#include <string.h>

#include "model/names.h"

// ---- objects --------------------------------------------------------------------------------------------------------

// Go's JSON takes names in any case.
static const struct gty_rename *find_row(const struct gty_renames *table, struct gty_text key, bool *exact) {
    *exact = true;
    for (size_t i = 0; i < table->count; i++)
        if (gty_text_is(key, table->rows[i].name)) return &table->rows[i];
    *exact = false;
    for (size_t i = 0; i < table->count; i++)
        if (gty_name_matches(key, table->rows[i].name)) return &table->rows[i];
    return NULL;
}

// Counts a finding that is not kept: then nothing of it need be put together.
static bool drop(const struct gty_reader *reader, enum gty_rule rule) {
    if (!gty_diagnostics_full(reader->diagnostics)) return false;
    gty_diagnostics_drop(reader->diagnostics, &gty_rules[rule]);
    return true;
}

static void report_unknown_member(struct gty_translator *translator, const struct gty_renames *table,
                                  const struct gty_json *member) {
    struct gty_reader *reader = &translator->reader;
    if (drop(reader, GTY_RULE_PROPERTY_UNKNOWN)) return;
    const char *nearest = gty_name_nearest(member->key, table->rows, table->count, sizeof *table->rows);
    const char *help = nearest ? gty_text_format(reader->arena, "did you mean %s", nearest).data : NULL;
    gty_find(reader->diagnostics, GTY_RULE_PROPERTY_UNKNOWN, member, help, "unknown property %s",
             gty_read_path(reader, member));
}

void gty_translate(struct gty_translator *translator, const struct gty_renames *table, const struct gty_json *source,
                   struct gty_json *into) {
    struct gty_reader *reader = &translator->reader;
    if (!into || !gty_read_type(reader, source, GTY_JSON_OBJECT)) return;
    for (const struct gty_json *member = source->first; member; member = member->next) {
        bool exact;
        const struct gty_rename *row = find_row(table, member->key, &exact);
        if (!row) {
            if (!translator->quiet) report_unknown_member(translator, table, member);
            continue;
        }
        if (!exact && !translator->quiet)
            gty_find(reader->diagnostics, GTY_RULE_PROPERTY_CASE, member,
                     gty_text_format(reader->arena, "write %s", row->name).data, "%s is taken for %s",
                     gty_read_path(reader, member), row->name);
        if (member->type != GTY_JSON_NULL) row->translate(translator, row, member, into);
    }
}

const struct gty_json *gty_member_of(const struct gty_json *object, const char *name) {
    const struct gty_json *found = gty_json_member(object, name);
    if (found || !object || object->type != GTY_JSON_OBJECT) return found;
    for (const struct gty_json *member = object->first; member; member = member->next)
        if (gty_name_matches(member->key, name) && member->type != GTY_JSON_NULL) return member;
    return NULL;
}

struct gty_json *gty_make_text(struct gty_translator *translator, const char *text, const struct gty_json *origin) {
    return gty_tree_text(translator->reader.arena, (struct gty_text){text, strlen(text)}, origin);
}

void gty_set(struct gty_translator *translator, struct gty_json *into, const char *to, struct gty_json *value,
             const struct gty_json *source) {
    gty_tree_set(translator->reader.arena, into, to, value, source);
}

// What is made on the way to a value stands for the object that the value is in.
static void put(struct gty_translator *translator, const struct gty_rename *row, struct gty_json *into,
                struct gty_json *made, const struct gty_json *value) {
    gty_set(translator, into, row->to, made, value->parent ? value->parent : value);
}

// ---- functions of tables --------------------------------------------------------------------------------------------

void gty_move(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
              struct gty_json *into) {
    put(translator, row, into, gty_tree_copy(translator->reader.arena, value), value);
}

void gty_move_set(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                  struct gty_json *into) {
    if (!gty_json_is_zero(value)) gty_move(translator, row, value, into);
}

void gty_move_part(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    if (row->to && value->type == GTY_JSON_OBJECT) {
        struct gty_json *part = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
        put(translator, row, into, part, value);
        into = part;
    }
    gty_translate(translator, row->with, value, into);
}

// An element that cannot be translated is left out: more that is said about it would be about what it is not.
void gty_move_list(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    const struct gty_elements *elements = row->with;
    struct gty_arena *arena = translator->reader.arena;
    const struct gty_diagnostics *diagnostics = translator->reader.diagnostics;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        size_t errors = diagnostics->errors;
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, element);
        gty_translate(translator, &elements->table, element, made);
        if (elements->finish && made && element->type == GTY_JSON_OBJECT) elements->finish(translator, element, made);
        if (diagnostics->errors == errors) gty_tree_add(&end, GTY_TEXT(""), made);
    }
    if (value->count > 0) put(translator, row, into, end.container, value);
}

void gty_move_word(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    struct gty_number number = {0};
    if (!gty_read_number(&translator->reader, value, GTY_I64, &number)) return;
    const char *name = gty_word_name(row->with, (uint64_t)number.value);
    if (name)
        put(translator, row, into, gty_make_text(translator, name, value), value);
    else if (number.value != 0)
        gty_report_unknown(translator, value, NULL);
}

// What was meant, where the word is the other language's or near to one of this.
static const char *help_for_name(struct gty_arena *arena, const struct gty_name_pair *pairs, struct gty_text name) {
    size_t count = 0;
    for (; pairs[count].from; count++)
        if (gty_text_is(name, pairs[count].to)) return gty_text_format(arena, "write %s", pairs[count].from).data;
    const char *nearest = gty_name_nearest(name, pairs, count, sizeof *pairs);
    return nearest ? gty_text_format(arena, "did you mean %s", nearest).data : NULL;
}

void gty_move_name(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    struct gty_text name;
    if (!gty_read_text(&translator->reader, value, &name)) return;
    const struct gty_name_pair *pair = row->with;
    while (pair->from && !gty_text_is(name, pair->from)) pair++;
    if (pair->from)
        put(translator, row, into, gty_make_text(translator, pair->to, value), value);
    else if (!drop(&translator->reader, GTY_RULE_CONVERT_UNKNOWN))
        gty_report_unknown(translator, value, help_for_name(translator->reader.arena, row->with, name));
}

void gty_move_none(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    (void)translator, (void)row, (void)value, (void)into;
}

void gty_move_lost(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    (void)into;
    if (!gty_json_is_zero(value)) gty_report_lost(translator, value, row->with);
}

// ---- findings -------------------------------------------------------------------------------------------------------

void gty_report_lost(struct gty_translator *translator, const struct gty_json *value, const char *help) {
    struct gty_reader *reader = &translator->reader;
    gty_find(reader->diagnostics, GTY_RULE_CONVERT_LOST, value, help, "%s has no place in %s",
             gty_read_path(reader, value), translator->target);
}

#define NUMBER_SHOWN_MAX ((size_t)24)

void gty_report_unknown(struct gty_translator *translator, const struct gty_json *value, const char *help) {
    struct gty_reader *reader = &translator->reader;
    // There is no value where memory ran out as it was made.
    if (!value || drop(reader, GTY_RULE_CONVERT_UNKNOWN)) return;
    const char *path = gty_read_path(reader, value);
    if (value->type == GTY_JSON_STRING)
        gty_find(reader->diagnostics, GTY_RULE_CONVERT_UNKNOWN, value, help, "%s: %s has no counterpart in %s", path,
                 gty_text_quote(reader->arena, value->text).data, translator->target);
    else if (value->type == GTY_JSON_NUMBER && value->text.length <= NUMBER_SHOWN_MAX)
        gty_find(reader->diagnostics, GTY_RULE_CONVERT_UNKNOWN, value, help, "%s: %s has no counterpart in %s", path,
                 value->text.data, translator->target);
    else
        gty_find(reader->diagnostics, GTY_RULE_CONVERT_UNKNOWN, value, help, "%s has no counterpart in %s", path,
                 translator->target);
}
