// SPDX-License-Identifier: Apache-2.0
//
// The JSON parser: what RFC 8259 takes, what it does not, where the error is said to be.
#include "fixture.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct {
    const char *bytes;
    size_t length;
} accepted[] = {
    {BYTES("null")},
    {BYTES("true")},
    {BYTES("false")},
    {BYTES("0")},
    {BYTES("-0")},
    {BYTES("-1")},
    {BYTES("123456789012345678901234567890")},
    {BYTES("1.5")},
    {BYTES("-0.0")},
    {BYTES("1e5")},
    {BYTES("1E+5")},
    {BYTES("1e-5")},
    {BYTES("0e0")},
    {BYTES("0.1e+99")},
    {BYTES("\"\"")},
    {BYTES("\"a\"")},
    {BYTES(" \t\r\n null \t\r\n ")},
    {BYTES("[]")},
    {BYTES("[ ]")},
    {BYTES("{}")},
    {BYTES("{ }")},
    {BYTES("[[]]")},
    {BYTES("[[],{}]")},
    {BYTES("[1,2,3]")},
    {BYTES("[ 1 , 2 ]")},
    {BYTES("{\"a\":1}")},
    {BYTES("{\"\":\"\"}")},
    {BYTES("{ \"a\" : { \"b\" : [ null ] } , \"c\" : true }")},
    {BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")},
    {BYTES("\"\\u0041\\u00e9\\u20AC\\uFFFF\"")},
    {BYTES("\"\\uD834\\udd1e\"")},
    {BYTES("\"\\u0000\"")},
    {BYTES("\"\x7f\"")},
    {BYTES("\"\xc2\x80\xdf\xbf\"")},
    {BYTES("\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\"")},
    {BYTES("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"")},
    {BYTES("\"\xef\xbb\xbf\"")},
    {BYTES("\"\xe2\x80\xa8\xe2\x80\xa9\"")},
    {BYTES("[\"/* no comment */\"]")},
};

static const struct {
    const char *bytes;
    size_t length;
    enum gty_rule rule;
    size_t offset;
} refused[] = {
    {BYTES(""), GTY_RULE_JSON_END, 0},
    {BYTES("  "), GTY_RULE_JSON_END, 2},
    {BYTES("["), GTY_RULE_JSON_END, 1},
    {BYTES("[1"), GTY_RULE_JSON_END, 2},
    {BYTES("[1,"), GTY_RULE_JSON_END, 3},
    {BYTES("{"), GTY_RULE_JSON_END, 1},
    {BYTES("{\"a\""), GTY_RULE_JSON_END, 4},
    {BYTES("{\"a\":"), GTY_RULE_JSON_END, 5},
    {BYTES("{\"a\":1"), GTY_RULE_JSON_END, 6},
    {BYTES("{\"a\":1,"), GTY_RULE_JSON_END, 7},
    {BYTES("\""), GTY_RULE_JSON_END, 1},
    {BYTES("\"abc"), GTY_RULE_JSON_END, 4},
    {BYTES("\"\\"), GTY_RULE_JSON_END, 2},
    {BYTES("[\"a"), GTY_RULE_JSON_END, 3},
    {BYTES("]"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("}"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES(","), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES(":"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("[1,]"), GTY_RULE_JSON_UNEXPECTED, 3},
    {BYTES("[,1]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("[1,,2]"), GTY_RULE_JSON_UNEXPECTED, 3},
    {BYTES("[1 2]"), GTY_RULE_JSON_UNEXPECTED, 3},
    {BYTES("[1:2]"), GTY_RULE_JSON_UNEXPECTED, 2},
    {BYTES("[}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("[1}"), GTY_RULE_JSON_UNEXPECTED, 2},
    {BYTES("{]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{\"a\":1]"), GTY_RULE_JSON_UNEXPECTED, 6},
    {BYTES("{,}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{\"a\":1,}"), GTY_RULE_JSON_UNEXPECTED, 7},
    {BYTES("{\"a\":1,,\"b\":2}"), GTY_RULE_JSON_UNEXPECTED, 7},
    {BYTES("{\"a\" 1}"), GTY_RULE_JSON_UNEXPECTED, 5},
    {BYTES("{\"a\",1}"), GTY_RULE_JSON_UNEXPECTED, 4},
    {BYTES("{a:1}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{1:1}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{'a':1}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{null:1}"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("{\"a\":}"), GTY_RULE_JSON_UNEXPECTED, 5},
    {BYTES("{\"a\":1 \"b\":2}"), GTY_RULE_JSON_UNEXPECTED, 7},
    {BYTES("'a'"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("nul"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("nulll"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("True"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("[tru]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("[false0]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("NaN"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("Infinity"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("undefined"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("+1"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES(".5"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("// a\n1"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("[1 /* a */]"), GTY_RULE_JSON_UNEXPECTED, 3},
    {BYTES("# a\n1"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("[1a]"), GTY_RULE_JSON_UNEXPECTED, 2},
    {BYTES("\0"), GTY_RULE_JSON_UNEXPECTED, 0},
    {BYTES("[\x0c]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("[\xc2\xa0]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("[\xff]"), GTY_RULE_JSON_UNEXPECTED, 1},
    {BYTES("-"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("[-a]"), GTY_RULE_JSON_NUMBER, 1},
    {BYTES("-Infinity"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("01"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("-01"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("00"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("0x1F"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("1."), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("[1.]"), GTY_RULE_JSON_NUMBER, 1},
    {BYTES("1.e5"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("1e"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("1e+"), GTY_RULE_JSON_NUMBER, 0},
    {BYTES("[1eE2]"), GTY_RULE_JSON_NUMBER, 1},
    {BYTES("\"\n\""), GTY_RULE_JSON_CONTROL, 1},
    {BYTES("\"a\tb\""), GTY_RULE_JSON_CONTROL, 2},
    {BYTES("\"\0\""), GTY_RULE_JSON_CONTROL, 1},
    {BYTES("{\"\x1f\":1}"), GTY_RULE_JSON_CONTROL, 2},
    {BYTES("\"\\a\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\'\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\x41\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\0\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\U0041\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\\n\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\u\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\u12\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\u12g4\""), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\u123"), GTY_RULE_JSON_ESCAPE, 1},
    {BYTES("\"\\uD800\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uDC00\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uD800\\u0041\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uD800\\uD800\\uDC00\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uD800\\n\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uD800\\uDC0"), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\\uDD1E\\uD834\""), GTY_RULE_JSON_SURROGATE, 1},
    {BYTES("\"\x80\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xc0\x80\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xc1\xbf\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xe0\x9f\xbf\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xed\xa0\x80\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xf0\x8f\xbf\xbf\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xf4\x90\x80\x80\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xf5\x80\x80\x80\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xff\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xc2\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xe2\x82\""), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"\xe2\x82"), GTY_RULE_JSON_UTF8, 1},
    {BYTES("\"a\xe9\""), GTY_RULE_JSON_UTF8, 2},
    {BYTES("\xef\xbb\xbf{}"), GTY_RULE_JSON_BOM, 0},
    {BYTES("\xef\xbb\xbf"), GTY_RULE_JSON_BOM, 0},
    {BYTES("1 2"), GTY_RULE_JSON_TRAILING, 2},
    {BYTES("{} {}"), GTY_RULE_JSON_TRAILING, 3},
    {BYTES("[]]"), GTY_RULE_JSON_TRAILING, 2},
    {BYTES("null,"), GTY_RULE_JSON_TRAILING, 4},
    {BYTES("null\0"), GTY_RULE_JSON_TRAILING, 4},
    {BYTES("\"a\"b"), GTY_RULE_JSON_TRAILING, 3},
};

static void test_grammar(void) {
    struct fixture fixture;
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        parse_bytes(&fixture, accepted[i].bytes, accepted[i].length);
        if (!tap_ok(fixture.document && fixture.diagnostics.count == 0, "accepts case %zu", i))
            show_findings(&fixture.diagnostics);
        release(&fixture);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        parse_bytes(&fixture, refused[i].bytes, refused[i].length);
        const struct gty_diagnostic *first = fixture.diagnostics.count ? &fixture.diagnostics.items[0] : NULL;
        bool right = fixture.diagnostics.count == 1 && fixture.diagnostics.errors == 1 &&
                     strcmp(first->rule->code, gty_rules[refused[i].rule].code) == 0 &&
                     first->offset == refused[i].offset && first->end >= first->offset &&
                     first->end <= refused[i].length && !fixture.document;
        if (!tap_ok(right, "refuses case %zu with %s at %zu", i, gty_rules[refused[i].rule].code, refused[i].offset))
            show_findings(&fixture.diagnostics);
        release(&fixture);
    }
}

// Every beginning of a document is refused, and none is read past its end.
static void test_prefixes(void) {
    static const char whole[] = "{\"a\\u00e9\":[1,-2.5e3,\"\\ud834\\udd1e\xe2\x82\xac\",true,null,{\"b\":[]}]}";
    bool refused_all = true;
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        struct fixture fixture;
        parse_bytes(&fixture, whole, length);
        if (fixture.document || fixture.diagnostics.errors != 1) refused_all = false;
        release(&fixture);
    }
    tap_ok(refused_all, "refuses every beginning of a document");
}

static void test_depth(void) {
    for (int depth = GTY_JSON_DEPTH_MAX; depth <= GTY_JSON_DEPTH_MAX + 1; depth++) {
        char text[2 * (GTY_JSON_DEPTH_MAX + 1) + 1];
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = 0;
        struct fixture fixture;
        parse(&fixture, text);
        if (depth == GTY_JSON_DEPTH_MAX)
            tap_ok(fixture.document && !fixture.diagnostics.count, "takes 128 levels");
        else
            tap_ok(!fixture.document && finding_of(&fixture.diagnostics, "GTY-JSON-010"), "refuses 129 levels by name");
        release(&fixture);
    }
    char *deep = malloc(1 << 20);
    memset(deep, '[', 1 << 20);
    struct fixture fixture;
    parse_bytes(&fixture, deep, 1 << 20);
    tap_ok(!fixture.document && finding_of(&fixture.diagnostics, "GTY-JSON-010"), "refuses a million levels");
    release(&fixture);
    free(deep);
}

static void test_size(void) {
    char *text = malloc(GTY_JSON_SIZE_MAX + 1);
    memset(text, ' ', GTY_JSON_SIZE_MAX + 1);
    text[0] = '1';
    struct fixture fixture;
    parse_bytes(&fixture, text, GTY_JSON_SIZE_MAX);
    tap_ok(fixture.document && !fixture.diagnostics.count, "takes 16 MiB");
    release(&fixture);
    parse_bytes(&fixture, text, GTY_JSON_SIZE_MAX + 1);
    tap_ok(!fixture.document && finding_of(&fixture.diagnostics, "GTY-JSON-011"), "refuses 16 MiB and a byte by name");
    release(&fixture);
    free(text);
}

static void test_memory(void) {
    struct gty_arena arena;
    struct gty_diagnostics diagnostics;
    bool failed_cleanly = true;
    static const char text[] = "{\"a\":[1,2,3],\"b\":\"c\"}";
    for (size_t limit = 0; limit < 400; limit += 8) {
        gty_arena_init(&arena, limit);
        gty_diagnostics_init(&diagnostics, &arena, (struct gty_text){text, sizeof text - 1});
        if (gty_json_parse(&arena, &diagnostics, (const uint8_t *)text, sizeof text - 1) || !arena.failed)
            failed_cleanly = false;
        gty_arena_free(&arena);
    }
    tap_ok(failed_cleanly, "fails without memory, and says so");
}

static void test_strings(void) {
    struct fixture fixture;
    parse(&fixture, "[\"\\u0041\\u00e9\\u20AC\\uD834\\udd1e\\n\", \"a\\u0000b\", \"x\"]");
    const struct gty_json *element = fixture.document->first;
    tap_ok(gty_text_is(element->text, "A\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e\n") && !element->has_nul,
           "decodes escapes to UTF-8");
    element = element->next;
    tap_ok(element->has_nul && element->text.length == 3 && memcmp(element->text.data, "a\0b", 4) == 0,
           "keeps a NUL and marks it");
    tap_ok(strcmp(element->next->text.data, "x") == 0, "ends strings with a NUL");
    release(&fixture);
}

static void test_numbers(void) {
    static const struct {
        const char *text;
        bool is_signed, is_unsigned;
        int64_t value;
    } cases[] = {
        {"0", true, true, 0},
        {"-0", true, false, 0},
        {"9223372036854775807", true, true, INT64_MAX},
        {"9223372036854775808", false, true, INT64_MIN},
        {"18446744073709551615", false, true, -1},
        {"18446744073709551616", false, false, 0},
        {"-9223372036854775808", true, false, INT64_MIN},
        {"-9223372036854775809", false, false, 0},
        {"9007199254740993", true, true, 9007199254740993},
        {"1.0", false, false, 0},
        {"1e2", false, false, 0},
        {"\"1\"", false, false, 0},
        {"100000000000000000000000", false, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        int64_t number = 0;
        uint64_t bits = 0;
        parse(&fixture, cases[i].text);
        bool right = gty_json_to_i64(fixture.document, &number) == cases[i].is_signed &&
                     gty_json_to_u64(fixture.document, &bits) == cases[i].is_unsigned &&
                     (!cases[i].is_signed || number == cases[i].value) &&
                     (!cases[i].is_unsigned || bits == (uint64_t)cases[i].value);
        tap_ok(right, "reads the number %s exactly", cases[i].text);
        release(&fixture);
    }
}

static void test_tree(void) {
    struct fixture fixture;
    parse(&fixture, " {\"a/b~c\": [10, {\"x\": null}], \"x\": 1} ");
    const struct gty_json *list = gty_json_member(fixture.document, "a/b~c");
    const struct gty_json *x = list->first->next->first;
    tap_ok(list->count == 2 && list->first->index == 0 && list->first->next->index == 1, "counts elements");
    tap_ok(fixture.document->offset == 1 && fixture.document->end == 37, "knows where the document's value is");
    tap_ok(list->key_offset == 2 && list->key_end == 9 && list->offset == 11 && list->end == 28,
           "knows where keys and values are");
    tap_ok(gty_text_is(gty_json_pointer(&fixture.arena, x), "/a~1b~0c/1/x"), "points as RFC 6901 has it");
    tap_ok(gty_json_pointer(&fixture.arena, fixture.document).length == 0, "points to the document with nothing");
    tap_ok(!gty_json_member(list->first->next, "x") && !gty_json_member(fixture.document, "y") &&
               !gty_json_member(NULL, "x") && !gty_json_member(list, "x"),
           "finds no member that is null or absent");
    tap_ok(strcmp(gty_json_type_name(GTY_JSON_OBJECT), "object") == 0, "names the types");
    release(&fixture);
}

// Each is a document with the findings' offsets and what is left of it: names and values in a row.
static void test_duplicates(void) {
    static const struct {
        const char *text, *left;
        size_t offsets[2];
    } cases[] = {
        {"{\"a\":1,\"a\":2}", "a2", {7}},
        {"{\"a\":1,\"\\u0061\":2}", "a2", {7}},
        {"{\"a\":1,\"b\":2,\"a\":3,\"a\":4}", "b2a4", {13, 19}},
        {"{\"\":0,\"\":1}", "1", {6}},
        {"{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"b\":1,\"b\":2}",
         "a0c0d0e0f0g0h0b2",
         {49, 55}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        parse(&fixture, cases[i].text);
        char left[64] = "";
        size_t members = 0;
        for (const struct gty_json *member = fixture.document->first; member; member = member->next, members++)
            strcat(strcat(left, member->key.data), member->text.data);
        size_t findings = cases[i].offsets[1] ? 2 : 1;
        bool right = fixture.diagnostics.count == findings && fixture.diagnostics.errors == 0 &&
                     strcmp(left, cases[i].left) == 0 && fixture.document->count == members;
        for (size_t j = 0; right && j < findings; j++)
            right = strcmp(fixture.diagnostics.items[j].rule->code, "GTY-JSON-012") == 0 &&
                    fixture.diagnostics.items[j].offset == cases[i].offsets[j];
        if (!tap_ok(right, "keeps the last of duplicates, case %zu", i)) show_findings(&fixture.diagnostics);
        release(&fixture);
    }
}

// More members than are compared with each other, with two of the same name far apart.
static void test_many_members(void) {
    struct gty_buffer text;
    struct gty_arena arena;
    gty_arena_init(&arena, MEMORY);
    gty_buffer_init(&text, &arena);
    for (int i = 0; i < 20000; i++) gty_buffer_format(&text, "%s\"k%d\":%d", i ? "," : "{", i == 19999 ? 7 : i, i);
    gty_buffer_byte(&text, '}');
    struct fixture fixture;
    parse_bytes(&fixture, (const char *)text.data, text.length);
    int64_t value;
    tap_ok(fixture.diagnostics.count == 1 && gty_text_is(fixture.diagnostics.items[0].pointer, "/k7") &&
               gty_json_to_i64(gty_json_member(fixture.document, "k7"), &value) && value == 19999 &&
               fixture.document->count == 19999,
           "finds two of the same name among many");
    release(&fixture);
    gty_arena_free(&arena);
}

static void test_words(void) {
    static const struct {
        const char *text, *message, *help;
    } cases[] = {
        {"{\"a\":1,}", "expected a property name, found '}'", "a comma stands only between properties"},
        {"[1,]", "expected a value, found ']'", "a comma stands only between elements"},
        {"{a:1}", "expected a property name or '}', found 'a'", "names of properties stand in double quotes"},
        {"[1 2]", "expected ',' or ']', found '2'", ""},
        {"{\"a\" 1}", "expected ':' after the property name, found '1'", ""},
        {"[", "expected a value, found the end of the document", ""},
        {"True", "expected a value, found 'True'", "true, false and null are written in lower case"},
        {"[NaN]", "expected a value, found 'NaN'", "JSON has no such number"},
        {"['a']", "expected a value, found '''", "strings stand in double quotes"},
        {"// x", "expected a value, found '/'", "JSON has no comments"},
        {"[\x01]", "expected a value, found the control character U+0001", ""},
        {"[\xe2\x82\xac]", "expected a value, found '\xe2\x82\xac' (U+20AC)", ""},
        {"[\xff]", "expected a value, found the byte 0xff, which is not UTF-8", ""},
        {"1 x", "after the value there is 'x'", "a document is one value"},
        {"\"a\tb\"", "there is the control character U+0009 in a string",
         "write it as an escape, such as \\n or \\u001b"},
        {"\"\\ud800\"", "the surrogate U+D800 stands alone",
         "characters above U+FFFF are a pair: a high surrogate, then a low one"},
        {"01", "a number has no leading zeros", ""},
        {"{\"a\":1,\"a\":2}", "property \"a\" stands twice in its object",
         "keep one of them; it is the last one that counts"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        parse(&fixture, cases[i].text);
        const struct gty_diagnostic *first = &fixture.diagnostics.items[0];
        if (!tap_ok(gty_text_is(first->message, cases[i].message) && gty_text_is(first->help, cases[i].help),
                    "says of case %zu: %s", i, cases[i].message))
            show_findings(&fixture.diagnostics);
        release(&fixture);
    }
}

int main(void) {
    test_grammar();
    test_prefixes();
    test_depth();
    test_size();
    test_memory();
    test_strings();
    test_numbers();
    test_tree();
    test_duplicates();
    test_many_members();
    test_words();
    return tap_done();
}
