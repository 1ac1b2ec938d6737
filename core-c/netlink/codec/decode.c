// SPDX-License-Identifier: Apache-2.0
//
// Messages.
#include "netlink/codec/decode.h"

#include "netlink/codec/decoder.h"

void gty_nl_write_refusal(struct gty_nl_run *run, const struct gty_nl_refusal *refusal) {
    gty_nl_put_word(run, (uint32_t)refusal->offset);
    gty_nl_put_text(run, (const uint8_t *)refusal->reason, strlen(refusal->reason));
    gty_nl_put_word(run, refusal->depth);
    for (unsigned i = 0; i < refusal->depth; i++)
        gty_nl_put_word(run, refusal->path[i].row | (uint32_t)refusal->path[i].number << 16);
}

bool gty_nl_report(struct gty_nl_decoder *d, unsigned minds, size_t offset, const char *reason) {
    if (!(minds & d->minds)) return true;
    if (d->attempts) return !(minds & GTY_NL_DECODER);
    struct gty_nl_refusal refusal = {reason, offset, d->depth, {{0, 0}}};
    memcpy(refusal.path, d->path, d->depth * sizeof d->path[0]);
    if (d->refusal) {
        *d->refusal = refusal;
        return false;
    }
    if (d->found++ < GTY_NL_FINDINGS_MAX) gty_nl_write_refusal(d->findings, &refusal);
    return false;
}

static bool decode_message(struct gty_nl_decoder *d, enum gty_nl_protocol protocol, size_t at, size_t end,
                           bool answered);

static void mark(struct gty_nl_decoder *d, size_t record, uint32_t marks) {
    uint32_t head;
    if (d->out->failed) return;
    memcpy(&head, d->out->data + record, sizeof head);
    head |= marks;
    memcpy(d->out->data + record, &head, sizeof head);
}

// What stands between a message and the next; returns where that begins.
static size_t decode_gap(struct gty_nl_decoder *d, size_t at, size_t next, size_t end, size_t record) {
    size_t stop = next < end ? next : end;
    if (!gty_nl_odd_padding(d->bytes, at, next, end)) return stop;
    mark(d, record, GTY_NL_MARK_PADDING);
    gty_nl_put_hex(d->out, d->bytes + at, stop - at);
    return stop;
}

// The message that an NLMSG_ERROR answers: whole, or its header alone. Returns where it ends, or 0 if refused.
static size_t decode_request(struct gty_nl_decoder *d, enum gty_nl_protocol protocol, size_t at, size_t end) {
    enum { CAPPED = 0x100 };
    if (end - at < GTY_NLMSG_HEADER) {
        gty_nl_report(d, GTY_NL_MALFORMED, at, "header of the answered message is cut short");
        return 0;
    }
    size_t length = gty_nl_u32(d->bytes + at, d->swap), left = end - at;
    // Kernels before extended acknowledgements cap without the flag that says so.
    bool capped = d->flags & CAPPED || length < GTY_NLMSG_HEADER || (length > left && left == GTY_NLMSG_HEADER);
    size_t shown = capped ? GTY_NLMSG_HEADER : length;
    if (shown > left) {
        gty_nl_report(d, GTY_NL_MALFORMED, at, "answered message is past the end");
        return 0;
    }
    uint16_t flags = d->flags;
    uint8_t family = d->family;
    size_t record = d->out->length;
    if (!decode_message(d, protocol, at, at + shown, true)) return 0;
    d->flags = flags;
    d->family = family;
    return decode_gap(d, at + shown, at + GTY_ALIGN(shown), end, record);
}

// The structure at the payload's start. A request that reads may stop after any of its fields: many send the family
// only.
static bool decode_family(struct gty_nl_decoder *d, const struct gty_nl_message_row *row, size_t *at, size_t end) {
    enum { GET = 2 };
    unsigned structure = gty_nl_sets[row->set].structure;
    size_t size = gty_nl_structures[structure].size, left = end - *at;
    if (size > left) {
        bool reads = gty_nl_structures[structure].grows || row->content == GTY_NL_DONE ||
                     (row->protocol == GTY_NL_ROUTE && row->number % 4 == GET);
        if (!gty_nl_report(d, reads ? GTY_NL_CAREFUL : GTY_NL_MALFORMED, *at, "family header is cut short") && !reads)
            return false;
        size = left;
    }
    size_t read = structure == gty_nl_structure_none ? 0 : gty_nl_decode_structure(d, structure, *at, size);
    if (read < size && !gty_nl_report(d, GTY_NL_MALFORMED, *at + read, "family header is cut short")) return false;
    size_t aligned = *at + GTY_ALIGN(size);
    *at = aligned < end ? aligned : end;
    return true;
}

static bool decode_content(struct gty_nl_decoder *d, enum gty_nl_protocol protocol, uint16_t index, size_t at,
                           size_t end, size_t record, bool answered) {
    const struct gty_nl_message_row *row = index == GTY_NL_NO_MESSAGE_ROW ? NULL : &gty_nl_messages[index];
    if (row && row->content != GTY_NL_OPAQUE) {
        if (!decode_family(d, row, &at, end)) return false;
        if (row->content == GTY_NL_ERROR && !answered) {
            at = decode_request(d, protocol, at, end);
            if (!at) return false;
        }
        if (row->content != GTY_NL_STRUCTURE && !(row->content == GTY_NL_ERROR && answered)) {
            size_t before = d->out->length;
            // What a family that no table knows sends may begin with a header of its own.
            bool guess = row->number == GTY_NL_ANY;
            d->attempts += guess;
            bool read = gty_nl_decode_attributes(d, at, end, gty_nl_sets[row->set].rows);
            d->attempts -= guess;
            if (read || !guess) return read;
            d->out->length = before;
        }
    }
    mark(d, record, GTY_NL_MARK_HEX);
    gty_nl_put_hex(d->out, d->bytes + at, end - at);
    return true;
}

// A message whose header is there and says no more than what is there (or is BARE: only its header is shown).
static bool decode_message(struct gty_nl_decoder *d, enum gty_nl_protocol protocol, size_t at, size_t end,
                           bool answered) {
    const uint8_t *message = d->bytes + at;
    uint16_t index = gty_nl_find_message(protocol, message, end - at, d->swap, &d->last);
    size_t record = d->out->length;
    bool bare = answered && end - at == GTY_NLMSG_HEADER;
    unsigned strict = d->minds;
    d->flags = gty_nl_u16(message + 6, d->swap);
    d->family = end - at > GTY_NLMSG_HEADER ? message[GTY_NLMSG_HEADER] : 0;
    const uint32_t header[GTY_NL_MESSAGE_WORDS] = {
        GTY_NL_ROW_MESSAGE | (bare ? GTY_NL_MARK_BARE : 0),
        index,
        (uint32_t)at,
        gty_nl_u32(message, d->swap),
        gty_nl_u16(message + 4, d->swap) | (uint32_t)d->flags << 16,
        gty_nl_u32(message + 8, d->swap),
        gty_nl_u32(message + 12, d->swap),
    };
    uint8_t *room = gty_nl_run_room(d->out, sizeof header);
    if (!room) return false;
    memcpy(room, header, sizeof header);
    d->out->length += sizeof header;
    if (bare) return true;
    // The kernel minds less in most of its messages.
    if (index != GTY_NL_NO_MESSAGE_ROW && gty_nl_messages[index].content == GTY_NL_STRICT && d->minds & GTY_NL_KERNEL)
        d->minds |= GTY_NL_KERNEL_STRICT | GTY_NL_STRICT_MESSAGES;
    size_t content = d->out->length;
    d->attempts += answered;
    bool read = decode_content(d, protocol, index, at + GTY_NLMSG_HEADER, end, record, answered);
    d->attempts -= answered;
    d->minds = strict;
    if (read || !answered || d->out->failed) return read && !d->out->failed;
    // What was answered may be the very thing that was wrong: it is shown as it came.
    d->depth = 0;
    d->out->length = content;
    const uint32_t head = GTY_NL_ROW_MESSAGE | GTY_NL_MARK_OPAQUE;
    memcpy(d->out->data + record, &head, sizeof head);
    gty_nl_put_hex(d->out, message + GTY_NLMSG_HEADER, end - at - GTY_NLMSG_HEADER);
    return !d->out->failed;
}

static bool all_zero(const uint8_t *bytes, size_t length) {
    while (length && !bytes[length - 1]) length--;
    return length == 0;
}

static bool decode_messages(struct gty_nl_decoder *d, enum gty_nl_protocol protocol) {
    size_t at = 0, end = d->length;
    while (at < end) {
        size_t left = end - at, length = left < GTY_NLMSG_HEADER ? 0 : gty_nl_u32(d->bytes + at, d->swap);
        if (length < GTY_NLMSG_HEADER || length > left)
            return gty_nl_report(d, GTY_NL_MALFORMED, at,
                                 left < GTY_NLMSG_HEADER     ? "message header is cut short"
                                 : length < GTY_NLMSG_HEADER ? "message length is below that of its header"
                                                             : "message length is past the end"),
                   false;
        size_t record = d->out->length;
        bool read = decode_message(d, protocol, at, at + length, false);
        d->depth = 0;
        if (!read && (d->refusal || d->out->failed)) return false;
        size_t stop = at + length, aligned = at + GTY_ALIGN(length);
        // Some send their whole buffer: iproute2's requests for dumps end with up to 256 zeros.
        bool zeros = aligned < end && end - aligned >= 4 && all_zero(d->bytes + stop, end - stop);
        if (zeros)
            gty_nl_report(d, GTY_NL_CAREFUL, stop, "zeros after the last message");
        else if (aligned <= end && gty_nl_odd_padding(d->bytes, stop, aligned, end))
            gty_nl_report(d, GTY_NL_CAREFUL, stop, "padding is not zeros up to a multiple of 4");
        at = decode_gap(d, stop, zeros ? end : aligned, end, record);
        if (zeros) {
            mark(d, record, GTY_NL_MARK_PADDING);
            gty_nl_put_hex(d->out, d->bytes + stop, end - stop);
        }
    }
    return !d->out->failed;
}

static bool run(struct gty_nl_decoder *d, enum gty_nl_protocol protocol) {
    d->last.row = GTY_NL_NO_MESSAGE_ROW;
    d->mask = protocol == GTY_NL_LIBCONTAINER ? 0xffff : 0x3fff;
    if (d->length > GTY_NL_INPUT_MAX)
        return gty_nl_report(d, GTY_NL_MALFORMED, GTY_NL_INPUT_MAX, "more than 64 MiB"), false;
    return protocol == GTY_NL_UEVENT ? gty_nl_decode_uevent(d) : decode_messages(d, protocol);
}

bool gty_netlink_decode(const uint8_t *bytes, size_t length, struct gty_nl_form form, struct gty_nl_run *stream,
                        struct gty_nl_refusal *refusal) {
    struct gty_nl_decoder d = {.bytes = bytes, .length = length, .out = stream, .swap = form.big};
    d.minds = GTY_NL_DECODER;
    d.refusal = refusal;
    *refusal = (struct gty_nl_refusal){.reason = "no memory is left"};
    return run(&d, form.protocol) && !stream->failed;
}

void gty_netlink_validate(const uint8_t *bytes, size_t length, struct gty_nl_form form,
                          enum gty_nl_strictness strictness, struct gty_nl_run *findings) {
    struct gty_nl_run stream = {0};
    struct gty_nl_decoder d = {.bytes = bytes, .length = length, .out = &stream, .swap = form.big};
    d.minds = strictness == GTY_NL_AS_KERNEL ? GTY_NL_KERNEL
                                             : GTY_NL_DECODER | GTY_NL_KERNEL | GTY_NL_KERNEL_STRICT | GTY_NL_CAREFUL;
    d.findings = findings;
    run(&d, form.protocol);
    if (stream.failed) findings->failed = true;
    gty_nl_run_free(&stream);
}
