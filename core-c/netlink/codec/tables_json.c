// SPDX-License-Identifier: Apache-2.0
#include "netlink/codec/tables_json.h"

#include <string.h>

#include "netlink/codec/tables.h"

static void text(struct gty_buffer *out, const char *value) {
    gty_buffer_json_string(out, (struct gty_text){value, strlen(value)});
}

static void text_at(struct gty_buffer *out, const char *key, const char *value) {
    gty_buffer_json_key(out, key);
    text(out, value);
}

static void number_at(struct gty_buffer *out, const char *key, int64_t value) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_number(out, value);
}

static void list(struct gty_buffer *out, const char *key) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_open(out, '[');
}

static void kinds(struct gty_buffer *out) {
    static const char *const shapes[] = {"nothing", "word",  "long",      "text",       "hex", "strings",
                                         "words",   "longs", "structure", "structures", "nest"};
    list(out, "kinds");
    for (size_t i = 0; i < GTY_NL_KINDS; i++) {
        const struct gty_nl_kind_row *kind = &gty_nl_kinds[i];
        gty_buffer_json_open(out, '{');
        text_at(out, "name", kind->name);
        text_at(out, "shape", shapes[kind->shape]);
        number_at(out, "least", kind->least);
        number_at(out, "greatest", kind->greatest);
        text_at(out, "text", kind->text);
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
}

static void words(struct gty_buffer *out) {
    static const char *const types[] = {"enumeration", "flags", "bits"};
    list(out, "words");
    for (size_t i = 0; i < gty_nl_words_count; i++) {
        const struct gty_nl_words_table *table = &gty_nl_words_tables[i];
        gty_buffer_json_open(out, '{');
        text_at(out, "name", table->name);
        text_at(out, "type", types[table->type]);
        text_at(out, "prefix", table->prefix);
        text_at(out, "title", table->title);
        list(out, "words");
        for (const struct gty_word *word = table->words; word->name; word++) {
            gty_buffer_json_open(out, '[');
            text(out, word->name);
            gty_buffer_json_number(out, table->negative ? -(int64_t)word->value : (int64_t)word->value);
            gty_buffer_json_close(out, ']');
        }
        gty_buffer_json_close(out, ']');
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
}

static void structures(struct gty_buffer *out) {
    list(out, "structures");
    for (size_t i = 0; i < gty_nl_structure_count; i++) {
        const struct gty_nl_structure *structure = &gty_nl_structures[i];
        gty_buffer_json_open(out, '{');
        text_at(out, "name", structure->name);
        number_at(out, "size", structure->size);
        list(out, "fields");
        for (size_t at = structure->first; at < gty_nl_fields_end((unsigned)i); at++) {
            const struct gty_nl_field *field = &gty_nl_fields[at];
            gty_buffer_json_open(out, '[');
            text(out, field->name);
            gty_buffer_json_number(out, field->kind);
            gty_buffer_json_number(out, field->offset);
            gty_buffer_json_number(out, field->size);
            gty_buffer_json_number(out, field->words);
            gty_buffer_json_close(out, ']');
        }
        gty_buffer_json_close(out, ']');
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
}

static void sets(struct gty_buffer *out) {
    list(out, "sets");
    for (size_t i = 0; i < gty_nl_set_count; i++) {
        const struct gty_nl_set *set = &gty_nl_sets[i];
        gty_buffer_json_open(out, '{');
        text_at(out, "name", set->name);
        text_at(out, "title", set->title);
        number_at(out, "structure", set->structure);
        number_at(out, "rows", set->rows);
        number_at(out, "first", set->first);
        number_at(out, "end", (int64_t)gty_nl_set_end((unsigned)i));
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
    list(out, "rows");
    for (size_t i = 0; i < gty_nl_row_count; i++) {
        const struct gty_nl_row *row = &gty_nl_rows[i];
        gty_buffer_json_open(out, '[');
        gty_buffer_json_number(out, row->number);
        text(out, row->name);
        gty_buffer_json_number(out, row->kind);
        gty_buffer_json_number(out, row->argument);
        gty_buffer_json_number(out, row->words);
        gty_buffer_json_close(out, ']');
    }
    gty_buffer_json_close(out, ']');
}

static void selectors(struct gty_buffer *out) {
    static const char *const types[] = {"text", "number", "family"};
    list(out, "selectors");
    for (size_t i = 0; i < gty_nl_selector_count; i++) {
        const struct gty_nl_selector *selector = &gty_nl_selectors[i];
        gty_buffer_json_open(out, '{');
        text_at(out, "name", selector->name);
        text_at(out, "type", types[selector->type]);
        number_at(out, "attribute", selector->attribute);
        list(out, "cases");
        for (size_t at = selector->first; at < selector[1].first; at++) {
            const struct gty_nl_case *row = &gty_nl_cases[at];
            gty_buffer_json_open(out, '[');
            if (row->text)
                text(out, row->text);
            else
                gty_buffer_json_number(out, row->number);
            gty_buffer_json_number(out, row->set);
            gty_buffer_json_close(out, ']');
        }
        gty_buffer_json_close(out, ']');
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
}

static void messages(struct gty_buffer *out) {
    static const char *const protocols[] = {"route",     "generic", "libcontainer", "sock_diag",
                                            "connector", "uevent",  "every"};
    static const char *const contents[] = {"attributes", "attributes", "error",    "done",
                                           "opaque",     "structure",  "variables"};
    static const char *const directions[] = {"both", "request", "reply"};
    list(out, "messages");
    for (size_t i = 0; i < gty_nl_message_count; i++) {
        const struct gty_nl_message_row *row = &gty_nl_messages[i];
        gty_buffer_json_open(out, '{');
        number_at(out, "number", row->number);
        text_at(out, "name", row->name);
        text_at(out, "protocol", protocols[row->protocol]);
        number_at(out, "words", row->words);
        number_at(out, "set", row->set);
        text_at(out, "content", contents[row->content]);
        number_at(out, "family", row->family);
        text_at(out, "direction", directions[row->direction]);
        gty_buffer_json_close(out, '}');
    }
    gty_buffer_json_close(out, ']');
}

void gty_nl_tables_json(struct gty_buffer *out) {
    gty_buffer_json_open(out, '{');
    kinds(out);
    words(out);
    structures(out);
    sets(out);
    selectors(out);
    messages(out);
    gty_buffer_json_close(out, '}');
}
