// SPDX-License-Identifier: Apache-2.0
//
// Messages.
#include "netlink/codec/encode.h"

#include "netlink/codec/encoder.h"

static bool encode_message(struct gty_nl_encoder *e, enum gty_nl_protocol protocol, uint32_t head, bool answered);

static bool encode_content(struct gty_nl_encoder *e, enum gty_nl_protocol protocol, const uint32_t *header,
                           bool answered) {
    uint32_t marks = header[0], index = header[1];
    if (marks & GTY_NL_MARK_BARE) return true;
    if (marks & GTY_NL_MARK_OPAQUE) return gty_nl_encode_hex(e);
    const struct gty_nl_message_row *row = index < gty_nl_message_count ? &gty_nl_messages[index] : NULL;
    if (row && row->content != GTY_NL_OPAQUE) {
        unsigned structure = gty_nl_sets[row->set].structure;
        size_t from = e->out->length;
        bool reads = row->content == GTY_NL_DONE || (row->protocol == GTY_NL_ROUTE && row->number % 4 == 2);
        if (structure != gty_nl_structure_none && !gty_nl_encode_structure(e, structure, reads)) return false;
        e->family = e->out->length > from ? e->out->data[from] : 0;
        if (row->content == GTY_NL_ERROR && !answered && !(marks & GTY_NL_MARK_HEX)) {
            uint32_t head;
            uint16_t flags = e->flags;
            if (!gty_nl_take(e, &head)) return false;
            if ((head & 0xffff) != GTY_NL_ROW_MESSAGE)
                return gty_nl_refuse(e, "the message that it answers is missing");
            if (!encode_message(e, protocol, head, true)) return false;
            e->flags = flags;
        }
        if (!(marks & GTY_NL_MARK_HEX) && row->content != GTY_NL_STRUCTURE)
            return gty_nl_encode_attributes(e, gty_nl_sets[row->set].rows);
    }
    if (!(marks & GTY_NL_MARK_HEX)) return gty_nl_refuse(e, "attributes of a message that none are known of");
    return gty_nl_encode_hex(e);
}

// The rest of a message behind the first word of its record.
static bool encode_message(struct gty_nl_encoder *e, enum gty_nl_protocol protocol, uint32_t head, bool answered) {
    uint32_t header[GTY_NL_MESSAGE_WORDS] = {head};
    size_t from = e->out->length;
    for (size_t i = 1; i < GTY_NL_MESSAGE_WORDS; i++)
        if (!gty_nl_take(e, &header[i])) return false;
    uint8_t *room = gty_nl_run_room(e->out, GTY_NLMSG_HEADER);
    if (!room) return false;
    e->flags = (uint16_t)(header[4] >> 16);
    gty_nl_set_u32(room, header[3], e->swap);
    gty_nl_set_u16(room + 4, (uint16_t)header[4], e->swap);
    gty_nl_set_u16(room + 6, e->flags, e->swap);
    gty_nl_set_u32(room + 8, header[5], e->swap);
    gty_nl_set_u32(room + 12, header[6], e->swap);
    e->out->length += GTY_NLMSG_HEADER;
    if (!encode_content(e, protocol, header, answered)) return false;
    // Its content may make it another message than it was called; a payload as hex is taken as it is.
    bool raw = head & (GTY_NL_MARK_BARE | GTY_NL_MARK_OPAQUE) || header[1] >= gty_nl_message_count ||
               gty_nl_messages[header[1]].content == GTY_NL_OPAQUE;
    if (!raw &&
        header[1] != gty_nl_find_message(protocol, e->out->data + from, e->out->length - from, e->swap, &e->last))
        return gty_nl_refuse(e, "by its content it is another message");
    size_t length = e->out->length - from;
    if (length > GTY_MESSAGE_MAX) return gty_nl_refuse(e, "message is over the limit of 8 MiB");
    if (!(head & GTY_NL_MARK_BARE)) gty_nl_set_u32(e->out->data + from, (uint32_t)length, e->swap);
    if (!answered) return true;
    return gty_nl_encode_padding(e, from, head);
}

// Between messages. Behind the last one there may be less, or zeros.
static bool encode_gap(struct gty_nl_encoder *e, size_t from, uint32_t marks) {
    size_t before = e->out->length, missing = GTY_ALIGN(before - from) - (before - from);
    if (!(marks & GTY_NL_MARK_PADDING)) return gty_nl_encode_padding(e, from, marks);
    if (!gty_nl_encode_hex(e)) return false;
    size_t written = e->out->length - before;
    if (written == missing) return true;
    if (e->at < e->count) return gty_nl_refuse(e, "padding has not the length that it must have before a message");
    for (size_t i = before; written > missing && i < e->out->length; i++)
        if (e->out->data[i]) return gty_nl_refuse(e, "padding is longer than it can be");
    return true;
}

static bool encode_uevent(struct gty_nl_encoder *e) {
    uint32_t word;
    struct gty_nl_string key, value;
    for (size_t i = 0; i < GTY_NL_MESSAGE_WORDS; i++)
        if (!gty_nl_take(e, &word)) return false;
    for (bool first = true;; first = false) {
        if (!first) {
            if (!gty_nl_take(e, &word)) return false;
            if ((word & 0xffff) == GTY_NL_ROW_END) break;
            if ((word & 0xffff) != GTY_NL_ROW_VARIABLE) return gty_nl_refuse(e, "not a variable of a uevent");
            if (!gty_nl_take(e, &word) || !gty_nl_take(e, &word)) return false;
        }
        if (!gty_nl_take_text(e, &key) || !gty_nl_take_text(e, &value)) return false;
        char separator = first ? '@' : '=';
        bool clean = !(key.length && (memchr(key.data, 0, key.length) || memchr(key.data, separator, key.length))) &&
                     !(value.length && memchr(value.data, 0, value.length));
        if (!clean) return gty_nl_refuse(e, "a uevent cannot hold this text");
        uint8_t *room = gty_nl_run_room(e->out, key.length + value.length + 2);
        if (!room) return false;
        memcpy(room, key.data, key.length);
        room[key.length] = (uint8_t)separator;
        memcpy(room + key.length + 1, value.data, value.length);
        room[key.length + 1 + value.length] = 0;
        e->out->length += key.length + value.length + 2;
    }
    return e->at == e->count || gty_nl_refuse(e, "one uevent at a time");
}

bool gty_netlink_encode(uint32_t *words, size_t count, struct gty_nl_form form, struct gty_nl_run *out,
                        struct gty_nl_refusal *refusal) {
    struct gty_nl_encoder e = {.words = words, .count = count, .out = out, .start = out->length, .swap = form.big};
    e.mask = form.protocol == GTY_NL_LIBCONTAINER ? 0xffff : 0x3fff;
    e.refusal = refusal;
    e.last.row = GTY_NL_NO_MESSAGE_ROW;
    *refusal = (struct gty_nl_refusal){.reason = "no memory is left"};
    if (form.protocol == GTY_NL_UEVENT && count) return encode_uevent(&e) && !out->failed;
    while (e.at < e.count) {
        uint32_t head = 0;
        size_t from = out->length;
        if (!gty_nl_take(&e, &head)) return false;
        if ((head & 0xffff) != GTY_NL_ROW_MESSAGE) return gty_nl_refuse(&e, "not a message");
        if (!encode_message(&e, form.protocol, head, false) || !encode_gap(&e, from, head)) return false;
        if (out->length - e.start > GTY_NL_INPUT_MAX) return gty_nl_refuse(&e, "more than 64 MiB");
    }
    return !out->failed;
}
