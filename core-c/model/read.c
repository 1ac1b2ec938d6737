// SPDX-License-Identifier: Apache-2.0
#include "model/read.h"

#include <string.h>

#include "model/names.h"

const char *gty_read_path(struct gty_reader *reader, const struct gty_json *node) {
    const struct gty_json *path[GTY_JSON_DEPTH_MAX + 1];
    size_t depth = 0;
    node = gty_json_origin(node);
    for (; node->parent && depth < GTY_JSON_DEPTH_MAX + 1; node = node->parent) path[depth++] = node;
    if (depth == 0) return "the document";
    struct gty_buffer out;
    gty_buffer_init(&out, reader->arena);
    for (size_t i = depth; i-- > 0;) {
        if (path[i]->parent->type == GTY_JSON_ARRAY) {
            gty_buffer_format(&out, "[%zu]", path[i]->index);
            continue;
        }
        if (out.length) gty_buffer_byte(&out, '.');
        // The quotes are for what is no plain name, a sysctl for example, and for what is too long to show.
        struct gty_text key = path[i]->key;
        gty_buffer_text(&out, gty_name_is_plain(key) ? key.data : gty_text_quote(reader->arena, key).data);
    }
    gty_buffer_byte(&out, 0);
    return out.failed ? "" : (const char *)out.data;
}

// ---- values ---------------------------------------------------------------------------------------------------------

static const char *with_article(enum gty_json_type type) {
    switch (type) {
    case GTY_JSON_NULL:
        return "null";
    case GTY_JSON_BOOL:
        return "a boolean";
    case GTY_JSON_NUMBER:
        return "a number";
    case GTY_JSON_STRING:
        return "a string";
    case GTY_JSON_ARRAY:
        return "an array";
    default:
        return "an object";
    }
}

bool gty_read_type(struct gty_reader *reader, const struct gty_json *node, enum gty_json_type type) {
    if (node->type == type) return true;
    gty_find(reader->diagnostics, GTY_RULE_TYPE, node, NULL, "%s must be %s, but it is %s", gty_read_path(reader, node),
             with_article(type), with_article(node->type));
    return false;
}

bool gty_read_text(struct gty_reader *reader, const struct gty_json *node, struct gty_text *out) {
    if (!gty_read_type(reader, node, GTY_JSON_STRING)) return false;
    if (node->has_nul) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_NUL, node, "the kernel's strings end at their first NUL",
                 "%s contains a null byte", gty_read_path(reader, node));
        return false;
    }
    *out = node->text;
    return true;
}

static const struct {
    const char *low, *high;
    uint64_t below_zero, above_zero; // the range is from -below_zero to above_zero
} ranges[] = {
    [GTY_I64] = {"-9223372036854775808", "9223372036854775807", (uint64_t)1 << 63, INT64_MAX},
    [GTY_U64] = {"0", "18446744073709551615", 0, UINT64_MAX},
    [GTY_I32] = {"-2147483648", "2147483647", (uint64_t)1 << 31, INT32_MAX},
    [GTY_U32] = {"0", "4294967295", 0, UINT32_MAX},
    [GTY_U16] = {"0", "65535", 0, UINT16_MAX},
    [GTY_ID] = {"0", "4294967294", 0, UINT32_MAX - 1},
};

bool gty_read_number(struct gty_reader *reader, const struct gty_json *node, enum gty_number_kind kind,
                     struct gty_number *out) {
    if (!gty_read_type(reader, node, GTY_JSON_NUMBER)) return false;
    struct gty_text text = node->text;
    if (memchr(text.data, '.', text.length) || memchr(text.data, 'e', text.length) ||
        memchr(text.data, 'E', text.length)) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_FRACTION, node, "write the number out in digits",
                 "%s must be a whole number", gty_read_path(reader, node));
        return false;
    }
    bool negative = text.data[0] == '-';
    uint64_t magnitude;
    bool fits = gty_text_to_u64((struct gty_text){text.data + negative, text.length - negative}, &magnitude) &&
                magnitude <= (negative ? ranges[kind].below_zero : ranges[kind].above_zero);
    if (!fits) {
        gty_find(reader->diagnostics, GTY_RULE_TYPE_RANGE, node, NULL, "%s must be from %s to %s",
                 gty_read_path(reader, node), ranges[kind].low, ranges[kind].high);
        return false;
    }
    uint64_t bits = negative ? 0 - magnitude : magnitude;
    out->present = true;
    memcpy(&out->value, &bits, sizeof bits);
    out->node = node;
    return true;
}

void *gty_read_array(struct gty_reader *reader, const struct gty_json *node, size_t size, gty_read_function *read,
                     size_t *count) {
    *count = 0;
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return NULL;
    char *items = gty_arena_array(reader->arena, node->count, size);
    if (!items) return NULL;
    for (const struct gty_json *element = node->first; element; element = element->next)
        read(reader, element, items + (*count)++ * size);
    return items;
}

static void read_text_element(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_text *text = target;
    *text = GTY_TEXT("");
    gty_read_text(reader, node, text);
}

// Where an array and its count are: the pointer, and the count behind it.
static void put_array(char *place, const void *items, size_t count) {
    memcpy(place, &items, sizeof items);
    memcpy(place + sizeof items, &count, sizeof count);
}

static void read_u32(struct gty_reader *reader, const struct gty_json *node, enum gty_number_kind kind, void *target) {
    struct gty_number number = {0};
    if (gty_read_number(reader, node, kind, &number)) *(uint32_t *)target = (uint32_t)number.value;
}

static void read_id(struct gty_reader *reader, const struct gty_json *node, void *target) {
    read_u32(reader, node, GTY_ID, target);
}

static void read_ids(struct gty_reader *reader, const struct gty_json *node, char *place) {
    size_t count;
    const uint32_t *items = gty_read_array(reader, node, sizeof *items, read_id, &count);
    put_array(place, items, count);
}

void gty_read_pairs(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_pairs *pairs = target;
    pairs->count = 0;
    if (!gty_read_type(reader, node, GTY_JSON_OBJECT)) return;
    pairs->items = gty_arena_array(reader->arena, node->count, sizeof *pairs->items);
    if (!pairs->items) return;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        struct gty_pair *pair = &pairs->items[pairs->count++];
        *pair = (struct gty_pair){.name = member->key, .value = GTY_TEXT(""), .node = member};
        if (memchr(member->key.data, 0, member->key.length))
            gty_find(reader->diagnostics, GTY_RULE_TYPE_NUL, member, NULL, "the name of %s contains a null byte",
                     gty_read_path(reader, member));
        if (member->type != GTY_JSON_NULL) gty_read_text(reader, member, &pair->value);
    }
}

// ---- words ----------------------------------------------------------------------------------------------------------

#define DISTANCE_MAX 2

// Names that other tools have for a word.
static const char *const aliases[][2] = {
    {"net", "network"}, {"mnt", "mount"}, {"amd64", "SCMP_ARCH_X86_64"}, {"arm64", "SCMP_ARCH_AARCH64"}};

// The word that `name` is without its prefix: "KILL" for "CAP_KILL", in letters of either case.
static bool is_end_of(struct gty_text name, const char *word) {
    for (const char *underscore = strchr(word, '_'); underscore; underscore = strchr(underscore + 1, '_'))
        if (gty_name_matches(name, underscore + 1)) return true;
    return false;
}

// The word that was meant, or NULL.
static const char *meant_word(struct gty_text name, const struct gty_word *words) {
    const char *nearest = NULL;
    size_t best = DISTANCE_MAX + 1;
    for (const struct gty_word *word = words; word->name; word++) {
        if (is_end_of(name, word->name)) return word->name;
        for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
            if (strcmp(word->name, aliases[i][1]) == 0 && gty_name_matches(name, aliases[i][0])) return word->name;
        size_t distance = gty_name_distance(name, word->name);
        if (distance >= best || distance >= strlen(word->name) / 2) continue;
        best = distance;
        nearest = word->name;
    }
    return nearest;
}

static void report_word(struct gty_reader *reader, const struct gty_json *node, struct gty_text name,
                        const struct gty_enumeration *words) {
    if (gty_diagnostics_full(reader->diagnostics)) {
        gty_diagnostics_drop(reader->diagnostics, &gty_rules[words->rule]);
        return;
    }
    const char *meant = meant_word(name, words->words);
    const char *help = meant ? gty_text_format(reader->arena, "did you mean %s", meant).data : words->help;
    struct gty_diagnostic *finding = gty_find(reader->diagnostics, words->rule, node, help, words->message,
                                              gty_text_quote(reader->arena, name).data);
    if (meant) gty_suggest(reader->diagnostics, finding, "\"%s\"", meant);
}

static bool read_word(struct gty_reader *reader, const struct gty_json *node, const struct gty_enumeration *words,
                      struct gty_choice *choice) {
    choice->node = node;
    if (!gty_read_text(reader, node, &choice->name)) return false;
    choice->known = gty_word_value(words->words, choice->name, &choice->value);
    choice->present = choice->name.length > 0;
    return true;
}

static void read_choice(struct gty_reader *reader, const struct gty_json *node, const struct gty_field *field,
                        struct gty_choice *choice) {
    if (!read_word(reader, node, field->words, choice) || choice->known) return;
    if (choice->present || field->presence == GTY_REQUIRED) report_word(reader, node, choice->name, field->words);
}

static void read_choices(struct gty_reader *reader, const struct gty_json *node, const struct gty_enumeration *words,
                         struct gty_choices *choices) {
    choices->count = 0;
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return;
    choices->items = gty_arena_array(reader->arena, node->count, sizeof *choices->items);
    if (!choices->items) return;
    for (const struct gty_json *element = node->first; element; element = element->next) {
        struct gty_choice *choice = &choices->items[choices->count++];
        choice->name = GTY_TEXT("");
        if (read_word(reader, element, words, choice) && !choice->known)
            report_word(reader, element, choice->name, words);
    }
}

static void read_bits(struct gty_reader *reader, const struct gty_json *node, const struct gty_enumeration *words,
                      uint64_t *bits) {
    *bits = 0;
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return;
    for (const struct gty_json *element = node->first; element; element = element->next) {
        struct gty_choice choice = {0};
        if (!read_word(reader, element, words, &choice)) continue;
        if (choice.known)
            *bits |= (uint64_t)1 << choice.value;
        else
            report_word(reader, element, choice.name, words);
    }
}

// ---- objects in arrays and objects ----------------------------------------------------------------------------------

void gty_read_clear(const struct gty_shape *shape, void *target) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct gty_field *field = &shape->fields[i];
        char *place = (char *)target + field->offset;
        if (field->kind == GTY_FIELD_TEXT)
            *(struct gty_text *)(void *)place = GTY_TEXT("");
        else if (field->kind == GTY_FIELD_CHOICE)
            *(struct gty_choice *)(void *)place = (struct gty_choice){.name = GTY_TEXT("")};
        else if (field->kind == GTY_FIELD_OBJECT)
            gty_read_clear(field->shape, place);
    }
}

// Elements of an array, or members of an object.
static void read_structs(struct gty_reader *reader, const struct gty_json *node, const struct gty_shape *shape,
                         enum gty_json_type type, char *place) {
    if (!gty_read_type(reader, node, type)) return;
    char *items = gty_arena_array(reader->arena, node->count, shape->size), *item = items;
    if (!items) return;
    put_array(place, items, node->count);
    for (const struct gty_json *element = node->first; element; element = element->next, item += shape->size) {
        gty_read_clear(shape, item);
        if (type == GTY_JSON_OBJECT) memcpy(item, &element->key, sizeof element->key);
        if (type == GTY_JSON_OBJECT && element->type == GTY_JSON_NULL)
            memcpy(item + shape->node_offset, &element, sizeof element);
        else
            gty_read_object(reader, element, shape, item);
    }
}

// ---- properties -----------------------------------------------------------------------------------------------------

static void read_plain_number(struct gty_reader *reader, const struct gty_json *node, enum gty_number_kind kind,
                              int64_t *place) {
    struct gty_number number = {0};
    if (gty_read_number(reader, node, kind, &number)) *place = number.value;
}

static void read_field(struct gty_reader *reader, const struct gty_field *field, const struct gty_json *node,
                       char *target) {
    void *place = target + field->offset;
    if (field->node_offset) memcpy(target + field->node_offset, &node, sizeof node);
    switch ((enum gty_field_kind)field->kind) {
    case GTY_FIELD_TEXT:
        gty_read_text(reader, node, place);
        return;
    case GTY_FIELD_TEXTS: {
        struct gty_texts *texts = place;
        texts->items = gty_read_array(reader, node, sizeof *texts->items, read_text_element, &texts->count);
        return;
    }
    case GTY_FIELD_BOOL:
        if (gty_read_type(reader, node, GTY_JSON_BOOL)) *(bool *)place = node->boolean;
        return;
    case GTY_FIELD_U32:
        read_u32(reader, node, GTY_U32, place);
        return;
    case GTY_FIELD_ID:
        read_id(reader, node, place);
        return;
    case GTY_FIELD_I64:
        read_plain_number(reader, node, GTY_I64, place);
        return;
    case GTY_FIELD_U64:
        read_plain_number(reader, node, GTY_U64, place);
        return;
    case GTY_FIELD_NUMBER:
        gty_read_number(reader, node, (enum gty_number_kind)field->number, place);
        return;
    case GTY_FIELD_IDS:
        read_ids(reader, node, place);
        return;
    case GTY_FIELD_CHOICE:
        read_choice(reader, node, field, place);
        return;
    case GTY_FIELD_CHOICES:
        read_choices(reader, node, field->words, place);
        return;
    case GTY_FIELD_BITS:
        read_bits(reader, node, field->words, place);
        return;
    case GTY_FIELD_OBJECT:
        gty_read_object(reader, node, field->shape, place);
        return;
    case GTY_FIELD_LIST:
        read_structs(reader, node, field->shape, GTY_JSON_ARRAY, place);
        return;
    case GTY_FIELD_MAP:
        read_structs(reader, node, field->shape, GTY_JSON_OBJECT, place);
        return;
    case GTY_FIELD_PAIRS:
        gty_read_pairs(reader, node, place);
        return;
    case GTY_FIELD_READ:
        field->read(reader, node, place);
        return;
    case GTY_FIELD_OTHER:
        return;
    }
}

// Documents mostly have their properties in the order of the tables: the search starts behind the last one found.
static const struct gty_field *find_field(const struct gty_reader *reader, const struct gty_shape *shape,
                                          struct gty_text key, size_t start, bool *exact) {
    const struct gty_field *field = &shape->fields[start];
    *exact = true;
    for (size_t i = 0; i < shape->count; i++, field++) {
        if (start + i == shape->count) field = shape->fields;
        if (field->name[0] == key.data[0] && gty_text_is(key, field->name)) return field;
    }
    *exact = false;
    for (size_t i = 0; i < shape->count && reader->any_case; i++)
        if (gty_name_matches(key, shape->fields[i].name)) return &shape->fields[i];
    return NULL;
}

static void report_unknown(struct gty_reader *reader, const struct gty_shape *shape, const struct gty_json *member) {
    enum gty_rule rule = shape->unknown ? shape->unknown : reader->unknown;
    if (gty_diagnostics_full(reader->diagnostics)) {
        gty_diagnostics_drop(reader->diagnostics, &gty_rules[rule]);
        return;
    }
    const char *nearest = gty_name_nearest(member->key, shape->fields, shape->count, sizeof *shape->fields);
    const char *help = nearest ? gty_text_format(reader->arena, "did you mean %s", nearest).data : NULL;
    gty_find(reader->diagnostics, rule, member, help, "unknown property %s", gty_read_path(reader, member));
}

// Where another word breaks a rule of its own, none breaks it too.
static void report_missing(struct gty_reader *reader, const struct gty_json *node, const struct gty_shape *shape,
                           uint64_t seen) {
    for (size_t i = 0; i < shape->count; i++) {
        const struct gty_field *field = &shape->fields[i];
        if (field->presence != GTY_REQUIRED || seen >> i & 1) continue;
        if (field->kind == GTY_FIELD_CHOICE && field->words->rule != GTY_RULE_TYPE_WORD)
            report_word(reader, node, GTY_TEXT(""), field->words);
        else
            gty_find(reader->diagnostics, GTY_RULE_TYPE_REQUIRED, node, NULL, "%s has no %s",
                     gty_read_path(reader, node), field->name);
    }
}

static void note_later(struct gty_reader *reader, const struct gty_json *member, uint8_t since) {
    struct gty_later *later = gty_arena_alloc(reader->arena, sizeof *later);
    if (!later) return;
    *later = (struct gty_later){member, since, *reader->later};
    *reader->later = later;
    reader->inside = since; // what is in it says nothing more
}

bool gty_read_object(struct gty_reader *reader, const struct gty_json *node, const struct gty_shape *shape,
                     void *target) {
    if (shape->node_offset) memcpy((char *)target + shape->node_offset, &node, sizeof node);
    if (!gty_read_type(reader, node, GTY_JSON_OBJECT)) return false;
    size_t start = 0;
    uint64_t seen = 0;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        bool exact;
        const struct gty_field *field = find_field(reader, shape, member->key, start, &exact);
        if (!field) {
            report_unknown(reader, shape, member);
            continue;
        }
        start = (size_t)(field + 1 - shape->fields) % shape->count;
        if (!exact)
            gty_find(reader->diagnostics, GTY_RULE_PROPERTY_CASE, member,
                     gty_text_format(reader->arena, "write %s", field->name).data, "%s is taken for %s",
                     gty_read_path(reader, member), field->name);
        if (member->type == GTY_JSON_NULL) continue;
        seen |= (uint64_t)1 << (field - shape->fields);
        uint8_t outer = reader->inside;
        if (field->since > outer && reader->later) note_later(reader, member, field->since);
        read_field(reader, field, member, target);
        reader->inside = outer;
        if (field->presence == GTY_UNUSED)
            gty_find(reader->diagnostics, GTY_RULE_PROPERTY_IGNORED, member, "remove it", "%s has no effect any more",
                     gty_read_path(reader, member));
    }
    report_missing(reader, node, shape, seen);
    return true;
}
