// SPDX-License-Identifier: Apache-2.0
#include "front/cpu_list.h"

#include <string.h>

struct set {
    uint64_t masks[GTY_CPU_MAX / 64 + 1];
    size_t count; // of masks
};

static bool has(const struct set *set, size_t cpu) {
    return cpu / 64 < set->count && set->masks[cpu / 64] & (uint64_t)1 << cpu % 64;
}

static bool read_masks(struct gty_translator *translator, const struct gty_json *value, struct set *set) {
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return false;
    for (const struct gty_json *element = value->first; element; element = element->next) {
        struct gty_number mask = {0};
        if (!gty_read_number(&translator->reader, element, GTY_U64, &mask)) return false;
        if (set->count == sizeof set->masks / sizeof set->masks[0]) {
            gty_report_unknown(translator, element, "there are at most 65536 CPUs");
            return false;
        }
        memcpy(&set->masks[set->count++], &mask.value, sizeof mask.value);
    }
    return true;
}

struct gty_json *gty_cpu_list_of(struct gty_translator *translator, const struct gty_json *value) {
    struct gty_arena *arena = translator->reader.arena;
    struct set *set = gty_arena_alloc(arena, sizeof *set);
    if (!set || !read_masks(translator, value, set)) return NULL;
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    for (size_t first = 0; first < set->count * 64; first++) {
        if (!has(set, first)) continue;
        size_t last = first;
        while (has(set, last + 1)) last++;
        if (list.length) gty_buffer_byte(&list, ',');
        gty_buffer_format(&list, first == last ? "%zu" : "%zu-%zu", first, last);
        first = last;
    }
    gty_buffer_byte(&list, 0);
    if (list.failed) return NULL;
    return gty_tree_text(arena, (struct gty_text){(const char *)list.data, list.length - 1}, value);
}

// Blanks and empty elements are fine, as runc has it.
static bool read_number(struct gty_text *rest, size_t *out) {
    size_t digits = 0;
    uint64_t number;
    while (digits < rest->length && rest->data[digits] >= '0' && rest->data[digits] <= '9') digits++;
    if (digits == 0 || !gty_text_to_u64((struct gty_text){rest->data, digits}, &number) || number > GTY_CPU_MAX)
        return false;
    rest->data += digits;
    rest->length -= digits;
    *out = (size_t)number;
    return true;
}

static bool take(struct gty_text *rest, char c) {
    if (rest->length == 0 || rest->data[0] != c) return false;
    rest->data++;
    rest->length--;
    return true;
}

static void skip_blanks(struct gty_text *rest) {
    while (take(rest, ' ') || take(rest, '\t') || take(rest, '\n')) continue;
}

static bool read_list(struct gty_text rest, struct set *set) {
    for (;;) {
        size_t first, last;
        skip_blanks(&rest);
        if (rest.length == 0) return true;
        if (take(&rest, ',')) continue;
        if (!read_number(&rest, &first)) return false;
        last = first;
        if (take(&rest, '-') && (!read_number(&rest, &last) || last < first)) return false;
        skip_blanks(&rest);
        if (rest.length > 0 && rest.data[0] != ',') return false;
        for (size_t cpu = first; cpu <= last; cpu++) set->masks[cpu / 64] |= (uint64_t)1 << cpu % 64;
        if (last / 64 + 1 > set->count) set->count = last / 64 + 1;
    }
}

struct gty_json *gty_cpu_masks_of(struct gty_translator *translator, const struct gty_json *value) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_text text;
    if (!gty_read_text(&translator->reader, value, &text)) return NULL;
    struct set *set = gty_arena_alloc(arena, sizeof *set);
    if (!set) return NULL;
    if (!read_list(text, set)) {
        gty_report_unknown(translator, value, "it is a list of numbers and ranges, such as 0-3,8");
        return NULL;
    }
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (size_t i = 0; i < set->count; i++) {
        struct gty_json *mask = gty_tree_new(arena, GTY_JSON_NUMBER, value);
        if (mask) mask->text = gty_text_format(arena, "%llu", (unsigned long long)set->masks[i]);
        gty_tree_add(&end, GTY_TEXT(""), mask);
    }
    return end.container;
}
