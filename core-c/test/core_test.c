// SPDX-License-Identifier: Apache-2.0
//
// The exports, called as a host calls them: arguments in memory from cabi_realloc, which the call gives back.
#include "component/exports.h"
#include "fixture.h"

static const char config[] = "{'ociVersion':'1.2.0','process':{'cwd':'/','args':['sh']},'root':{'path':'rootfs'},"
                             "'linux':{'namespaces':[{'type':'mount'},{'type':'pid'}]}}";
static const char options[] = "{'id':'a','bundle':'/b','host':{'euid':0,'kernel':'6.1.0','userNamespace':false,"
                              "'cgroup':{'mode':'none','v1':[]}}}";

static uint8_t *pass(const void *bytes, size_t length) {
    uint8_t *memory = gty_export_realloc(NULL, 0, 1, length);
    if (length) memcpy(memory, bytes, length);
    return memory;
}

struct parts {
    uint32_t lengths[3]; // diagnostics, record, message
    const uint8_t *start[3];
    bool whole; // they fill the result
};

static struct parts parts_of(const struct gty_bytes *result) {
    struct parts parts;
    memcpy(parts.lengths, result->data, 12);
    parts.start[0] = result->data + 12;
    parts.start[1] = parts.start[0] + parts.lengths[0];
    parts.start[2] = parts.start[1] + parts.lengths[1];
    parts.whole = 12 + (size_t)parts.lengths[0] + parts.lengths[1] + parts.lengths[2] == result->length;
    return parts;
}

static const struct gty_bytes *compile(const char *config_json, const char *options_json) {
    char *c = quoted(config_json), *o = quoted(options_json);
    const struct gty_bytes *result = gty_export_compile(pass(c, strlen(c)), strlen(c), pass(o, strlen(o)), strlen(o));
    free(c);
    free(o);
    return result;
}

static bool is_json(const uint8_t *data, size_t length, enum gty_json_type type) {
    struct fixture fixture;
    parse_bytes(&fixture, (const char *)data, length);
    bool right = fixture.document && fixture.document->type == type && fixture.diagnostics.count == 0;
    release(&fixture);
    return right;
}

static void test_compile(void) {
    const struct gty_bytes *result = compile(config, options);
    struct parts parts = parts_of(result);
    tap_ok(parts.whole && parts.lengths[0] == 2 && memcmp(parts.start[0], "[]", 2) == 0,
           "a good config has no findings");
    tap_ok(is_json(parts.start[1], parts.lengths[1], GTY_JSON_OBJECT) && parts.lengths[2] > 16,
           "a good config has a record and a message");

    uint8_t *message = pass(parts.start[2], parts.lengths[2]);
    size_t length = parts.lengths[2];
    uint8_t *again = pass(message, length);
    gty_export_post_compile(result);
    const struct gty_bytes *text = gty_export_describe(message, length, 0);
    tap_ok(text->length > 1 && text->data[0] == 0 && memcmp(text->data + 1, "init", 4) == 0,
           "its message is described as text");
    gty_export_post_describe(text);
    const struct gty_bytes *json = gty_export_describe(again, length, 1);
    tap_ok(json->data[0] == 0 && is_json(json->data + 1, json->length - 1, GTY_JSON_OBJECT),
           "its message is described as JSON");
    gty_export_post_describe(json);
}

static void test_refused(void) {
    struct parts parts = parts_of(compile("{}", options));
    tap_ok(parts.whole && is_json(parts.start[0], parts.lengths[0], GTY_JSON_ARRAY) && parts.lengths[0] > 2 &&
               !parts.lengths[1] && !parts.lengths[2],
           "a bad config has findings and no plan");
    // No post-return: the next call frees what this one left.
    parts = parts_of(compile(config, "{}"));
    char *findings = strndup((const char *)parts.start[0], parts.lengths[0]);
    tap_ok(parts.whole && strstr(findings, "GTY-OPTIONS-003") && !parts.lengths[1], "so have bad options");
    free(findings);
    const struct gty_bytes *result = compile("", "");
    tap_ok(parts_of(result).whole && parts_of(result).lengths[0] > 2, "and nothing at all");
    gty_export_post_compile(result);
}

// A config with warnings only is planned.
static void test_warnings(void) {
    const struct gty_bytes *result = compile("{'process':{'cwd':'/','args':['sh']},'root':{'path':'rootfs'},'x':1,"
                                             "'linux':{'namespaces':[{'type':'mount'}]}}",
                                             options);
    struct parts parts = parts_of(result);
    tap_ok(parts.whole && parts.lengths[0] > 2 && parts.lengths[1] && parts.lengths[2], "warnings do not stop a plan");
    gty_export_post_compile(result);
}

static void test_deterministic(void) {
    const struct gty_bytes *result = compile(config, options);
    size_t length = result->length;
    uint8_t *copy = malloc(length);
    memcpy(copy, result->data, length);
    result = compile(config, options);
    tap_ok(result->length == length && memcmp(copy, result->data, length) == 0, "the same in, the same out");
    gty_export_post_compile(result);
    free(copy);
}

static void test_control(void) {
    const struct gty_bytes *bytes = gty_export_write_control(0);
    tap_ok(bytes->length == 16, "writes a control message");
    gty_export_post_write_control(bytes);
    bytes = gty_export_write_control(7);
    tap_ok(bytes->length == 0, "writes none of an unknown kind");
    gty_export_post_write_control(bytes);
    bytes = gty_export_read_control(pass("", 0), 0);
    tap_ok(bytes->length > 1 && bytes->data[0] == 1 && is_json(bytes->data + 1, bytes->length - 1, GTY_JSON_OBJECT),
           "says what is wrong with a control message");
    gty_export_post_read_control(bytes);
    bytes = gty_export_describe(pass("abc", 3), 3, 0);
    tap_ok(bytes->data[0] == 1, "says what is wrong with a message");
    gty_export_post_describe(bytes);
}

static void test_rules(void) {
    const struct gty_bytes *bytes = gty_export_rules();
    tap_ok(bytes->length > 2 && is_json(bytes->data, bytes->length, GTY_JSON_ARRAY), "lists the rules");
    gty_export_post_rules(bytes);
    struct gty_arena small;
    gty_arena_init(&small, 64);
    struct gty_bytes none = gty_core_rules(&small);
    tap_ok(none.length == 2 && memcmp(none.data, "[]", 2) == 0, "lists no rules without memory");
    gty_arena_free(&small);
}

static const struct gty_bytes *parse_text(const char *document) {
    return gty_export_parse(pass(document, strlen(document)), strlen(document));
}

static void test_parse(void) {
    const struct gty_bytes *bytes = parse_text(" {\"a\": [true, -1], \"b\": {}, \"a\": \"x\"}");
    uint32_t lengths[2];
    memcpy(lengths, bytes->data, sizeof lengths);
    static const uint32_t values[] = {
        5, 2, 0,  0,  1,  37, // the document
        5, 0, 19, 22, 24, 26, // b
        3, 0, 28, 31, 33, 36, // the second a
    };
    const uint8_t *found = bytes->data + sizeof lengths + lengths[0];
    tap_ok(lengths[1] == sizeof values, "parse has a value for each that counts");
    tap_ok(memcmp(found, values, sizeof values) == 0, "parse says where values and keys are");
    tap_ok(memmem(bytes->data, bytes->length, "GTY-JSON-", 9) != NULL, "parse finds keys that stand twice");
    gty_export_post_parse(bytes);

    bytes = parse_text("[1");
    memcpy(lengths, bytes->data, sizeof lengths);
    tap_ok(lengths[0] > 2 && lengths[1] == 0 && bytes->length == sizeof lengths + lengths[0],
           "parse has no values of what is no JSON");
    gty_export_post_parse(bytes);

    bool always_a_result = true;
    for (size_t limit = 0; limit < 20000; limit += 256) {
        struct gty_arena arena;
        gty_arena_init(&arena, limit);
        struct gty_bytes result = gty_core_parse(&arena, (struct gty_bytes){(const uint8_t *)"[1,{\"a\":[]}]", 13});
        memcpy(lengths, result.data, sizeof lengths);
        always_a_result = always_a_result && result.length == sizeof lengths + lengths[0] + lengths[1] &&
                          is_json(result.data + sizeof lengths, lengths[0], GTY_JSON_ARRAY);
        gty_arena_free(&arena);
    }
    tap_ok(always_a_result, "running out of memory is a result of parse");
}

static void test_features(void) {
    const struct gty_bytes *bytes = gty_export_features();
    tap_ok(bytes->length > 2 && is_json(bytes->data, bytes->length, GTY_JSON_OBJECT), "lists the features");
    gty_export_post_features(bytes);
    struct gty_arena small;
    gty_arena_init(&small, 64);
    struct gty_bytes none = gty_core_features(&small);
    tap_ok(none.length == 2 && memcmp(none.data, "{}", 2) == 0, "lists no features without memory");
    gty_arena_free(&small);
}

// Memory for the call runs out somewhere: the result is still one.
static void test_memory(void) {
    char *c = quoted(config), *o = quoted(options);
    bool always_a_result = true, once_good = false;
    for (size_t limit = 0; limit < 400000; limit += limit < 4000 ? 512 : 32768) {
        struct gty_arena arena;
        gty_arena_init(&arena, limit);
        struct gty_bytes result = gty_core_compile(&arena, (struct gty_bytes){(uint8_t *)c, strlen(c)},
                                                   (struct gty_bytes){(uint8_t *)o, strlen(o)});
        struct parts parts = parts_of(&result);
        always_a_result = always_a_result && parts.whole && is_json(parts.start[0], parts.lengths[0], GTY_JSON_ARRAY);
        once_good = once_good || parts.lengths[2] > 0;
        if (parts.lengths[2] == 0)
            always_a_result = always_a_result && memmem(parts.start[0], parts.lengths[0], "GTY-LIMIT-002", 13);
        gty_arena_free(&arena);
    }
    tap_ok(always_a_result && once_good, "running out of memory is a result");
    free(c);
    free(o);
}

int main(void) {
    test_compile();
    test_refused();
    test_warnings();
    test_deterministic();
    test_control();
    test_rules();
    test_parse();
    test_features();
    test_memory();
    return tap_done();
}
