// SPDX-License-Identifier: Apache-2.0
#include "netlink/control.h"

#include <string.h>

#include "netlink/attributes.h"
#include "netlink/value.h"
#include "netlink/writer.h"
#include "tables/words.h"

struct control_attribute {
    uint16_t number;
    bool required;
};

struct control_row {
    uint16_t type;
    const struct control_attribute *attributes; // to one with number 0
};

#define MUST(name) {GTY_A_##name, true},
#define MAY(name) {GTY_A_##name, false},
#define INIT_MESSAGE(number, name, words, sender, attributes)                                                          \
    static const struct control_attribute attributes_of_##name[] = {attributes{0, false}};
#include "gantry/messages.def"

// Those that somebody sends to the supervisor.
#define SENT_BY_THE_INIT(number, name) {number, attributes_of_##name},
#define SENT_BY_REAPER(number, name) {number, attributes_of_##name},
#define SENT_BY_SUPERVISOR(number, name) {0, attributes_of_##name},
static const struct control_row rows[] = {
#define INIT_MESSAGE(number, name, words, sender, ...) SENT_BY_##sender(number, name)
#include "gantry/messages.def"
};

static const struct control_row *row_of(uint16_t type) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].type == type && type) return &rows[i];
    return NULL;
}

static const struct control_attribute *attribute_of(const struct control_row *row, uint16_t number) {
    for (const struct control_attribute *one = row->attributes; one->number; one++)
        if (one->number == number) return one;
    return NULL;
}

static void write_text(struct gty_buffer *out, const char *text) {
    gty_buffer_json_string(out, (struct gty_text){text, strlen(text)});
}

static bool write_kinds(const struct gty_nl_attribute *attribute, struct gty_buffer *out,
                        struct gty_malformed *malformed) {
    uint32_t kinds;
    if (!gty_nl_read_u32(attribute, &kinds, malformed)) return false;
    gty_buffer_json_key(out, "kinds");
    gty_buffer_json_open(out, '[');
    for (unsigned kind = 0; kind < 32; kind++) {
        if (!(kinds & 1u << kind)) continue;
        const char *name = gty_hook_kind_name(kind);
        if (!name) return gty_nl_fail(malformed, attribute->offset, "unknown hook kind");
        write_text(out, name);
    }
    gty_buffer_json_close(out, ']');
    return true;
}

static bool write_errno(const struct gty_nl_attribute *attribute, struct gty_buffer *out,
                        struct gty_malformed *malformed) {
    uint32_t number;
    if (!gty_nl_read_u32(attribute, &number, malformed)) return false;
    if (number > 4095) return gty_nl_fail(malformed, attribute->offset, "no such errno");
    const char *name = gty_word_name(gty_errno_words, number);
    gty_buffer_json_key(out, "errno");
    gty_buffer_json_unsigned(out, number);
    gty_buffer_json_key(out, "errnoName");
    if (name || !number)
        write_text(out, name ? name : "");
    else
        gty_buffer_json_string(out, gty_text_format(out->arena, "errno %u", number));
    return true;
}

// 0 is no operation: the init failed before the first one.
static bool write_operation(const struct gty_nl_attribute *attribute, struct gty_buffer *out,
                            struct gty_malformed *malformed) {
    uint32_t number;
    if (!gty_nl_read_u32(attribute, &number, malformed)) return false;
    const char *name = number ? gty_operation_name(number) : "";
    if (!name) return gty_nl_fail(malformed, attribute->offset, "unknown operation");
    gty_buffer_json_key(out, "operation");
    write_text(out, name);
    return true;
}

static bool write_attribute(const struct gty_nl_attribute *attribute, struct gty_buffer *out,
                            struct gty_malformed *malformed) {
    if (attribute->type == GTY_A_KIND) return write_kinds(attribute, out, malformed);
    if (attribute->type == GTY_A_ERRNO) return write_errno(attribute, out, malformed);
    if (attribute->type == GTY_A_OPERATION) return write_operation(attribute, out, malformed);
    const struct gty_attribute_row *row = gty_attribute_row(attribute->type);
    gty_buffer_json_key(out, row->name);
    return gty_value_write(attribute, row->kind, GTY_VALUE_JSON, out, NULL, malformed);
}

bool gty_control_read(const uint8_t *bytes, size_t length, struct gty_buffer *out, struct gty_malformed *malformed) {
    struct gty_nl_message message;
    struct gty_nl_attribute attribute;
    enum gty_nl_result result;
    bool seen[GTY_ATTRIBUTE_END] = {false};
    if (length > GTY_CONTROL_MAX) return gty_nl_fail(malformed, GTY_CONTROL_MAX, "control message is too long");
    if (!gty_nl_only_message(bytes, length, &message, malformed)) return false;
    const struct control_row *row = row_of(message.type);
    if (!row) return gty_nl_fail(malformed, 4, "not a message that the init sends");
    gty_buffer_json_open(out, '{');
    gty_buffer_json_key(out, "type");
    write_text(out, gty_message_name(message.type));
    while ((result = gty_nl_next_attribute(&message.payload, &attribute, malformed)) == GTY_NL_ONE) {
        if (!attribute_of(row, attribute.type)) {
            return gty_nl_fail(malformed, attribute.offset, "attribute does not belong to this message");
        }
        if (seen[attribute.type]) return gty_nl_fail(malformed, attribute.offset, "attribute stands twice");
        seen[attribute.type] = true;
        if (!write_attribute(&attribute, out, malformed)) return false;
    }
    if (result == GTY_NL_MALFORMED) return false;
    for (const struct control_attribute *one = row->attributes; one->number; one++)
        if (one->required && !seen[one->number]) return gty_nl_fail(malformed, length, "attribute is missing");
    if (message.type == GTY_MSG_EXITED && seen[GTY_A_STATUS] == seen[GTY_A_SIGNAL]) {
        return gty_nl_fail(malformed, length, "a process ends with a status or by a signal");
    }
    if (attribute_of(row, GTY_A_OPERATION) && !seen[GTY_A_OPERATION]) {
        gty_buffer_json_key(out, "operation");
        write_text(out, "");
    }
    gty_buffer_json_close(out, '}');
    return true;
}

bool gty_control_write(uint32_t kind, struct gty_buffer *out) {
    struct gty_nl_writer writer;
    if (kind != GTY_CONTROL_CONTINUE && kind != GTY_CONTROL_ABORT) return false;
    gty_nl_begin(&writer, out, kind == GTY_CONTROL_CONTINUE ? GTY_MSG_CONTINUE : GTY_MSG_ABORT, 0, 0);
    return gty_nl_end(&writer);
}
