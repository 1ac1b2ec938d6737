// SPDX-License-Identifier: Apache-2.0
//
// The netlink codec: what it refuses and where, that it never reads behind the end, and that its tables are in order.
#include <stdlib.h>
#include <string.h>

#include "component/netlink_exports.h"
#include "netlink/codec/encode.h"
#include "netlink/codec/tables.h"
#include "tap.h"

static struct gty_nl_run stream, bytes_out, findings;
static struct gty_nl_refusal refusal;

// Of exactly its length, so that the sanitizer sees a read behind it.
static uint8_t *exact(const void *bytes, size_t length) {
    uint8_t *copy = malloc(length ? length : 1);
    memcpy(copy, bytes, length);
    return copy;
}

static bool decode(const uint8_t *bytes, size_t length, enum gty_nl_protocol protocol) {
    uint8_t *copy = exact(bytes, length);
    gty_nl_run_begin(&stream);
    bool done = gty_netlink_decode(copy, length, (struct gty_nl_form){protocol, false}, &stream, &refusal);
    free(copy);
    return done;
}

static bool encodes_back(const uint8_t *bytes, size_t length, enum gty_nl_protocol protocol) {
    gty_nl_run_begin(&bytes_out);
    return gty_netlink_encode((uint32_t *)(void *)stream.data, stream.length / 4, (struct gty_nl_form){protocol, false},
                              &bytes_out, &refusal) &&
           bytes_out.length == length && !memcmp(bytes_out.data, bytes, length);
}

// ---- bad input ------------------------------------------------------------------------------------------------------

// A link message with these attributes behind its 32 bytes of headers.
static size_t link_with(uint8_t *out, const uint8_t *attributes, size_t length) {
    memset(out, 0, 32);
    out[0] = (uint8_t)(32 + length);
    out[1] = (uint8_t)((32 + length) >> 8);
    out[4] = 16;
    memcpy(out + 32, attributes, length);
    return 32 + length;
}

struct bad {
    const char *name, *reason;
    size_t offset, length;
    uint8_t bytes[24];
};

static const struct bad attributes[] = {
    {"an attribute of length 0", "attribute length is below that of its header", 32, 4, {0, 0, 4, 0}},
    {"an attribute of length 3", "attribute length is below that of its header", 32, 4, {3, 0, 4, 0}},
    {"an attribute past the end", "attribute length is past the end", 32, 8, {9, 0, 4, 0}},
    {"an attribute of length 65535", "attribute length is past the end", 32, 8, {0xff, 0xff, 4, 0}},
    {"half an attribute header", "attribute header is cut short", 40, 10, {8, 0, 4, 0, 0, 0, 0, 0, 8, 0}},
    {"a number that is too short", "payload is too short", 32, 8, {6, 0, 4, 0, 1, 1}},
    {"a number without bytes", "payload is too short", 32, 4, {4, 0, 16, 0}},
    {"a nest whose child overruns it", "attribute length is past the end", 36, 12, {8, 0, 18, 0, 12, 0, 1, 0}},
};

static void test_attributes(void) {
    uint8_t message[64];
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const struct bad *bad = &attributes[i];
        size_t length = link_with(message, bad->bytes, bad->length);
        bool done = decode(message, length, GTY_NL_ROUTE);
        tap_ok(!done && !strcmp(refusal.reason, bad->reason) && refusal.offset == bad->offset,
               "%s is refused at byte %zu (%s at %zu)", bad->name, bad->offset, done ? "accepted" : refusal.reason,
               refusal.offset);
    }
}

static void test_headers(void) {
    static const struct {
        uint32_t length;
        size_t given;
        const char *reason;
    } bad[] = {
        {0, 16, "message length is below that of its header"},
        {15, 16, "message length is below that of its header"},
        {17, 16, "message length is past the end"},
        {0x80000000u, 32, "message length is past the end"},
        {0xfffffffdu, 32, "message length is past the end"},
        {0xffffffffu, 32, "message length is past the end"},
        {16, 15, "message header is cut short"},
        {31, 31, "family header is cut short"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t message[32] = {0, 0, 0, 0, 16};
        memcpy(message, &bad[i].length, 4);
        bool done = decode(message, bad[i].given, GTY_NL_ROUTE);
        tap_ok(!done && !strcmp(refusal.reason, bad[i].reason), "a message of length %u in %zu bytes: %s",
               bad[i].length, bad[i].given, done ? "accepted" : refusal.reason);
    }
}

static void test_nexthops(void) {
    static const uint8_t lengths[] = {0, 7, 9};
    for (size_t i = 0; i < sizeof lengths; i++) {
        uint8_t message[] = {40, 0, 0, 0, 24, 0, 0, 0, 0,  0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
                             0,  0, 0, 0, 0,  0, 0, 0, 12, 0, 9, 0, 8, 0, 0, 0, 0, 0, 0, 0};
        message[32] = lengths[i];
        tap_ok(!decode(message, sizeof message, GTY_NL_ROUTE) && refusal.offset == 32 && refusal.depth == 1,
               "a next hop of length %u is refused: %s", lengths[i], refusal.reason);
    }
}

static void test_strings(void) {
    static const uint8_t name[] = {8, 0, 2, 0, 'n', 'e', 't', '1'};
    uint8_t message[28] = {28, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0};
    memcpy(message + 20, name, sizeof name);
    tap_ok(!decode(message, sizeof message, GTY_NL_GENERIC) && refusal.offset == 20 &&
               !strcmp(refusal.reason, "string does not end with a NUL"),
           "a family's name without its NUL is refused");
}

// Nests in nests: IFLA_PROP_LIST holds what links hold.
static void test_depth(void) {
    for (unsigned depth = 15; depth <= 40; depth += depth < 17 ? 1 : 23) {
        uint8_t message[32 + 40 * 4] = {0};
        size_t length = 32 + 4 * (size_t)depth;
        message[0] = (uint8_t)length;
        message[4] = 16;
        for (unsigned i = 0; i < depth; i++) {
            message[32 + 4 * i] = (uint8_t)(length - 32 - 4 * i);
            message[32 + 4 * i + 2] = 52;
            message[32 + 4 * i + 3] = 0x80;
        }
        bool done = decode(message, length, GTY_NL_ROUTE);
        tap_ok(done == (depth <= 16), "%u nests are %s", depth, done ? "read" : refusal.reason);
        if (done) tap_ok(encodes_back(message, length, GTY_NL_ROUTE), "and written back");
    }
}

// ---- what is read is written back -----------------------------------------------------------------------------------

static void test_cut_anywhere(void) {
    static const uint8_t veth[] = {0x5c, 0, 0,    0, 16,  0,   5, 6, 2, 0, 0,   0,   0,    0,    0,    0, 0, 0,   0,
                                   0,    0, 0,    0, 0,   0,   0, 0, 0, 0, 0,   0,   0,    7,    0,    3, 0, 'v', '0',
                                   0,    0, 0x34, 0, 18,  0,   8, 0, 1, 0, 'v', 'e', 't',  'h',  0x28, 0, 2, 0,   0x24,
                                   0,    1, 0,    0, 0,   0,   0, 7, 0, 0, 0,   0,   0,    0,    0,    0, 0, 0,   0,
                                   7,    0, 3,    0, 'v', '1', 0, 0, 8, 0, 19,  0,   0x92, 0x10, 0,    0};
    tap_ok(decode(veth, sizeof veth, GTY_NL_ROUTE) && encodes_back(veth, sizeof veth, GTY_NL_ROUTE),
           "a veth pair is read and written back");
    size_t refused = 0;
    for (size_t length = 1; length < sizeof veth; length++) refused += !decode(veth, length, GTY_NL_ROUTE);
    tap_ok(refused == sizeof veth - 1, "cut anywhere it is refused");
    size_t differing = 0;
    uint8_t changed[sizeof veth];
    for (size_t at = 0; at < sizeof veth; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(changed, veth, sizeof veth);
            changed[at] ^= (uint8_t)(1u << bit);
            for (int protocol = 0; protocol < GTY_NL_PROTOCOLS; protocol++) {
                if (decode(changed, sizeof changed, (enum gty_nl_protocol)protocol))
                    differing += !encodes_back(changed, sizeof changed, (enum gty_nl_protocol)protocol);
                gty_nl_run_begin(&findings);
                gty_netlink_validate(changed, sizeof changed,
                                     (struct gty_nl_form){(enum gty_nl_protocol)protocol, false}, GTY_NL_ALL,
                                     &findings);
            }
        }
    tap_ok(differing == 0, "with any bit changed it is refused or written back as it was");
}

// Streams that nobody has checked.
static void test_bad_streams(void) {
    static const uint8_t link[] = {40, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,   0, 0, 0,
                                   0,  0, 0, 0, 0,  0, 0, 0, 0, 0, 0, 0, 6, 0, 3, 0, 'a', 0, 0, 0};
    if (!tap_ok(decode(link, sizeof link, GTY_NL_ROUTE), "a link is read")) return;
    size_t count = stream.length / 4, refused = 0;
    for (size_t words = 1; words < count; words++) {
        uint32_t *copy = (uint32_t *)(void *)exact(stream.data, words * 4);
        gty_nl_run_begin(&bytes_out);
        refused += !gty_netlink_encode(copy, words, (struct gty_nl_form){GTY_NL_ROUTE, false}, &bytes_out, &refusal);
        free(copy);
    }
    tap_ok(refused == count - 1, "a stream cut anywhere is refused");
    static const uint32_t spoilt[] = {0, 1, 2, 3, 4, 5, 0xff, 0xffff, 0x7fffffff, 0x80000000u, 0xffffffffu, 0x1000000};
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
            uint32_t *copy = (uint32_t *)(void *)exact(stream.data, count * 4);
            copy[at] = spoilt[i];
            gty_nl_run_begin(&bytes_out);
            gty_netlink_encode(copy, count, (struct gty_nl_form){GTY_NL_ROUTE, false}, &bytes_out, &refusal);
            free(copy);
        }
    tap_ok(true, "a stream with any word spoilt reads nothing behind its end");
}

// ---- tables ---------------------------------------------------------------------------------------------------------

static void test_tables(void) {
    size_t disordered = 0, wrong = 0, overlapping = 0;
    for (size_t set = 0; set < gty_nl_set_count; set++)
        for (size_t row = gty_nl_sets[set].first; row < gty_nl_set_end((unsigned)set); row++) {
            disordered += row > gty_nl_sets[set].first && gty_nl_rows[row - 1].number >= gty_nl_rows[row].number;
            wrong += gty_nl_row_of((unsigned)set, gty_nl_rows[row].number) != row;
        }
    tap_ok(disordered == 0, "the attributes of each set are sorted by number");
    tap_ok(wrong == 0, "each attribute is found by its number");
    for (size_t i = 0; i < gty_nl_structure_count; i++) {
        const struct gty_nl_structure *structure = &gty_nl_structures[i];
        size_t end = 0;
        bool numbers = true;
        for (size_t at = structure->first; at < gty_nl_fields_end((unsigned)i); at++) {
            const struct gty_nl_field *field = &gty_nl_fields[at];
            overlapping += field->offset < end || field->offset + field->size > structure->size;
            numbers = numbers && field->offset == end &&
                      (field->kind == GTY_NL_U32 || field->kind == GTY_NL_S32 || field->kind == GTY_NL_U64);
            end = (size_t)field->offset + field->size;
        }
        overlapping += end != structure->size;
        if (structure->numbers != (numbers && end > 0)) overlapping++;
    }
    tap_ok(overlapping == 0, "fields lie one behind the other and fill their structure");
}

static void test_exports(void) {
    uint8_t *input = gty_netlink_export_realloc(NULL, 0, 4, 3);
    memset(input, 0, 3);
    const struct gty_nl_bytes *result = gty_netlink_export_decode(input, 3, GTY_NL_ROUTE, 0);
    tap_ok(result->length > 4 && result->data[0] == 1, "a refusal is marked");
    gty_netlink_export_post_decode(result);
    result = gty_netlink_export_decode(NULL, 0, 99, 7);
    tap_ok(result->length == 4 && result->data[0] == 0, "nothing decodes to nothing, whatever the protocol");
    result = gty_netlink_export_encode(NULL, 0, GTY_NL_ROUTE, 0);
    tap_ok(result->length == 4 && result->data[0] == 0, "and encodes to nothing");
    result = gty_netlink_export_tables();
    tap_ok(result->length > 10000 && result->data[0] == '{', "the tables are listed");
    gty_netlink_export_post_tables(result);
}

int main(void) {
    test_attributes();
    test_headers();
    test_nexthops();
    test_strings();
    test_depth();
    test_cut_anywhere();
    test_bad_streams();
    test_tables();
    test_exports();
    gty_nl_run_free(&stream);
    gty_nl_run_free(&bytes_out);
    gty_nl_run_free(&findings);
    return tap_done();
}
