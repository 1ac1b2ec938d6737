// SPDX-License-Identifier: Apache-2.0
//
// What the core promises about all that it returns.
#include <stdlib.h>
#include <string.h>

#include "finding/diagnostic.h"
#include "fuzz.h"
#include "netlink/describe.h"
#include "json/json.h"

#define MEMORY ((size_t)1 << 30)

// `arena` is the caller's to free.
static const struct gty_json *parsed(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_diagnostics diagnostics;
    gty_arena_init(arena, MEMORY);
    gty_diagnostics_init(&diagnostics, arena, (struct gty_text){(const char *)data, length});
    const struct gty_json *value = gty_json_parse(arena, &diagnostics, data, length);
    must(value && diagnostics.count == 0);
    return value;
}

void must_be_json(const uint8_t *data, size_t length, char type) {
    struct gty_arena arena;
    const struct gty_json *value = parsed(&arena, data, length);
    must(value->type == (type == '{' ? GTY_JSON_OBJECT : GTY_JSON_ARRAY));
    gty_arena_free(&arena);
}

static uint64_t number_of(const struct gty_json *item, const char *name) {
    uint64_t value = 0;
    const struct gty_json *member = gty_json_member(item, name);
    must(member && gty_json_to_u64(member, &value));
    return value;
}

static struct gty_text text_of(const struct gty_json *item, const char *name) {
    const struct gty_json *member = gty_json_member(item, name);
    must(member && member->type == GTY_JSON_STRING);
    return member->text;
}

static void must_be_finding(const struct gty_json *item, size_t size) {
    uint64_t offset = number_of(item, "offset"), end = number_of(item, "end");
    must(offset <= end && end <= size);
    must(number_of(item, "line") >= 1 && number_of(item, "column") >= 1);
    must(number_of(item, "endLine") >= number_of(item, "line") && number_of(item, "endColumn") >= 1);
    must(number_of(item, "endLine") - 1 <= size && number_of(item, "endColumn") - 1 <= size);
    must(gty_text_starts(text_of(item, "code"), "GTY-") && text_of(item, "message").length > 0);
    struct gty_text pointer = text_of(item, "pointer");
    must(pointer.length == 0 || pointer.data[0] == '/');
}

void must_be_findings(const uint8_t *data, size_t length, size_t size) {
    struct gty_arena arena;
    const struct gty_json *list = parsed(&arena, data, length);
    must(list->type == GTY_JSON_ARRAY && list->count <= GTY_DIAGNOSTIC_MAX + 1);
    uint64_t last = 0;
    bool second = false; // offsets count from the start of their document
    for (const struct gty_json *item = list->first; item; item = item->next) {
        must_be_finding(item, size);
        uint64_t offset = number_of(item, "offset");
        if (gty_json_member(item, "document") && !second) {
            second = true;
            last = 0;
        }
        // Behind the most that are kept stands how many more there are.
        must(offset >= last || item->index == GTY_DIAGNOSTIC_MAX);
        last = offset;
    }
    gty_arena_free(&arena);
}

void must_be_described(struct gty_arena *arena, const uint8_t *message, size_t length) {
    struct gty_buffer text, json;
    struct gty_malformed malformed;
    gty_buffer_init(&text, arena);
    gty_buffer_init(&json, arena);
    must(gty_describe_text(message, length, &text, &malformed) || arena->failed);
    must(gty_describe_json(message, length, &json, &malformed) || arena->failed);
    if (!arena->failed) must_be_json(json.data, json.length, '{');
}

static uint8_t *copied(const uint8_t *data, size_t length) {
    uint8_t *copy = malloc(length ? length : 1);
    must(copy != NULL);
    if (length) memcpy(copy, data, length);
    return copy;
}

struct fuzz_pair fuzz_split(const uint8_t *data, size_t length) {
    const uint8_t *nul = length ? memchr(data, 0, length) : NULL;
    struct fuzz_pair pair = {.first_length = nul ? (size_t)(nul - data) : length};
    pair.first = copied(data, pair.first_length);
    if (nul) {
        pair.second_length = length - pair.first_length - 1;
        pair.second = copied(nul + 1, pair.second_length);
    }
    return pair;
}

void fuzz_release(struct fuzz_pair *pair) {
    free(pair->first);
    free(pair->second);
}
