// SPDX-License-Identifier: Apache-2.0
#include "front/old_forms.h"

#include <string.h>

// ---- capabilities ---------------------------------------------------------------------------------------------------

// The name as OCI configs write it.
static struct gty_json *full_name(struct gty_translator *translator, const struct gty_json *element) {
    struct gty_arena *arena = translator->reader.arena;
    bool full = element->type != GTY_JSON_STRING || element->has_nul || gty_text_starts(element->text, "CAP_");
    if (full) return gty_tree_copy(arena, element);
    return gty_tree_text(arena, gty_text_format(arena, "CAP_%.*s", (int)element->text.length, element->text.data),
                         element);
}

// The libcontainer of then knew no ambient set.
void gty_move_capabilities(struct gty_translator *translator, const struct gty_rename *row,
                           const struct gty_json *value, struct gty_json *into) {
    static const char *const names[] = {"bounding", "effective", "permitted", "inheritable"};
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_json *sets = gty_tree_new(arena, GTY_JSON_OBJECT, value);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
        for (const struct gty_json *element = value->first; element; element = element->next) {
            struct gty_json *name = full_name(translator, element);
            uint64_t number;
            // What is wrong with a name is said once, of the first set.
            if (i == 0 ||
                (name && name->type == GTY_JSON_STRING && gty_word_value(gty_capability_words, name->text, &number)))
                gty_tree_add(&end, GTY_TEXT(""), name);
        }
        gty_set(translator, sets, names[i], end.container, value);
    }
    gty_set(translator, into, row->to, sets, value);
}

// ---- cgroups --------------------------------------------------------------------------------------------------------

static struct gty_text word_until(struct gty_text *rest, char end) {
    const char *at = memchr(rest->data, end, rest->length);
    struct gty_text word = {rest->data, at ? (size_t)(at - rest->data) : rest->length};
    size_t taken = word.length + (at ? 1 : 0);
    rest->data += taken;
    rest->length -= taken;
    return word;
}

static struct gty_json *digits(struct gty_translator *translator, struct gty_text text, const struct gty_json *origin) {
    uint64_t number;
    if (!gty_text_to_u64(text, &number)) return NULL;
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_NUMBER, origin);
    if (made) made->text = gty_text_copy(translator->reader.arena, text.data, text.length);
    return made;
}

static const struct gty_rename block_rows[] = {
    {"major", gty_move, "major", NULL},       {"minor", gty_move, "minor", NULL},
    {"weight", gty_move_set, "weight", NULL}, {"leafWeight", gty_move_set, "leafWeight", NULL},
    {"rate", gty_move, "rate", NULL},
};
static const struct gty_elements block_elements = {GTY_RENAMES(block_rows), NULL};

void gty_move_block_line(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (value->type != GTY_JSON_STRING) {
        const struct gty_rename list = {row->name, NULL, row->to, &block_elements};
        gty_move_list(translator, &list, value, into);
        return;
    }
    if (value->text.length == 0) return;
    struct gty_text rest = value->text;
    struct gty_json *major = digits(translator, word_until(&rest, ':'), value);
    struct gty_json *minor = digits(translator, word_until(&rest, ' '), value);
    struct gty_json *number = digits(translator, rest, value);
    if (!major || !minor || !number) {
        gty_report_unknown(translator, value, "it is written as \"MAJOR:MINOR NUMBER\"");
        return;
    }
    struct gty_json *device = gty_tree_new(arena, GTY_JSON_OBJECT, value);
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    gty_set(translator, device, "major", major, value);
    gty_set(translator, device, "minor", minor, value);
    gty_set(translator, device, row->with, number, value);
    gty_tree_add(&end, GTY_TEXT(""), device);
    gty_set(translator, into, row->to, end.container, value);
}

void gty_move_swappiness(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    if (!(value->type == GTY_JSON_NUMBER && gty_text_is(value->text, "-1"))) gty_move(translator, row, value, into);
}

static bool read_hexadecimal(struct gty_text text, uint64_t *out) {
    if (text.length < 3 || text.length > 10 || text.data[0] != '0' || (text.data[1] | 0x20) != 'x') return false;
    *out = 0;
    for (size_t i = 2; i < text.length; i++) {
        char c = text.data[i], letter = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            *out = *out << 4 | (uint64_t)(c - '0');
        else if (letter >= 'a' && letter <= 'f')
            *out = *out << 4 | (uint64_t)(letter - 'a' + 10);
        else
            return false;
    }
    return true;
}

void gty_move_class(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                    struct gty_json *into) {
    uint64_t number;
    if (value->type != GTY_JSON_STRING) {
        gty_move_set(translator, row, value, into);
    } else if (gty_text_to_u64(value->text, &number) || read_hexadecimal(value->text, &number)) {
        gty_set(translator, into, row->to, gty_tree_number(translator->reader.arena, (int64_t)number, value), value);
    } else if (value->text.length > 0) {
        gty_report_unknown(translator, value, "a class is a number, such as 0x100001");
    }
}

// ---- devices --------------------------------------------------------------------------------------------------------

void gty_move_device_type(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    struct gty_number number = {0};
    if (!gty_read_number(&translator->reader, value, GTY_I64, &number)) return;
    const char *letter = gty_word_name(gty_device_type_words, (uint64_t)number.value);
    if (!letter) letter = gty_word_name(gty_device_rule_type_words, (uint64_t)number.value);
    struct gty_json *type =
        letter ? gty_make_text(translator, letter, value) : gty_tree_text(translator->reader.arena, value->text, value);
    gty_set(translator, into, row->to, type, value);
}

// A number that means any one is left out.
static void set_number(struct gty_translator *translator, struct gty_json *rule, const char *name,
                       struct gty_json *device) {
    const struct gty_json *number = gty_tree_get(device, name);
    bool any = number && number->type == GTY_JSON_NUMBER && gty_text_is(number->text, "-1");
    if (number && !any) gty_set(translator, rule, name, gty_tree_copy(translator->reader.arena, number), device);
}

void gty_add_device_rule(struct gty_translator *translator, struct gty_tree_end *rules, struct gty_json *device,
                         const struct gty_json *permissions, bool allow) {
    const struct gty_json *type = gty_tree_get(device, "type");
    if (!type || type->type != GTY_JSON_STRING || type->text.length != 1) return;
    if (gty_text_is(type->text, "p")) return; // pipes have no rules
    struct gty_json *rule = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, device);
    gty_set(translator, rule, "allow", gty_tree_bool(translator->reader.arena, allow, device), device);
    struct gty_json *letter = gty_text_is(type->text, "u") ? gty_make_text(translator, "c", type)
                                                           : gty_tree_copy(translator->reader.arena, type);
    if (!gty_text_is(type->text, "a")) gty_set(translator, rule, "type", letter, device);
    set_number(translator, rule, "major", device);
    set_number(translator, rule, "minor", device);
    if (permissions) gty_set(translator, rule, "access", gty_tree_copy(translator->reader.arena, permissions), device);
    gty_tree_add(rules, GTY_TEXT(""), rule);
}

void gty_add_rule_for_all(struct gty_translator *translator, struct gty_tree_end *rules, bool allow,
                          const struct gty_json *origin) {
    struct gty_json *rule = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, origin);
    gty_set(translator, rule, "allow", gty_tree_bool(translator->reader.arena, allow, origin), origin);
    gty_set(translator, rule, "access", gty_make_text(translator, "rwm", origin), origin);
    gty_tree_add(rules, GTY_TEXT(""), rule);
}
