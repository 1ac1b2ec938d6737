// SPDX-License-Identifier: Apache-2.0
//
// Payloads that are no nests, by their kind.
#include "base/utf8.h"
#include "netlink/codec/decoder.h"
#include "netlink/codec/text.h"

#define PADDED(length) (((length) + 3) & ~(size_t)3)

void gty_nl_put_text(struct gty_nl_run *out, const uint8_t *text, size_t length) {
    uint8_t *end = gty_nl_run_room(out, 4 + PADDED(length));
    if (!end) return;
    uint32_t count = (uint32_t)length, zero = 0;
    memcpy(end, &count, 4);
    if (length % 4) memcpy(end + PADDED(length), &zero, 4);
    for (size_t i = 0; i < length; i++) end[4 + i] = text[i];
    out->length += 4 + PADDED(length);
}

void gty_nl_put_hex(struct gty_nl_run *out, const uint8_t *bytes, size_t length) {
    uint8_t *end = gty_nl_run_room(out, 4 + PADDED(2 * length));
    if (!end) return;
    uint32_t count = (uint32_t)(2 * length), zero = 0;
    memcpy(end, &count, 4);
    if (count % 4) memcpy(end + PADDED(2 * length), &zero, 4);
    gty_nl_write_hex(bytes, length, (char *)end + 4);
    out->length += 4 + PADDED(2 * length);
}

static void put_mac(struct gty_nl_run *out, const uint8_t *bytes, size_t length) {
    uint8_t *end = gty_nl_run_room(out, 4 + PADDED(3 * length) + 4);
    if (!end) return;
    uint32_t count = (uint32_t)gty_nl_write_mac(bytes, length, (char *)end + 4);
    memcpy(end, &count, 4);
    for (size_t i = count; i % 4; i++) end[4 + i] = 0;
    out->length += 4 + PADDED(count);
}

static void put_address(struct gty_nl_run *out, const uint8_t *bytes, size_t length) {
    char text[GTY_NL_ADDRESS_TEXT_MAX];
    gty_nl_put_text(out, (const uint8_t *)text, gty_nl_write_address(bytes, length, text));
}

static void put_long(struct gty_nl_run *out, uint64_t value) {
    gty_nl_put_word(out, (uint32_t)value);
    gty_nl_put_word(out, (uint32_t)(value >> 32));
}

bool gty_nl_is_utf8(const uint8_t *text, size_t length) {
    for (size_t i = 0; i < length;) {
        if (text[i] < 0x80) {
            i++;
            continue;
        }
        size_t sequence = gty_utf8_sequence(text + i, length - i);
        if (!sequence) return false;
        i += sequence;
    }
    return true;
}

static uint32_t word_of(const uint8_t *bytes, unsigned kind, bool swap) {
    switch (kind) {
    case GTY_NL_U8:
        return bytes[0];
    case GTY_NL_S8:
        return (uint32_t)(int8_t)bytes[0];
    case GTY_NL_U16:
        return gty_nl_u16(bytes, swap);
    case GTY_NL_S16:
        return (uint32_t)(int16_t)gty_nl_u16(bytes, swap);
    case GTY_NL_BE16:
        return gty_nl_u16(bytes, true);
    case GTY_NL_BE32:
        return gty_nl_u32(bytes, true);
    default:
        return gty_nl_u32(bytes, swap);
    }
}

// ---- structures -----------------------------------------------------------------------------------------------------

// 16 bytes that hold an IPv4 address in the first 4 of them, by the family at the structure's start.
static bool holds_ipv4(const uint8_t *start, const uint8_t *bytes) {
    static const uint8_t zeros[12];
    return start[0] == 2 && !memcmp(bytes + 4, zeros, sizeof zeros);
}

static void put_field(struct gty_nl_decoder *d, const struct gty_nl_field *field, const uint8_t *start, size_t length) {
    const uint8_t *bytes = start + field->offset;
    switch (field->kind) {
    case GTY_NL_PAD:
        gty_nl_put_word(d->out, field->size == 1   ? bytes[0]
                                : field->size == 2 ? gty_nl_u16(bytes, d->swap)
                                                   : gty_nl_u32(bytes, d->swap));
        return;
    case GTY_NL_U64:
        put_long(d->out, gty_nl_u64(bytes, d->swap));
        return;
    case GTY_NL_MAC:
        put_mac(d->out, bytes, field->size);
        return;
    case GTY_NL_BYTES:
        gty_nl_put_hex(d->out, bytes, field->size);
        return;
    case GTY_NL_ADDRESS: {
        size_t size = field->size ? field->size : length - field->offset;
        if (field->size && holds_ipv4(start, bytes)) size = 4;
        if (size == 4 || size == 16)
            put_address(d->out, bytes, size);
        else
            gty_nl_put_hex(d->out, bytes, size);
        return;
    }
    default:
        gty_nl_put_word(d->out, word_of(bytes, field->kind, d->swap));
    }
}

// A count or size, and the numbers as they are.
static size_t put_counted(struct gty_nl_run *out, uint32_t count, const uint8_t *bytes, size_t length) {
    uint8_t *end = gty_nl_run_room(out, 4 + length);
    if (!end) return length;
    memcpy(end, &count, 4);
    memcpy(end + 4, bytes, length);
    out->length += 4 + length;
    return length;
}

size_t gty_nl_decode_structure(struct gty_nl_decoder *d, unsigned index, size_t at, size_t length) {
    const struct gty_nl_field *field = &gty_nl_fields[gty_nl_structures[index].first];
    const struct gty_nl_field *end = &gty_nl_fields[gty_nl_fields_end(index)];
    const uint8_t *start = d->bytes + at;
    if (gty_nl_structures[index].numbers && !d->swap && length >= gty_nl_structures[index].size)
        return put_counted(d->out, gty_nl_structures[index].size, start, gty_nl_structures[index].size);
    size_t size_at = d->out->length, size = 0;
    gty_nl_put_word(d->out, 0);
    for (; field < end && (size_t)field->offset + field->size <= length; field++) {
        put_field(d, field, start, length);
        // A tail takes what is left.
        size = field->size ? (size_t)field->offset + field->size : length;
    }
    if (d->out->failed) return size;
    uint32_t count = (uint32_t)size;
    memcpy(d->out->data + size_at, &count, sizeof count);
    return size;
}

// ---- payloads -------------------------------------------------------------------------------------------------------

static uint32_t decode_string(struct gty_nl_decoder *d, const struct gty_nl_row *row, size_t offset, size_t at,
                              size_t length, bool *refused, size_t *used) {
    const uint8_t *text = d->bytes + at;
    size_t count = 0;
    while (count < length && text[count]) count++;
    bool terminated = count < length;
    if (!terminated && row->kind == GTY_NL_NUL_STRING &&
        !gty_nl_report(d, GTY_NL_MALFORMED, offset, "string does not end with a NUL")) {
        *refused = true;
        return 0;
    }
    if (row->argument && count > row->argument) gty_nl_report(d, GTY_NL_KERNEL, offset, "string is too long");
    if (!gty_nl_is_utf8(text, count)) {
        gty_nl_put_hex(d->out, text, length);
        *used = length;
        return GTY_NL_MARK_HEX;
    }
    gty_nl_put_text(d->out, text, count);
    *used = count + terminated;
    return terminated ? 0 : GTY_NL_MARK_UNTERMINATED;
}

static uint32_t decode_strings(struct gty_nl_decoder *d, size_t at, size_t length) {
    const uint8_t *text = d->bytes + at;
    if (!gty_nl_is_utf8(text, length)) {
        gty_nl_put_hex(d->out, text, length);
        return GTY_NL_MARK_HEX;
    }
    size_t count_at = d->out->length;
    uint32_t count = 0;
    gty_nl_put_word(d->out, 0);
    for (size_t i = 0; i < length; count++) {
        size_t first = i;
        while (i < length && text[i]) i++;
        gty_nl_put_text(d->out, text + first, i - first);
        if (i < length) i++;
    }
    if (!d->out->failed) memcpy(d->out->data + count_at, &count, sizeof count);
    return length && text[length - 1] ? GTY_NL_MARK_UNTERMINATED : 0;
}

static uint32_t decode_address(struct gty_nl_decoder *d, const struct gty_nl_row *row, size_t at, size_t length) {
    if (row->kind == GTY_NL_MAC) {
        put_mac(d->out, d->bytes + at, length);
        return 0;
    }
    if (length == 4 || length == 16) {
        put_address(d->out, d->bytes + at, length);
        return 0;
    }
    gty_nl_put_hex(d->out, d->bytes + at, length);
    return GTY_NL_MARK_HEX;
}

static size_t decode_list(struct gty_nl_decoder *d, const struct gty_nl_row *row, size_t at, size_t length) {
    bool longs = row->kind == GTY_NL_U64S, structures = row->kind == GTY_NL_STRUCTS;
    size_t size = structures ? gty_nl_structures[row->argument].size : longs ? 8 : 4, count = length / size;
    if (!structures && !d->swap) return put_counted(d->out, (uint32_t)count, d->bytes + at, count * size);
    gty_nl_put_word(d->out, (uint32_t)count);
    for (size_t i = 0; i < count; i++, at += size) {
        if (structures)
            gty_nl_decode_structure(d, row->argument, at, size);
        else if (longs)
            put_long(d->out, gty_nl_u64(d->bytes + at, d->swap));
        else
            gty_nl_put_word(d->out, gty_nl_u32(d->bytes + at, d->swap));
    }
    return count * size;
}

uint32_t gty_nl_decode_value(struct gty_nl_decoder *d, uint16_t index, size_t offset, size_t at, size_t length,
                             bool *refused) {
    const struct gty_nl_row *row = &gty_nl_rows[index];
    const struct gty_nl_kind_row *kind = &gty_nl_kinds[row->kind];
    size_t used = length;
    uint32_t marks = 0;
    if (length < kind->size && row->kind != GTY_NL_NUL_STRING) {
        if (!gty_nl_report(d, GTY_NL_MALFORMED, offset, "payload is too short")) *refused = true;
        return 0;
    }
    switch (kind->shape) {
    case GTY_NL_SHAPE_WORD:
        gty_nl_put_word(d->out, word_of(d->bytes + at, row->kind, d->swap));
        used = kind->size;
        break;
    case GTY_NL_SHAPE_NOTHING:
        used = 0;
        break;
    case GTY_NL_SHAPE_LONG:
        put_long(d->out, gty_nl_u64(d->bytes + at, d->swap || row->kind == GTY_NL_BE64));
        used = 8;
        break;
    case GTY_NL_SHAPE_TEXT:
        if (row->kind == GTY_NL_STRING || row->kind == GTY_NL_NUL_STRING)
            marks = decode_string(d, row, offset, at, length, refused, &used);
        else
            marks = decode_address(d, row, at, length);
        break;
    case GTY_NL_SHAPE_STRINGS:
        marks = decode_strings(d, at, length);
        break;
    case GTY_NL_SHAPE_STRUCTURE: {
        const struct gty_nl_structure *structure = &gty_nl_structures[row->argument];
        if (length < structure->size &&
            !gty_nl_report(d, structure->grows ? GTY_NL_CAREFUL : GTY_NL_MALFORMED, offset, "payload is too short")) {
            *refused = true;
            return 0;
        }
        used = gty_nl_decode_structure(d, row->argument, at, length);
        break;
    }
    case GTY_NL_SHAPE_WORDS:
    case GTY_NL_SHAPE_LONGS:
    case GTY_NL_SHAPE_STRUCTURES:
        used = decode_list(d, row, at, length);
        break;
    default:
        gty_nl_put_hex(d->out, d->bytes + at, length);
        marks = GTY_NL_MARK_HEX;
    }
    if (used < length && !*refused) {
        bool text = kind->shape == GTY_NL_SHAPE_TEXT;
        gty_nl_report(d, (text ? 0 : GTY_NL_KERNEL_STRICT) | GTY_NL_CAREFUL, offset, "payload is too long");
        gty_nl_put_hex(d->out, d->bytes + at + used, length - used);
        marks |= GTY_NL_MARK_REST;
    }
    return marks;
}
