// SPDX-License-Identifier: Apache-2.0
//
// Arena, text, paths, formatting, buffers, JSON output, UTF-8.
#include <limits.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "fixture.h"

static struct gty_arena arena;

static struct gty_text text_of(const char *text) { return (struct gty_text){text, strlen(text)}; }

static void test_arena(void) {
    struct gty_arena small;
    gty_arena_init(&small, 1 << 20);
    bool aligned = true, zeroed = true;
    for (size_t size = 0; size < 5000; size += 7) {
        unsigned char *data = gty_arena_alloc(&small, size);
        if (!data) break;
        aligned = aligned && (uintptr_t)data % 16 == 0;
        for (size_t i = 0; i < size; i++) zeroed = zeroed && data[i] == 0;
        memset(data, 0xff, size);
    }
    tap_ok(aligned && zeroed, "memory is aligned and zeroed");
    tap_ok(small.failed && small.used <= 1 << 20, "the limit holds, and its failure stays");
    tap_ok(!gty_arena_alloc(&small, 1), "a failed arena gives nothing more");
    gty_arena_free(&small);
    tap_ok(!small.failed && gty_arena_alloc(&small, 1), "a freed arena starts again");
    gty_arena_free(&small);
    tap_ok(!gty_arena_array(&small, SIZE_MAX / 2, 3) && small.failed, "a product that overflows is refused");
    gty_arena_free(&small);
    tap_ok(!gty_arena_alloc(&small, SIZE_MAX) && small.failed, "a size that overflows is refused");
    gty_arena_free(&small);
    tap_ok(!gty_arena_grow(&small, NULL, 0, SIZE_MAX) && small.failed, "growth that overflows is refused");
    gty_arena_free(&small);

    char *first = gty_arena_alloc(&small, 20);
    memcpy(first, "abcdefghijklmnopqrs", 20);
    char *grown = gty_arena_grow(&small, first, 20, 4000);
    bool clean = grown == first && strcmp(grown, "abcdefghijklmnopqrs") == 0;
    for (size_t i = 20; i < 4000; i++) clean = clean && grown[i] == 0;
    tap_ok(clean, "the last run grows in place, zeroed");
    gty_arena_alloc(&small, 1);
    char *moved = gty_arena_grow(&small, grown, 4000, 300000);
    tap_ok(moved && moved != grown && strcmp(moved, "abcdefghijklmnopqrs") == 0 && moved[299999] == 0,
           "any other run moves");
    gty_arena_free(&small);
}

static void test_text(void) {
    tap_ok(gty_text_is(text_of("abc"), "abc") && !gty_text_is(text_of("abc"), "ab") &&
               !gty_text_is(text_of("ab"), "abc"),
           "texts are compared with strings");
    tap_ok(gty_text_starts(text_of("abc"), "ab") && !gty_text_starts(text_of("a"), "ab"), "texts start with strings");
    tap_ok(gty_text_compare(text_of("a"), text_of("ab")) < 0 && gty_text_compare(text_of("b"), text_of("ab")) > 0 &&
               gty_text_compare(text_of("\xff"), text_of("a")) > 0 && gty_text_compare(text_of(""), text_of("")) == 0,
           "texts are ordered by bytes");
    uint64_t value = 7;
    tap_ok(gty_text_to_u64(text_of("18446744073709551615"), &value) && value == UINT64_MAX &&
               !gty_text_to_u64(text_of("18446744073709551616"), &value) && !gty_text_to_u64(text_of(""), &value) &&
               !gty_text_to_u64(text_of("-1"), &value) && !gty_text_to_u64(text_of("1 "), &value) &&
               gty_text_to_u64(text_of("007"), &value) && value == 7,
           "texts are read as numbers");
    char longer[301];
    memset(longer, 'a', 300);
    longer[300] = 0;
    memcpy(longer + 99, "\xe2\x82\xac", 3);
    struct gty_text quote = gty_text_quote(&arena, text_of(longer));
    tap_ok(quote.length == 99 + 5 && gty_text_starts(quote, "\"aaa") && strcmp(quote.data + 100, "…\"") == 0,
           "long quotes are cut between characters");
    tap_ok(strlen(gty_text_quote(&arena, (struct gty_text){"a\0b", 3}).data) == 5, "a quote holds no NUL");
}

static void test_paths(void) {
    static const struct {
        const char *path, *clean, *rooted;
    } cases[] = {
        {"", ".", "/"},
        {".", ".", "/"},
        {"/", "/", "/"},
        {"//", "/", "/"},
        {"a", "a", "/a"},
        {"/a/b", "/a/b", "/a/b"},
        {"/a/b/", "/a/b", "/a/b"},
        {"/a//b/./c", "/a/b/c", "/a/b/c"},
        {"/a/../b", "/b", "/b"},
        {"/..", "/", "/"},
        {"/../../a", "/a", "/a"},
        {"..", "..", "/"},
        {"../a", "../a", "/a"},
        {"../../a/..", "../..", "/"},
        {"a/..", ".", "/"},
        {"a/../..", "..", "/"},
        {"a/b/../../../c", "../c", "/c"},
        {"./a/./", "a", "/a"},
        {"...", "...", "/..."},
        {".a/..b", ".a/..b", "/.a/..b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gty_text path = text_of(cases[i].path);
        tap_ok(gty_text_is(gty_path_clean(&arena, path), cases[i].clean) &&
                   gty_text_is(gty_path_clean_rooted(&arena, path), cases[i].rooted),
               "cleans %s", cases[i].path);
    }
    tap_ok(gty_text_is(gty_path_join(&arena, text_of("/a/b"), text_of("../c")), "/a/c") &&
               gty_text_is(gty_path_join(&arena, text_of("/a"), text_of("/c/")), "/c") &&
               gty_text_is(gty_path_join(&arena, text_of("/a/"), text_of("")), "/a") &&
               gty_text_is(gty_path_join(&arena, text_of(""), text_of("b")), "b"),
           "joins paths");
}

static void test_format(void) {
    static const char ends[] = {'a', 'b'};
    struct gty_text made = gty_text_format(&arena, "%s|%.*s|%c|%d|%u|%x|%X|%o|%%", "text", 2, ends, 'c', INT_MIN,
                                           UINT_MAX, 0xabcu, 0xabcu, 0777u);
    tap_ok(gty_text_is(made, "text|ab|c|-2147483648|4294967295|abc|ABC|777|%"), "formats: %s", made.data);
    made = gty_text_format(&arena, "%ld|%lu|%lld|%llu|%zu", LONG_MIN, ULONG_MAX, LLONG_MIN, ULLONG_MAX, SIZE_MAX);
    tap_ok(gty_text_is(made, "-9223372036854775808|18446744073709551615|-9223372036854775808|18446744073709551615|"
                             "18446744073709551615"),
           "formats long numbers: %s", made.data);
    made = gty_text_format(&arena, "%04o|%4d|%02x|%03d|%6s|%d", 7u, -5, 255u, -5, "ab", 0);
    tap_ok(gty_text_is(made, "0007|  -5|ff|-05|    ab|0"), "pads: %s", made.data);
}

static void test_buffer(void) {
    struct gty_buffer buffer;
    gty_buffer_init(&buffer, &arena);
    gty_buffer_u16(&buffer, 0x0102);
    gty_buffer_u32(&buffer, 0x03040506);
    gty_buffer_u64(&buffer, 7);
    gty_buffer_zero(&buffer, 2);
    gty_buffer_patch_u16(&buffer, 0, 0x1122);
    gty_buffer_patch_u32(&buffer, 2, 0x33445566);
    uint16_t small;
    uint32_t word;
    memcpy(&small, buffer.data, 2);
    memcpy(&word, buffer.data + 2, 4);
    tap_ok(buffer.length == 16 && small == 0x1122 && word == 0x33445566 && buffer.data[15] == 0, "writes and patches");
    gty_buffer_patch_u32(&buffer, 13, 0);
    tap_ok(buffer.failed, "a patch behind the end fails");

    gty_buffer_init(&buffer, &arena);
    for (int i = 0; i < 100000; i++) {
        gty_buffer_byte(&buffer, (uint8_t)i);
        if (i % 1000 == 0) gty_arena_alloc(&arena, 1); // in the way
    }
    bool kept = buffer.length == 100000;
    for (int i = 0; i < 100000; i++) kept = kept && buffer.data[i] == (uint8_t)i;
    tap_ok(kept, "grows");

    struct gty_arena small_arena;
    gty_arena_init(&small_arena, 1000);
    gty_buffer_init(&buffer, &small_arena);
    for (int i = 0; i < 3000; i++) gty_buffer_byte(&buffer, 1);
    tap_ok(buffer.failed && small_arena.failed, "fails without memory");
    gty_arena_free(&small_arena);
}

static void test_json_writer(void) {
    static const char odd[] = "\"\\\n\r\t\x01\x7f/\0é€😀\xff\xc3";
    struct gty_buffer out;
    gty_buffer_init(&out, &arena);
    gty_buffer_byte(&out, 0); // a mark in front is no value
    gty_buffer_json_open(&out, '{');
    gty_buffer_json_key(&out, "a");
    gty_buffer_json_open(&out, '[');
    gty_buffer_json_number(&out, INT64_MIN);
    gty_buffer_json_unsigned(&out, UINT64_MAX);
    gty_buffer_json_bool(&out, true);
    gty_buffer_json_bool(&out, false);
    gty_buffer_json_open(&out, '{');
    gty_buffer_json_close(&out, '}');
    gty_buffer_json_open(&out, '[');
    gty_buffer_json_close(&out, ']');
    gty_buffer_json_close(&out, ']');
    gty_buffer_json_key(&out, "b:");
    gty_buffer_json_string(&out, text_of(""));
    gty_buffer_json_key(&out, "c");
    gty_buffer_json_string(&out, (struct gty_text){odd, sizeof odd - 1});
    gty_buffer_json_close(&out, '}');
    gty_buffer_byte(&out, 0);
    const char *expected = "{\"a\":[-9223372036854775808,18446744073709551615,true,false,{},[]],\"b:\":\"\",\"c\":"
                           "\"\\\"\\\\\\n\\r\\t\\u0001\\u007f/\\u0000é€😀\xef\xbf\xbd\xef\xbf\xbd\"}";
    if (!tap_ok(strcmp((const char *)out.data + 1, expected) == 0, "writes JSON")) printf("# %s\n", out.data + 1);
    struct fixture fixture;
    parse(&fixture, (const char *)out.data + 1);
    tap_ok(fixture.document && !fixture.diagnostics.count, "writes what the parser reads");
    release(&fixture);
}

static void test_utf8(void) {
    bool all = true;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        uint8_t bytes[4];
        if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            // What the encoding would be if it were one.
            size_t length = code > 0x10ffff ? 4 : 3;
            gty_utf8_encode(code, bytes);
            all = all && gty_utf8_sequence(bytes, length) == 0;
            continue;
        }
        size_t length = gty_utf8_encode(code, bytes);
        all = all && gty_utf8_sequence(bytes, length) == length && gty_utf8_decode(bytes, length) == code;
        all = all && gty_utf8_sequence(bytes, length - 1) == 0;
    }
    tap_ok(all, "encodes and decodes every scalar value, and nothing else");
}

// ---- diagnostics
// ------------------------------------------------------------------------------------------------------

static const struct gty_json *written(struct gty_diagnostics *diagnostics, struct fixture *fixture) {
    struct gty_buffer out;
    gty_buffer_init(&out, diagnostics->arena);
    gty_diagnostics_write(diagnostics, &out);
    parse_bytes(fixture, (const char *)out.data, out.length);
    return fixture->document;
}

static int64_t number_of(const struct gty_json *object, const char *name) {
    int64_t value = -1;
    const struct gty_json *member = gty_json_member(object, name);
    if (member) gty_json_to_i64(member, &value);
    return value;
}

static bool is_at(const struct gty_json *item, int64_t line, int64_t column, int64_t end_line, int64_t end_column) {
    return number_of(item, "line") == line && number_of(item, "column") == column &&
           number_of(item, "endLine") == end_line && number_of(item, "endColumn") == end_column;
}

static const struct gty_rule_row warning_b = {"B", GTY_WARNING, "here", "b"}, error_b = {"B", GTY_ERROR, "here", "b"},
                                 error_a = {"A", GTY_ERROR, "here", "a"}, error_z = {"Z", GTY_ERROR, "here", "z"},
                                 hint_h = {"H", GTY_HINT, "there", "h"};

static void test_positions(void) {
    static const char document[] = "{\n \"é€😀\": 1,\r\n\r\"b\": 2\r}";
    struct gty_diagnostics diagnostics;
    struct gty_text none = GTY_TEXT("");
    gty_diagnostics_init(&diagnostics, &arena, (struct gty_text){document, sizeof document - 1});
    gty_report_at(&diagnostics, &warning_b, (struct gty_place){21, 22, none}, NULL, "two");
    gty_report_at(&diagnostics, &error_b, (struct gty_place){14, 17, none}, "help %d", "one %s", "\"x\"");
    gty_report_at(&diagnostics, &error_a, (struct gty_place){14, 999, none}, NULL, "first at its place");
    gty_report(&diagnostics, &error_z, NULL, NULL, "the whole");
    tap_ok(diagnostics.errors == 3 && diagnostics.count == 4, "counts errors");
    struct fixture fixture;
    const struct gty_json *list = written(&diagnostics, &fixture);
    const struct gty_json *item = list->first;
    tap_ok(list->count == 4 && gty_text_is(gty_json_member(item, "code")->text, "Z") && is_at(item, 1, 1, 5, 2),
           "the whole document comes first");
    item = item->next;
    tap_ok(gty_text_is(gty_json_member(item, "code")->text, "A") && is_at(item, 2, 8, 5, 2) &&
               number_of(item, "end") == 999,
           "the same place is ordered by code; columns count UTF-16");
    item = item->next;
    tap_ok(gty_text_is(gty_json_member(item, "message")->text, "one \"x\"") &&
               gty_text_is(gty_json_member(item, "help")->text, "help %d") &&
               gty_text_is(gty_json_member(item, "severity")->text, "error") && is_at(item, 2, 8, 2, 11),
           "messages are formatted, helps are not");
    item = item->next;
    tap_ok(is_at(item, 4, 1, 4, 2) && !gty_json_member(item, "help") &&
               gty_text_is(gty_json_member(item, "severity")->text, "warning"),
           "lines end with LF, CR LF and CR");
    release(&fixture);
}

// Two documents in one input: each has its own lines and offsets.
static void test_two_documents(void) {
    static const char input[] = "{\"a\":\n1}\n{\n\"b\": 2}";
    struct gty_diagnostics diagnostics;
    struct gty_text none = GTY_TEXT("");
    gty_diagnostics_init(&diagnostics, &arena, (struct gty_text){input, sizeof input - 1});
    diagnostics.second_document = 9;
    const struct gty_json b = {.type = GTY_JSON_NUMBER, .offset = 16, .end = 17};
    gty_report_at(&diagnostics, &hint_h, (struct gty_place){16, 17, none}, NULL, "two");
    struct gty_diagnostic *found = gty_report(&diagnostics, &error_a, NULL, NULL, "the first");
    gty_relate(&diagnostics, found, &b, "because of %d", 2);
    gty_relate(&diagnostics, found, NULL, "nothing");
    gty_suggest(&diagnostics, found, "[%d]", 7);
    gty_relate(&diagnostics, NULL, &b, "nothing");
    gty_suggest(&diagnostics, NULL, "1");
    struct fixture fixture;
    const struct gty_json *item = written(&diagnostics, &fixture)->first;
    const struct gty_json *related = gty_json_member(item, "related");
    tap_ok(is_at(item, 1, 1, 3, 1) && !gty_json_member(item, "document") &&
               gty_json_member(item, "suggestion")->type == GTY_JSON_ARRAY,
           "a finding without a place is about the first document");
    tap_ok(related && related->count == 1 && is_at(related->first, 2, 6, 2, 7) &&
               number_of(related->first, "document") == 1 && number_of(related->first, "offset") == 7,
           "a related place has its own document");
    item = item->next;
    tap_ok(is_at(item, 2, 6, 2, 7) && number_of(item, "document") == 1 && number_of(item, "offset") == 7 &&
               gty_text_is(gty_json_member(item, "severity")->text, "hint") &&
               gty_text_is(gty_json_member(item, "section")->text, "there") && diagnostics.errors == 1,
           "positions count from the start of their document");
    release(&fixture);
}

static void test_limit(void) {
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, &arena, GTY_TEXT("x"));
    for (int i = 0; i < GTY_DIAGNOSTIC_MAX + 5; i++)
        gty_report(&diagnostics, i % 5 ? &warning_b : &error_b, NULL, NULL, "%d", i);
    struct fixture fixture;
    const struct gty_json *list = written(&diagnostics, &fixture), *last = list->first;
    while (last->next) last = last->next;
    tap_ok(diagnostics.errors == 201 && diagnostics.dropped == 5 && list->count == GTY_DIAGNOSTIC_MAX + 1,
           "keeps a thousand findings and counts the rest");
    tap_ok(
        gty_text_is(gty_json_member(last, "code")->text, "GTY-LIMIT-001") &&
            gty_text_is(gty_json_member(last, "message")->text, "5 more findings are not listed, 1 of them errors") &&
            gty_text_is(gty_json_member(last, "severity")->text, "error"),
        "says how many are not listed");
    bool ordered = true;
    int64_t expected = 0;
    for (const struct gty_json *item = list->first; item != last; item = item->next) {
        uint64_t number;
        ordered = ordered && gty_text_to_u64(gty_json_member(item, "message")->text, &number) &&
                  number == (uint64_t)expected++;
    }
    tap_ok(ordered, "keeps the order of equals");
    release(&fixture);
}

int main(void) {
    gty_arena_init(&arena, MEMORY);
    test_arena();
    test_text();
    test_paths();
    test_format();
    test_buffer();
    test_json_writer();
    test_utf8();
    test_positions();
    test_two_documents();
    test_limit();
    gty_arena_free(&arena);
    return tap_done();
}
