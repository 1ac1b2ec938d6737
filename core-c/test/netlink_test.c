// SPDX-License-Identifier: Apache-2.0
//
// The message writer, the reader, and what it refuses and where.
#include <stdlib.h>
#include <string.h>

#include "gantry/bootstrap.h"
#include "netlink/control.h"
#include "netlink/describe.h"
#include "netlink/writer.h"
#include "plan/network.h"
#include "tap.h"

static struct gty_arena arena;

// A copy of exactly its length, so that the sanitizer sees a read behind it.
static uint8_t *exact(const uint8_t *bytes, size_t length) {
    uint8_t *copy = malloc(length ? length : 1);
    memcpy(copy, bytes, length);
    return copy;
}

static struct gty_buffer begin(void) {
    struct gty_buffer buffer;
    gty_buffer_init(&buffer, &arena);
    return buffer;
}

static void test_writer(void) {
    struct gty_nl_writer writer;
    struct gty_buffer buffer = begin();
    gty_nl_begin(&writer, &buffer, 62000, 1, 1);
    gty_nl_put_u32(&writer, 27281, 0x6c020000);
    gty_nl_put_string(&writer, 27286, GTY_TEXT("-5"));
    size_t nest = gty_nl_nest(&writer, 27300);
    gty_nl_put_bytes(&writer, 49, "abcde", 5);
    gty_nl_nest_end(&writer, nest);
    static const uint8_t wanted[] = {
        0x30, 0,   0,    0,    0x30, 0xf2, 1,  0,
        1,    0,   0,    0,    0,    0,    0,  0,    // header
        8,    0,   0x91, 0x6a, 0,    0,    2,  0x6c, // CloneFlagsAttr
        7,    0,   0x96, 0x6a, '-',  '5',  0,  0,    // a NUL that counts, a byte of padding that does not
        0x10, 0,   0xa4, 0x6a, 9,    0,    49, 0,
        'a',  'b', 'c',  'd',  'e',  0,    0,  0, // the nest counts its child's padding
    };
    tap_ok(gty_nl_end(&writer), "the message ends");
    tap_ok(buffer.length == sizeof wanted && !memcmp(buffer.data, wanted, sizeof wanted), "its bytes are these");

    static uint8_t big[GTY_NL_ATTRIBUTE_MAX];
    buffer = begin();
    gty_nl_begin(&writer, &buffer, 62000, 1, 1);
    gty_nl_put_bytes(&writer, 49, big, GTY_NL_ATTRIBUTE_MAX - 4);
    tap_ok(gty_nl_end(&writer), "65531 bytes fit in an attribute");
    gty_nl_put_bytes(&writer, 49, big, GTY_NL_ATTRIBUTE_MAX - 3);
    tap_ok(!gty_nl_end(&writer), "65532 bytes do not");
    buffer = begin();
    gty_nl_begin(&writer, &buffer, 62000, 1, 1);
    nest = gty_nl_nest(&writer, 1);
    gty_nl_put_bytes(&writer, 49, big, 40000);
    gty_nl_put_bytes(&writer, 49, big, 40000);
    gty_nl_nest_end(&writer, nest);
    tap_ok(!gty_nl_end(&writer), "nor do 80008 in a nest");
}

static void test_loopback(void) {
    static const uint8_t wanted[] = {32, 0, 0, 0, 16, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWLINK, REQUEST|ACK
                                     0,  0, 0, 0, 1,  0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}; // index 1, IFF_UP, mask IFF_UP
    struct gty_buffer buffer;
    gty_buffer_init(&buffer, &arena);
    gty_network_loopback_up(&buffer);
    tap_ok(buffer.length == sizeof wanted && !memcmp(buffer.data, wanted, sizeof wanted),
           "lo is brought up as vishvananda/netlink does it");

    struct gty_nl_message message;
    struct gty_nl_attribute attribute;
    struct gty_malformed malformed;
    const uint8_t *link;
    struct gty_nl_span span = gty_nl_span(buffer.data, buffer.length);
    tap_ok(gty_nl_next_message(&span, &message, &malformed) == GTY_NL_ONE && message.type == 16 && message.flags == 5 &&
               gty_nl_family(&message.payload, 16, &link, &malformed) && link[4] == 1 &&
               gty_nl_next_attribute(&message.payload, &attribute, &malformed) == GTY_NL_END &&
               gty_nl_next_message(&span, &message, &malformed) == GTY_NL_END,
           "and read back: a family header, no attribute, no second message");
    span = gty_nl_span(buffer.data, buffer.length);
    gty_nl_next_message(&span, &message, &malformed);
    tap_ok(!gty_nl_family(&message.payload, 17, &link, &malformed) && malformed.offset == 16,
           "a family header that is cut short is refused");
}

// ---- describe ------------------------------------------------------------------------------------------------------

static void refused(const char *name, const uint8_t *bytes, size_t length, const char *error, size_t offset) {
    struct gty_buffer text, json;
    struct gty_malformed in_text = {0}, in_json = {0};
    uint8_t *copy = exact(bytes, length);
    gty_buffer_init(&text, &arena);
    gty_buffer_init(&json, &arena);
    bool read = gty_describe_text(copy, length, &text, &in_text) || gty_describe_json(copy, length, &json, &in_json);
    bool good = !read && in_text.error && !strcmp(in_text.error, error) && in_text.offset == offset && in_json.error &&
                !strcmp(in_json.error, error) && in_json.offset == offset;
    if (!tap_ok(good, "refused: %s", name)) {
        printf("# %s at %zu\n", in_text.error ? in_text.error : "read", in_text.offset);
    }
    free(copy);
}

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
#define HEADER(length) (length), 0, 0, 0, 0x30, 0xf2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0

static void test_refusals(void) {
    refused("nothing", BYTES(0), "message header is cut short", 0);
    refused("half a header", BYTES(16, 0, 0, 0, 0x30, 0xf2, 1, 0), "message header is cut short", 0);
    refused("a length below the header", BYTES(HEADER(15)), "message length is below that of its header", 0);
    refused("a length past the end", BYTES(HEADER(17)), "message length is past the end", 0);
    refused("a length of 2 GiB and more", BYTES(0xfd, 0xff, 0xff, 0xff, 0x30, 0xf2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            "message length is past the end", 0);
    refused("a second message", BYTES(HEADER(16), HEADER(16)), "bytes after the message", 16);
    refused("another type", BYTES(16, 0, 0, 0, 16, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0), "unknown message type", 4);
    refused("an attribute cut short", BYTES(HEADER(18), 8, 0), "attribute header is cut short", 16);
    refused("an attribute of length 0", BYTES(HEADER(20), 0, 0, 0x91, 0x6a),
            "attribute length is below that of its header", 16);
    refused("an attribute past the end", BYTES(HEADER(20), 5, 0, 0x91, 0x6a), "attribute length is past the end", 16);
    refused("a masked number of libcontainer", BYTES(HEADER(24), 8, 0, 0x91, 0x2a, 0, 0, 0, 0), "unknown attribute",
            16);
    refused("a flag word of 3 bytes", BYTES(HEADER(24), 7, 0, 0x91, 0x6a, 0, 0, 0, 0), "attribute is not 4 bytes", 16);
    refused("an attribute twice", BYTES(HEADER(32), 8, 0, 0x91, 0x6a, 0, 0, 0, 0, 8, 0, 0x91, 0x6a, 0, 0, 0, 0),
            "attribute stands twice", 24);
    refused("a string without NUL", BYTES(HEADER(24), 7, 0, 0x96, 0x6a, '-', '5', '0', 0),
            "string does not end with a NUL", 16);
    refused("a string with two", BYTES(HEADER(24), 8, 0, 0x96, 0x6a, '-', 0, '0', 0), "string holds a NUL", 21);
    refused("an unknown operation", BYTES(HEADER(24), 8, 0, 0xa4, 0x6a, 4, 0, 0xff, 0), "unknown operation", 20);
    refused("an operation past its list", BYTES(HEADER(24), 8, 0, 0xa4, 0x6a, 5, 0, 0, 1),
            "attribute length is past the end", 20);
    refused("an unknown attribute of an operation",
            BYTES(HEADER(32), 16, 0, 0xa4, 0x6a, 12, 0, 5, 1, 8, 0, 62, 0, 0, 0, 0, 0), "unknown attribute", 24);
    refused("a flag of 2", BYTES(HEADER(32), 16, 0, 0xa4, 0x6a, 12, 0, 5, 1, 8, 0, 19, 0, 2, 0, 0, 0), "flag is not 1",
            24);
    refused("libcontainer's attribute after the operations",
            BYTES(HEADER(28), 4, 0, 0xa4, 0x6a, 8, 0, 0x91, 0x6a, 0, 0, 0, 0), "attribute after the operations", 20);
    refused("a fallback without errno", BYTES(HEADER(28), 12, 0, 0xa4, 0x6a, 8, 0, 8, 1, 4, 0, 7, 0),
            "fallback names no errno", 24);
    refused("an argument that does not end",
            BYTES(HEADER(32), 16, 0, 0xa4, 0x6a, 10, 0, 0x2b, 1, 6, 0, 31, 0, 's', 'h', 0, 0),
            "string does not end with a NUL", 24);
}

static void test_text(void) {
    struct gty_buffer out;
    struct gty_malformed malformed;
    static const uint8_t message[] = {HEADER(36), 20, 0,   0xa4, 0x6a, 16,  0,    0x21, 1, 10, 0,
                                      27,         0,  'a', '\n', 0x1b, ' ', 0x80, 0,    0, 0};
    gty_buffer_init(&out, &arena);
    bool read = gty_describe_text(message, sizeof message, &out, &malformed);
    gty_buffer_byte(&out, 0);
    tap_ok(read && !strcmp((char *)out.data, "init\n  1 set host name name=\"a\\n\\x1b \\x80\"\n"),
           "no byte of a message reaches a terminal raw");
    gty_buffer_init(&out, &arena);
    read = gty_describe_json(message, sizeof message, &out, &malformed);
    gty_buffer_byte(&out, 0);
    tap_ok(read && !strcmp((char *)out.data,
                           "{\"type\":\"init\",\"attributes\":[],\"operations\":[{\"step\":1,\"operation\":"
                           "\"set host name\",\"name\":\"a\\n\\u001b \xef\xbf\xbd\"}]}"),
           "the JSON of it is well formed");
}

// Every message cut at every length, and with every byte changed, is read or refused without a fault.
static void test_damage(void) {
    struct gty_nl_writer writer;
    struct gty_buffer whole = begin();
    gty_nl_begin(&writer, &whole, 62000, 1, 1);
    gty_nl_put_string(&writer, 27283, GTY_TEXT("0 1000 1\n"));
    size_t list = gty_nl_nest(&writer, 27300), operation = gty_nl_nest(&writer, GTY_OP_SET_USER);
    gty_nl_put_u32(&writer, GTY_A_UID, 7);
    gty_nl_put_bytes(&writer, GTY_A_GROUPS, "\1\0\0\0\2\0\0\0", 8);
    size_t fallback = gty_nl_nest(&writer, GTY_A_FALLBACK);
    gty_nl_put_u32(&writer, GTY_A_ERRNO, 1);
    size_t other = gty_nl_nest(&writer, GTY_OP_ARGUMENTS);
    gty_nl_put_bytes(&writer, GTY_A_STRINGS, "a\0b", 4);
    gty_nl_nest_end(&writer, other);
    gty_nl_nest_end(&writer, fallback);
    gty_nl_nest_end(&writer, operation);
    gty_nl_nest_end(&writer, list);
    gty_nl_end(&writer);
    size_t tried = 0, offsets = 0;
    for (size_t length = 0; length <= whole.length; length++)
        for (unsigned change = 0; change < 256; change += length == whole.length ? 1 : 255) {
            for (size_t at = 0; at < (length == whole.length ? whole.length : 1); at++) {
                struct gty_arena scratch;
                struct gty_buffer text, json;
                struct gty_malformed malformed = {0};
                gty_arena_init(&scratch, 1 << 20);
                uint8_t *copy = exact(whole.data, length);
                if (length == whole.length) copy[at] = (uint8_t)change;
                gty_buffer_init(&text, &scratch);
                gty_buffer_init(&json, &scratch);
                bool read = gty_describe_text(copy, length, &text, &malformed);
                if (!read)
                    offsets += malformed.error && malformed.offset <= length;
                else
                    offsets++;
                gty_describe_json(copy, length, &json, &malformed);
                tried++;
                free(copy);
                gty_arena_free(&scratch);
            }
        }
    tap_ok(tried > 20000 && offsets == tried, "%zu damaged messages are read or refused with an offset", tried);
}

// ---- control messages ----------------------------------------------------------------------------------------------

static void test_control(void) {
    struct gty_nl_writer writer;
    struct gty_malformed malformed;
    struct gty_buffer out, buffer = begin();
    gty_nl_begin(&writer, &buffer, GTY_MSG_FAILED, 0, 0);
    gty_nl_put_u32(&writer, GTY_A_STEP, 12);
    gty_nl_put_u32(&writer, GTY_A_OPERATION, GTY_OP_MOUNT);
    gty_nl_put_u32(&writer, GTY_A_ERRNO, 13);
    gty_nl_put_string(&writer, GTY_A_ACTION, GTY_TEXT("fsmount"));
    gty_nl_put_string(&writer, GTY_A_TEXT, GTY_TEXT("\"no\""));
    gty_nl_end(&writer);
    gty_buffer_init(&out, &arena);
    bool read = gty_control_read(buffer.data, buffer.length, &out, &malformed);
    gty_buffer_byte(&out, 0);
    tap_ok(read && !strcmp((char *)out.data,
                           "{\"type\":\"failed\",\"step\":12,\"operation\":\"mount\",\"errno\":13,\"errnoName\":"
                           "\"EACCES\",\"action\":\"fsmount\",\"text\":\"\\\"no\\\"\"}"),
           "a failure as JSON");

    buffer = begin();
    gty_nl_begin(&writer, &buffer, GTY_MSG_RUN_HOOKS, 0, 0);
    gty_nl_put_u32(&writer, GTY_A_KIND, 3);
    gty_nl_end(&writer);
    gty_buffer_init(&out, &arena);
    read = gty_control_read(buffer.data, buffer.length, &out, &malformed);
    gty_buffer_byte(&out, 0);
    tap_ok(read && !strcmp((char *)out.data, "{\"type\":\"run hooks\",\"kinds\":[\"prestart\",\"createRuntime\"]}"),
           "hooks that are due as JSON");

    buffer = begin();
    gty_nl_begin(&writer, &buffer, GTY_MSG_CHILD, 0, 0);
    gty_nl_end(&writer);
    tap_ok(!gty_control_read(buffer.data, buffer.length, &out, &malformed) && malformed.offset == 16,
           "a child without a pid is refused");

    buffer = begin();
    gty_nl_begin(&writer, &buffer, GTY_MSG_READY, 0, 0);
    gty_nl_put_u32(&writer, GTY_A_PID, 1);
    gty_nl_end(&writer);
    tap_ok(!gty_control_read(buffer.data, buffer.length, &out, &malformed) && malformed.offset == 16,
           "an attribute that does not belong is refused");

    buffer = begin();
    gty_nl_begin(&writer, &buffer, GTY_MSG_CONTINUE, 0, 0);
    gty_nl_end(&writer);
    tap_ok(!gty_control_read(buffer.data, buffer.length, &out, &malformed) && malformed.offset == 4,
           "what only the supervisor says is refused");
    static uint8_t big[GTY_CONTROL_MAX + 4];
    tap_ok(!gty_control_read(big, sizeof big, &out, &malformed), "a message that is too long is refused");

    static const uint8_t go_on[] = {16, 0, 0, 0, 0x38, 0xf2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    gty_buffer_init(&out, &arena);
    tap_ok(gty_control_write(0, &out) && out.length == 16 && !memcmp(out.data, go_on, 16), "continue is a header");
    gty_buffer_init(&out, &arena);
    tap_ok(gty_control_write(1, &out) && out.length == 16 && out.data[4] == 0x39, "abort likewise");
    tap_ok(!gty_control_write(2, &out), "there is no third answer");
}

int main(void) {
    gty_arena_init(&arena, (size_t)1 << 26);
    test_writer();
    test_loopback();
    test_refusals();
    test_text();
    test_damage();
    test_control();
    gty_arena_free(&arena);
    return tap_done();
}
