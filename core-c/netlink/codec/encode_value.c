// SPDX-License-Identifier: Apache-2.0
//
// Payloads that are no nests, by their kind.
#include "netlink/codec/encoder.h"
#include "netlink/codec/text.h"

bool gty_nl_refuse(struct gty_nl_encoder *e, const char *reason) {
    if (e->out->failed) return false;
    *e->refusal = (struct gty_nl_refusal){reason, e->out->length - e->start, e->depth, {{0, 0}}};
    memcpy(e->refusal->path, e->path, e->depth * sizeof e->path[0]);
    return false;
}

bool gty_nl_take_text(struct gty_nl_encoder *e, struct gty_nl_string *text) {
    uint32_t length;
    if (!gty_nl_take(e, &length)) return false;
    size_t words = (size_t)length / 4 + (length % 4 != 0);
    if (words > e->count - e->at) return gty_nl_refuse(e, "stream is cut short");
    *text = (struct gty_nl_string){(const char *)(e->words + e->at), length};
    e->at += words;
    return true;
}

bool gty_nl_encode_hex(struct gty_nl_encoder *e) {
    struct gty_nl_string text;
    if (!gty_nl_take_text(e, &text)) return false;
    uint8_t *room = gty_nl_run_room(e->out, text.length / 2 + 1);
    size_t count;
    if (!room) return false;
    if (!gty_nl_read_hex(text.data, text.length, room, &count)) return gty_nl_refuse(e, "not bytes in hex");
    e->out->length += count;
    return true;
}

static bool encode_text(struct gty_nl_encoder *e, unsigned kind, struct gty_nl_string text, size_t *count) {
    uint8_t *room = gty_nl_run_room(e->out, text.length / 2 + 17);
    if (!room) return false;
    if (kind == GTY_NL_MAC) {
        if (!gty_nl_read_mac(text.data, text.length, room, count)) return gty_nl_refuse(e, "not a hardware address");
    } else if (!gty_nl_read_address(text.data, text.length, room, count)) {
        return gty_nl_refuse(e, "not an IPv4 or IPv6 address");
    }
    e->out->length += *count;
    return true;
}

static bool encode_string(struct gty_nl_encoder *e, bool terminated) {
    struct gty_nl_string text;
    if (!gty_nl_take_text(e, &text)) return false;
    uint8_t *room = gty_nl_run_room(e->out, text.length + 1);
    if (!room) return false;
    for (size_t i = 0; i < text.length; i++) {
        if (!text.data[i]) return gty_nl_refuse(e, "string holds a NUL");
        room[i] = (uint8_t)text.data[i];
    }
    room[text.length] = 0;
    e->out->length += text.length + terminated;
    return true;
}

static bool encode_strings(struct gty_nl_encoder *e, uint32_t marks) {
    uint32_t count;
    if (!gty_nl_take(e, &count)) return false;
    for (uint32_t i = 0; i < count; i++) {
        bool last = i == count - 1, cut = last && marks & GTY_NL_MARK_UNTERMINATED;
        if (!encode_string(e, !cut)) return false;
    }
    return true;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

static bool put_word(struct gty_nl_encoder *e, unsigned kind, unsigned size, uint32_t word) {
    uint8_t *room = gty_nl_run_room(e->out, 4);
    if (!room) return false;
    if (size == 1 && word < 256 && kind != GTY_NL_S8) {
        room[0] = (uint8_t)word;
        e->out->length++;
        return true;
    }
    bool fits = size == 4 || (kind == GTY_NL_S8 || kind == GTY_NL_S16 ? word + (1u << (8 * size - 1)) < 1u << (8 * size)
                                                                      : word < 1u << (8 * size));
    if (!fits) return gty_nl_refuse(e, "number is too great");
    bool swap = kind == GTY_NL_BE16 || kind == GTY_NL_BE32 ? true : e->swap;
    if (size == 1)
        room[0] = (uint8_t)word;
    else if (size == 2)
        gty_nl_set_u16(room, (uint16_t)word, swap);
    else
        gty_nl_set_u32(room, word, swap);
    e->out->length += size;
    return true;
}

static bool encode_word(struct gty_nl_encoder *e, unsigned kind, unsigned size) {
    uint32_t word;
    return gty_nl_take(e, &word) && put_word(e, kind, size, word);
}

static bool encode_long(struct gty_nl_encoder *e, unsigned kind) {
    uint32_t low, high;
    if (!gty_nl_take(e, &low) || !gty_nl_take(e, &high)) return false;
    uint8_t *room = gty_nl_run_room(e->out, 8);
    if (!room) return false;
    gty_nl_set_u64(room, (uint64_t)high << 32 | low, kind == GTY_NL_BE64 ? true : e->swap);
    e->out->length += 8;
    return true;
}

// ---- structures -----------------------------------------------------------------------------------------------------

// 16 bytes, of which an IPv4 address takes the first 4.
static bool encode_wide_address(struct gty_nl_encoder *e, struct gty_nl_string text) {
    size_t count;
    if (!encode_text(e, GTY_NL_ADDRESS, text, &count)) return false;
    uint8_t *room = gty_nl_run_room(e->out, 12);
    if (!room) return false;
    if (count == 4) {
        memset(room, 0, 12);
        e->out->length += 12;
    }
    return true;
}

static bool encode_field(struct gty_nl_encoder *e, const struct gty_nl_field *field) {
    struct gty_nl_string text;
    size_t before = e->out->length, count, text_at = e->at;
    switch (field->kind) {
    case GTY_NL_U64:
        return encode_long(e, GTY_NL_U64);
    case GTY_NL_MAC:
        if (!gty_nl_take_text(e, &text) || !encode_text(e, GTY_NL_MAC, text, &count)) return false;
        break;
    case GTY_NL_BYTES:
        if (!gty_nl_encode_hex(e)) return false;
        break;
    case GTY_NL_ADDRESS:
        if (!gty_nl_take_text(e, &text)) return false;
        if (field->size) {
            if (!encode_wide_address(e, text)) return false;
        } else if (text.length && (memchr(text.data, '.', text.length) || memchr(text.data, ':', text.length))) {
            if (!encode_text(e, GTY_NL_ADDRESS, text, &count)) return false;
        } else {
            e->at = text_at;
            if (!gty_nl_encode_hex(e)) return false;
        }
        break;
    default:
        return encode_word(e, field->kind, field->size);
    }
    if (field->size && e->out->length - before != field->size)
        return gty_nl_refuse(e, "field has not the length that it must have");
    return true;
}

// As they are in the stream.
static bool encode_numbers(struct gty_nl_encoder *e, size_t length) {
    if (length / 4 > e->count - e->at) return gty_nl_refuse(e, "stream is cut short");
    uint8_t *room = gty_nl_run_room(e->out, length);
    if (!room) return false;
    memcpy(room, e->words + e->at, length);
    e->at += length / 4;
    e->out->length += length;
    return true;
}

bool gty_nl_encode_structure(struct gty_nl_encoder *e, unsigned index, bool may_be_cut) {
    const struct gty_nl_structure *structure = &gty_nl_structures[index];
    const struct gty_nl_field *field = &gty_nl_fields[structure->first];
    const struct gty_nl_field *end = &gty_nl_fields[gty_nl_fields_end(index)];
    uint32_t size;
    size_t before = e->out->length;
    if (!gty_nl_take(e, &size)) return false;
    if (structure->numbers && size == structure->size && !e->swap) return encode_numbers(e, size);
    bool tail = field < end && !end[-1].size;
    for (; field < end && (size_t)field->offset + field->size <= size; field++) {
        // A gap that no field names: the length of an rtnexthop, which its caller fills in.
        size_t gap = before + field->offset - e->out->length;
        uint8_t *room = gty_nl_run_room(e->out, gap + 4);
        if (!room) return false;
        if (gap) {
            memset(room, 0, gap);
            e->out->length += gap;
        }
        if (field->size == 4 && (field->kind == GTY_NL_U32 || field->kind == GTY_NL_S32)) {
            uint32_t word;
            if (!gty_nl_take(e, &word)) return false;
            gty_nl_set_u32(room + gap, word, e->swap);
            e->out->length += 4;
        } else if (!encode_field(e, field)) {
            return false;
        }
    }
    size_t written = e->out->length - before;
    bool whole = written == structure->size || (tail && written >= structure->size);
    if (!whole && (written != size || !(may_be_cut || structure->grows)))
        return gty_nl_refuse(e, "structure does not end where it may");
    return true;
}

// ---- payloads -------------------------------------------------------------------------------------------------------

static bool encode_list(struct gty_nl_encoder *e, const struct gty_nl_row *row) {
    uint32_t count;
    if (!gty_nl_take(e, &count)) return false;
    size_t words = row->kind == GTY_NL_U64S ? 2 : 1;
    if (row->kind != GTY_NL_STRUCTS && !e->swap && count <= (e->count - e->at) / words)
        return encode_numbers(e, 4 * words * count);
    for (uint32_t i = 0; i < count; i++) {
        bool good = row->kind == GTY_NL_STRUCTS ? gty_nl_encode_structure(e, row->argument, false)
                    : row->kind == GTY_NL_U64S  ? encode_long(e, GTY_NL_U64)
                                                : encode_word(e, GTY_NL_U32, 4);
        if (!good) return false;
    }
    return true;
}

bool gty_nl_encode_value(struct gty_nl_encoder *e, const struct gty_nl_row *row, uint32_t marks) {
    const struct gty_nl_kind_row *kind = &gty_nl_kinds[row->kind];
    struct gty_nl_string text;
    size_t count;
    switch (kind->shape) {
    case GTY_NL_SHAPE_NOTHING:
        return true;
    case GTY_NL_SHAPE_WORD:
        return encode_word(e, row->kind, kind->size);
    case GTY_NL_SHAPE_LONG:
        return encode_long(e, row->kind);
    case GTY_NL_SHAPE_TEXT:
        if (row->kind == GTY_NL_STRING || row->kind == GTY_NL_NUL_STRING)
            return encode_string(e, !(marks & GTY_NL_MARK_UNTERMINATED));
        return gty_nl_take_text(e, &text) && encode_text(e, row->kind, text, &count);
    case GTY_NL_SHAPE_STRINGS:
        return encode_strings(e, marks);
    case GTY_NL_SHAPE_STRUCTURE:
        return gty_nl_encode_structure(e, row->argument, false);
    case GTY_NL_SHAPE_WORDS:
    case GTY_NL_SHAPE_LONGS:
    case GTY_NL_SHAPE_STRUCTURES:
        return encode_list(e, row);
    default:
        return gty_nl_encode_hex(e);
    }
}
