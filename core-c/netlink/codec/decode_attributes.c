// SPDX-License-Identifier: Apache-2.0
//
// Attributes and nests: every length is checked against what is left before it is used.
#include "netlink/codec/decoder.h"

enum { NESTED = 0x8000, NET_ORDER = 0x4000, NEXTHOP_HEADER = 8 };

bool gty_nl_odd_padding(const uint8_t *bytes, size_t at, size_t aligned, size_t end) {
    if (aligned > end) return true;
    for (; at < aligned; at++)
        if (bytes[at]) return true;
    return false;
}

static bool decode_nest(struct gty_nl_decoder *d, size_t at, size_t end, unsigned set, size_t offset) {
    if (d->depth > GTY_NL_DEPTH_MAX) {
        gty_nl_report(d, GTY_NL_MALFORMED, offset, "attributes are nested more than 16 deep");
        return false;
    }
    return gty_nl_decode_attributes(d, at, end, set);
}

// Reads the payload as attributes if it can be, else as bytes; returns the mark that says so.
static uint32_t attempt_nest(struct gty_nl_decoder *d, size_t at, size_t end, size_t offset) {
    size_t before = d->out->length;
    unsigned depth = d->depth;
    d->attempts++;
    bool read = decode_nest(d, at, end, gty_nl_set_unknown, offset);
    d->attempts--;
    d->depth = depth;
    if (read) return 0;
    d->out->length = before;
    gty_nl_put_hex(d->out, d->bytes + at, end - at);
    return GTY_NL_MARK_HEX;
}

static bool decode_headed(struct gty_nl_decoder *d, unsigned set, size_t at, size_t end, size_t offset) {
    unsigned structure = gty_nl_sets[set].structure;
    size_t size = gty_nl_structures[structure].size;
    if (end - at < size) {
        gty_nl_report(d, GTY_NL_MALFORMED, offset, "payload is too short");
        return false;
    }
    gty_nl_decode_structure(d, structure, at, size);
    return decode_nest(d, at + size, end, gty_nl_sets[set].rows, offset);
}

// The elements of RTA_MULTIPATH: their length comes first, as in an attribute, but there is no type.
static bool decode_nexthops(struct gty_nl_decoder *d, unsigned set, size_t at, size_t end) {
    uint16_t row = gty_nl_row_of(set, 0);
    while (at < end) {
        size_t left = end - at;
        if (left < NEXTHOP_HEADER) return gty_nl_report(d, GTY_NL_MALFORMED, at, "next hop is cut short"), false;
        size_t length = gty_nl_u16(d->bytes + at, d->swap);
        if (length < NEXTHOP_HEADER)
            return gty_nl_report(d, GTY_NL_MALFORMED, at, "length of a next hop is below that of its header"), false;
        if (length > left) return gty_nl_report(d, GTY_NL_MALFORMED, at, "length of a next hop is past the end"), false;
        size_t aligned = at + GTY_ALIGN(length);
        bool odd = gty_nl_odd_padding(d->bytes, at + length, aligned, end);
        gty_nl_put_word(d->out, row | (odd ? GTY_NL_MARK_PADDING : 0));
        gty_nl_put_word(d->out, (uint32_t)length << 16);
        gty_nl_put_word(d->out, (uint32_t)at);
        d->path[d->depth++] = (struct gty_nl_step){row, 0};
        bool read = decode_headed(d, gty_nl_rows[row].argument, at, at + length, at);
        d->depth--;
        if (!read) return false;
        size_t padded = aligned < end ? aligned : end;
        if (odd) gty_nl_put_hex(d->out, d->bytes + at + length, padded - at - length);
        at = padded;
    }
    gty_nl_put_word(d->out, GTY_NL_ROW_END);
    return true;
}

struct attribute {
    size_t offset, at, end;        // of its header and its payload
    size_t beside_from, beside_to; // the nest that it stands in
    uint16_t row, number;
    bool nested;
};

// What one attribute of nest kind holds; returns marks.
static uint32_t decode_by_kind(struct gty_nl_decoder *d, const struct attribute *a, bool *refused) {
    const struct gty_nl_row *row = &gty_nl_rows[a->row];
    switch (row->kind) {
    case GTY_NL_NEST:
    case GTY_NL_NESTED:
        if (row->argument == gty_nl_set_unknown) return attempt_nest(d, a->at, a->end, a->offset);
        *refused = !decode_nest(d, a->at, a->end, row->argument, a->offset);
        return 0;
    case GTY_NL_HEADED:
        *refused = !decode_headed(d, row->argument, a->at, a->end, a->offset);
        return 0;
    case GTY_NL_NEXTHOPS:
        *refused = !decode_nexthops(d, row->argument, a->at, a->end);
        return 0;
    default: {
        // What it depends on may stand behind it: iproute2 writes RTA_ENCAP_TYPE after RTA_ENCAP.
        struct gty_nl_choice choice = gty_nl_select(row->argument, d->bytes + a->beside_from,
                                                    a->beside_to - a->beside_from, d->family, d->swap, d->mask);
        if (choice.bytes) {
            gty_nl_put_hex(d->out, d->bytes + a->at, a->end - a->at);
            return GTY_NL_MARK_HEX;
        }
        if (!choice.known) return attempt_nest(d, a->at, a->end, a->offset);
        *refused = !decode_nest(d, a->at, a->end, choice.set, a->offset);
        return 0;
    }
    }
}

static uint32_t decode_payload(struct gty_nl_decoder *d, const struct attribute *a, bool *refused) {
    const struct gty_nl_row *row = &gty_nl_rows[a->row];
    uint32_t marks = 0;
    if (a->row == GTY_NL_ROW_UNKNOWN) {
        gty_nl_report(d, GTY_NL_KERNEL_STRICT | GTY_NL_CAREFUL, a->offset, "unknown attribute");
        // Whatever it is, it says that it is a nest.
        if (a->nested) return attempt_nest(d, a->at, a->end, a->offset) | GTY_NL_MARK_NESTED;
        gty_nl_put_hex(d->out, d->bytes + a->at, a->end - a->at);
        return GTY_NL_MARK_HEX;
    }
    bool conf = row->kind == GTY_NL_CONF && d->flags & GTY_NLM_F_REQUEST;
    bool nest = conf || gty_nl_kinds[row->kind].shape == GTY_NL_SHAPE_NEST;
    if (a->nested != nest && d->mask != 0xffff)
        gty_nl_report(d, GTY_NL_STRICT_MESSAGES, a->offset,
                      nest ? "NLA_F_NESTED is missing" : "NLA_F_NESTED is not expected");
    if (conf) {
        marks = GTY_NL_MARK_ATTRIBUTES;
        *refused = !decode_nest(d, a->at, a->end, row->argument, a->offset);
    } else if (nest) {
        marks = decode_by_kind(d, a, refused);
    } else {
        marks = gty_nl_decode_value(d, a->row, a->offset, a->at, a->end - a->at, refused);
    }
    bool expected = row->kind == GTY_NL_NESTED || row->kind == GTY_NL_SELECTED;
    if (a->nested != expected) marks |= GTY_NL_MARK_NESTED;
    return marks;
}

static bool is_word(uint16_t row) { return gty_nl_rows[row].kind == GTY_NL_U32 || gty_nl_rows[row].kind == GTY_NL_S32; }

bool gty_nl_decode_attributes(struct gty_nl_decoder *d, size_t at, size_t end, unsigned set) {
    const uint8_t *bytes = d->bytes;
    const size_t from = at;
    bool good = true;
    while (at < end) {
        size_t left = end - at;
        size_t length = left < GTY_NLA_HEADER ? 0 : gty_nl_u16(bytes + at, d->swap);
        if (length < GTY_NLA_HEADER || length > left) {
            good = gty_nl_report(d, GTY_NL_LEFT_OVER, at,
                                 left < GTY_NLA_HEADER     ? "attribute header is cut short"
                                 : length < GTY_NLA_HEADER ? "attribute length is below that of its header"
                                                           : "attribute length is past the end");
            if (d->attempts) good = false;
            break;
        }
        uint16_t type = gty_nl_u16(bytes + at + 2, d->swap);
        struct attribute a = {.offset = at,
                              .at = at + GTY_NLA_HEADER,
                              .end = at + length,
                              .beside_from = from,
                              .beside_to = end,
                              .number = type & d->mask};
        a.row = gty_nl_row_of(set, a.number);
        a.nested = (type & ~d->mask & NESTED) != 0;
        size_t record = d->out->length;
        uint8_t *room = gty_nl_run_room(d->out, 64);
        if (!room) {
            good = false;
            break;
        }
        const uint32_t header[] = {a.row, a.number | (uint32_t)length << 16, (uint32_t)at};
        memcpy(room, header, sizeof header);
        d->out->length += sizeof header;
        d->path[d->depth++] = (struct gty_nl_step){a.row, a.number};
        bool refused = false;
        // Most attributes are numbers of 32 bits as the kernel writes them.
        if (type == a.number && length == 8 && is_word(a.row)) {
            gty_nl_put_word(d->out, gty_nl_u32(bytes + a.at, d->swap));
            d->depth--;
            at = a.end;
            continue;
        }
        uint32_t marks = decode_payload(d, &a, &refused);
        if (type & ~d->mask & NET_ORDER) marks |= GTY_NL_MARK_NET_ORDER;
        size_t aligned = at + GTY_ALIGN(length), padded = aligned < end ? aligned : end;
        if (length % 4 && gty_nl_odd_padding(bytes, a.end, aligned, end)) {
            gty_nl_report(d, GTY_NL_CAREFUL, at, "padding is not zeros up to a multiple of 4");
            gty_nl_put_hex(d->out, bytes + a.end, padded - a.end);
            marks |= GTY_NL_MARK_PADDING;
        }
        d->depth--;
        if (refused || d->out->failed) {
            // A list of findings goes on behind what it cannot read.
            good = !d->refusal && !d->attempts && !d->out->failed;
            if (!good) break;
        }
        if (marks) {
            marks |= a.row;
            memcpy(d->out->data + record, &marks, sizeof marks);
        }
        at = padded;
    }
    gty_nl_put_word(d->out, GTY_NL_ROW_END);
    return good && !d->out->failed;
}
