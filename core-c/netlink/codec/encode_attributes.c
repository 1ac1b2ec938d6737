// SPDX-License-Identifier: Apache-2.0
//
// Attributes and nests. What is written must read back as what it was: an attribute stands only in a nest whose set it
// belongs to.
#include "netlink/codec/encoder.h"

enum { NESTED = 0x8000, NET_ORDER = 0x4000, ATTRIBUTE_MAX = 65535 };

// Nests whose set depends on what stands beside them, which may come later: their records are chained in the stream,
// each with the set that its content is of, and looked at when the nest around them ends.
struct selections {
    size_t last; // words index of the last record, plus 1; 0 for none
};

static bool check_selections(struct gty_nl_encoder *e, const struct selections *selections, size_t from) {
    for (size_t i = selections->last; i; i = e->words[i - 1 + 2]) {
        uint16_t row = e->words[i - 1] & 0xffff, set = (uint16_t)(e->words[i - 1 + 1] >> 16);
        struct gty_nl_choice choice = gty_nl_select(gty_nl_rows[row].argument, e->out->data + from,
                                                    e->out->length - from, e->family, e->swap, e->mask);
        if (gty_nl_sets[choice.set].rows == set) continue;
        e->path[e->depth++] = (struct gty_nl_step){row, gty_nl_rows[row].number};
        gty_nl_refuse(e, "its attributes do not belong to what is beside it");
        e->depth--;
        return false;
    }
    return true;
}

// What may stand in a nest: the rows of a set, or of one of a selector's sets, which the first row that tells settles.
struct content {
    unsigned set;
    unsigned selector;
    bool open;    // the selector has not settled yet
    bool settled; // it has
};

static bool takes(struct content *content, uint16_t row) {
    uint8_t set;
    if (content->open && gty_nl_selector_has(content->selector, row, &set)) {
        content->set = gty_nl_sets[set].rows;
        content->open = false;
        content->settled = true;
    }
    return row >= gty_nl_sets[content->set].first && row < gty_nl_set_end(content->set);
}

static bool encode_contents(struct gty_nl_encoder *e, struct content *content);

static bool encode_nest(struct gty_nl_encoder *e, unsigned set) {
    if (e->depth > GTY_NL_DEPTH_MAX) return gty_nl_refuse(e, "attributes are nested more than 16 deep");
    return gty_nl_encode_attributes(e, set);
}

static bool encode_headed(struct gty_nl_encoder *e, unsigned set) {
    return gty_nl_encode_structure(e, gty_nl_sets[set].structure, false) && encode_nest(e, gty_nl_sets[set].rows);
}

static bool end_length(struct gty_nl_encoder *e, size_t from) {
    size_t length = e->out->length - from;
    if (length > ATTRIBUTE_MAX) return gty_nl_refuse(e, "attribute is longer than 65535 bytes");
    gty_nl_set_u16(e->out->data + from, (uint16_t)length, e->swap);
    return true;
}

static bool encode_nexthops(struct gty_nl_encoder *e, unsigned set) {
    uint16_t element = gty_nl_row_of(set, 0);
    for (;;) {
        uint32_t head, number, offset;
        if (!gty_nl_take(e, &head)) return false;
        if ((head & 0xffff) == GTY_NL_ROW_END) return true;
        if ((head & 0xffff) != element) return gty_nl_refuse(e, "attribute does not belong here");
        if (!gty_nl_take(e, &number) || !gty_nl_take(e, &offset)) return false;
        size_t from = e->out->length;
        e->path[e->depth++] = (struct gty_nl_step){element, 0};
        bool good = encode_headed(e, gty_nl_rows[element].argument) && end_length(e, from) &&
                    gty_nl_encode_padding(e, from, head);
        if (!good) return false;
        e->depth--;
    }
}

static bool encode_selected(struct gty_nl_encoder *e, const struct gty_nl_row *row, size_t record,
                            struct selections *selections) {
    if (e->depth > GTY_NL_DEPTH_MAX) return gty_nl_refuse(e, "attributes are nested more than 16 deep");
    struct content content = {.set = gty_nl_set_unknown, .selector = row->argument, .open = true};
    if (!encode_contents(e, &content)) return false;
    if (content.settled) {
        e->words[record + 1] = (e->words[record + 1] & 0xffff) | content.set << 16;
        e->words[record + 2] = (uint32_t)selections->last;
        selections->last = record + 1;
    }
    return true;
}

static bool encode_payload(struct gty_nl_encoder *e, const struct gty_nl_row *row, uint32_t marks, size_t record,
                           struct selections *selections) {
    if (marks & GTY_NL_MARK_HEX) return gty_nl_encode_hex(e);
    switch (row->kind) {
    case GTY_NL_NEST:
    case GTY_NL_NESTED:
        return encode_nest(e, row->argument);
    case GTY_NL_HEADED:
        return encode_headed(e, row->argument);
    case GTY_NL_NEXTHOPS:
        return encode_nexthops(e, row->argument);
    case GTY_NL_SELECT:
    case GTY_NL_SELECTED:
        return encode_selected(e, row, record, selections);
    case GTY_NL_CONF:
        if (!(marks & GTY_NL_MARK_ATTRIBUTES) != !(e->flags & GTY_NLM_F_REQUEST))
            return gty_nl_refuse(e, "holds attributes in requests, and numbers in other messages");
        return marks & GTY_NL_MARK_ATTRIBUTES ? encode_nest(e, row->argument) : gty_nl_encode_value(e, row, marks);
    default:
        return gty_nl_encode_value(e, row, marks);
    }
}

static bool encode_attribute(struct gty_nl_encoder *e, uint32_t head, struct content *content,
                             struct selections *selections) {
    size_t record = e->at - 1, from = e->out->length;
    uint16_t index = (uint16_t)head;
    uint32_t marks = head & 0xffff0000u, number, offset;
    if (!gty_nl_take(e, &number) || !gty_nl_take(e, &offset)) return false;
    number &= 0xffff;
    const struct gty_nl_row *row = &gty_nl_rows[index < gty_nl_row_count ? index : GTY_NL_ROW_UNKNOWN];
    if (index >= GTY_NL_SPECIAL_ROWS) {
        if (!takes(content, index)) return gty_nl_refuse(e, "attribute does not belong here");
        if (row->number != GTY_NL_ANY) number = row->number;
    } else if (index != GTY_NL_ROW_UNKNOWN) {
        return gty_nl_refuse(e, "not an attribute");
    }
    if (number & ~(uint32_t)e->mask) return gty_nl_refuse(e, "number of an attribute is above 16383");
    uint8_t *room = gty_nl_run_room(e->out, GTY_NLA_HEADER + 4);
    if (!room) return false;
    // Most attributes are numbers of 32 bits.
    if (!marks && (row->kind == GTY_NL_U32 || row->kind == GTY_NL_S32) && e->at < e->count) {
        gty_nl_set_u16(room, GTY_NLA_HEADER + 4, e->swap);
        gty_nl_set_u16(room + 2, (uint16_t)number, e->swap);
        gty_nl_set_u32(room + 4, e->words[e->at++], e->swap);
        e->out->length += GTY_NLA_HEADER + 4;
        return true;
    }
    bool nested = row->kind == GTY_NL_NESTED || row->kind == GTY_NL_SELECTED;
    if (marks & GTY_NL_MARK_NESTED) nested = !nested;
    uint16_t type = (uint16_t)number;
    if (e->mask != 0xffff) type |= (nested ? NESTED : 0) | (marks & GTY_NL_MARK_NET_ORDER ? NET_ORDER : 0);
    gty_nl_set_u16(room + 2, type, e->swap);
    e->out->length += GTY_NLA_HEADER;
    e->path[e->depth++] = (struct gty_nl_step){index, (uint16_t)number};
    // An attribute known by its number is a nest where it is not bytes.
    bool good = index == GTY_NL_ROW_UNKNOWN && !(marks & GTY_NL_MARK_HEX)
                    ? encode_nest(e, gty_nl_set_unknown)
                    : encode_payload(e, row, marks, record, selections);
    if (good && marks & GTY_NL_MARK_REST) good = gty_nl_encode_hex(e);
    if (!good || !end_length(e, from)) return false;
    good = gty_nl_encode_padding(e, from, marks);
    e->depth--;
    return good;
}

bool gty_nl_encode_padding(struct gty_nl_encoder *e, size_t from, uint32_t marks) {
    size_t length = e->out->length - from, missing = GTY_ALIGN(length) - length, before = e->out->length;
    if (!(marks & GTY_NL_MARK_PADDING)) {
        if (!missing) return true;
        uint8_t *room = gty_nl_run_room(e->out, 4);
        if (!room) return false;
        memset(room, 0, 4);
        e->out->length += missing;
        return true;
    }
    if (!gty_nl_encode_hex(e)) return false;
    size_t written = e->out->length - before;
    if (written > missing) return gty_nl_refuse(e, "padding is longer than it can be");
    bool last = e->at == e->count || (e->words[e->at] & 0xffff) == GTY_NL_ROW_END;
    if (written < missing && !last) return gty_nl_refuse(e, "padding is missing before what follows");
    return true;
}

static bool encode_contents(struct gty_nl_encoder *e, struct content *content) {
    struct selections selections = {0};
    size_t from = e->out->length;
    for (;;) {
        uint32_t head;
        if (!gty_nl_take(e, &head)) return false;
        if ((head & 0xffff) == GTY_NL_ROW_END) return check_selections(e, &selections, from);
        if (!encode_attribute(e, head, content, &selections)) return false;
    }
}

bool gty_nl_encode_attributes(struct gty_nl_encoder *e, unsigned set) {
    struct content content = {.set = set};
    return encode_contents(e, &content);
}
