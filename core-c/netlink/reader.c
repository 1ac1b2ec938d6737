// SPDX-License-Identifier: Apache-2.0
#include "netlink/reader.h"

#include <string.h>

#include "gantry/bootstrap.h"

bool gty_nl_fail(struct gty_malformed *malformed, size_t offset, const char *error) {
    malformed->error = error;
    malformed->offset = offset;
    return false;
}

static uint16_t u16_at(const uint8_t *bytes) {
    uint16_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

static uint32_t u32_at(const uint8_t *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

struct gty_nl_span gty_nl_span(const uint8_t *datagram, size_t length) {
    return (struct gty_nl_span){datagram, 0, length};
}

// The aligned end may lie past `end` for the last element; it is computed in size_t, where NLA_ALIGN(0xffff) and
// NLMSG_ALIGN(0xfffffffd) do not wrap (on wasm32 the caller's limit of GTY_MESSAGE_MAX keeps them small).
static size_t advance(size_t at, size_t length, size_t end) {
    size_t left = end - at, aligned = GTY_ALIGN(length);
    return aligned >= left ? end : at + aligned;
}

enum gty_nl_result gty_nl_next_message(struct gty_nl_span *span, struct gty_nl_message *message,
                                       struct gty_malformed *malformed) {
    size_t left = span->end - span->at;
    if (left == 0) return GTY_NL_END;
    if (left < GTY_NLMSG_HEADER) {
        gty_nl_fail(malformed, span->at, "message header is cut short");
        return GTY_NL_MALFORMED;
    }
    const uint8_t *header = span->datagram + span->at;
    uint32_t length = u32_at(header);
    if (length < GTY_NLMSG_HEADER) {
        gty_nl_fail(malformed, span->at, "message length is below that of its header");
        return GTY_NL_MALFORMED;
    }
    if (length > left) {
        gty_nl_fail(malformed, span->at, "message length is past the end");
        return GTY_NL_MALFORMED;
    }
    message->type = u16_at(header + 4);
    message->flags = u16_at(header + 6);
    message->sequence = u32_at(header + 8);
    message->port = u32_at(header + 12);
    message->payload = (struct gty_nl_span){span->datagram, span->at + GTY_NLMSG_HEADER, span->at + length};
    span->at = advance(span->at, length, span->end);
    return GTY_NL_ONE;
}

bool gty_nl_only_message(const uint8_t *datagram, size_t length, struct gty_nl_message *message,
                         struct gty_malformed *malformed) {
    if (length > GTY_MESSAGE_MAX) return gty_nl_fail(malformed, GTY_MESSAGE_MAX, "message is over the limit of 8 MiB");
    struct gty_nl_span span = gty_nl_span(datagram, length);
    enum gty_nl_result result = gty_nl_next_message(&span, message, malformed);
    if (result == GTY_NL_END) return gty_nl_fail(malformed, 0, "no message");
    if (result == GTY_NL_MALFORMED) return false;
    if (span.at != length) return gty_nl_fail(malformed, span.at, "bytes after the message");
    return true;
}

bool gty_nl_family(struct gty_nl_span *payload, size_t size, const uint8_t **header, struct gty_malformed *malformed) {
    if (payload->end - payload->at < size) {
        return gty_nl_fail(malformed, payload->at, "family header is cut short");
    }
    *header = payload->datagram + payload->at;
    payload->at = advance(payload->at, size, payload->end);
    return true;
}

enum gty_nl_result gty_nl_next_attribute(struct gty_nl_span *span, struct gty_nl_attribute *attribute,
                                         struct gty_malformed *malformed) {
    size_t left = span->end - span->at;
    if (left == 0) return GTY_NL_END;
    if (left < GTY_NLA_HEADER) {
        gty_nl_fail(malformed, span->at, "attribute header is cut short");
        return GTY_NL_MALFORMED;
    }
    const uint8_t *header = span->datagram + span->at;
    uint16_t length = u16_at(header);
    if (length < GTY_NLA_HEADER) {
        gty_nl_fail(malformed, span->at, "attribute length is below that of its header");
        return GTY_NL_MALFORMED;
    }
    if (length > left) {
        gty_nl_fail(malformed, span->at, "attribute length is past the end");
        return GTY_NL_MALFORMED;
    }
    attribute->type = u16_at(header + 2);
    attribute->offset = span->at;
    attribute->payload = (struct gty_nl_span){span->datagram, span->at + GTY_NLA_HEADER, span->at + length};
    span->at = advance(span->at, length, span->end);
    return GTY_NL_ONE;
}

bool gty_nl_read_u32(const struct gty_nl_attribute *attribute, uint32_t *value, struct gty_malformed *malformed) {
    if (attribute->payload.end - attribute->payload.at != 4) {
        return gty_nl_fail(malformed, attribute->offset, "attribute is not 4 bytes");
    }
    *value = u32_at(attribute->payload.datagram + attribute->payload.at);
    return true;
}

bool gty_nl_read_u64(const struct gty_nl_attribute *attribute, uint64_t *value, struct gty_malformed *malformed) {
    if (attribute->payload.end - attribute->payload.at != 8) {
        return gty_nl_fail(malformed, attribute->offset, "attribute is not 8 bytes");
    }
    memcpy(value, attribute->payload.datagram + attribute->payload.at, sizeof *value);
    return true;
}

bool gty_nl_read_string(const struct gty_nl_attribute *attribute, struct gty_text *text,
                        struct gty_malformed *malformed) {
    const uint8_t *bytes = attribute->payload.datagram + attribute->payload.at;
    size_t length = attribute->payload.end - attribute->payload.at;
    const uint8_t *nul = length ? memchr(bytes, 0, length) : NULL;
    if (!nul) return gty_nl_fail(malformed, attribute->offset, "string does not end with a NUL");
    if (nul != bytes + length - 1) {
        return gty_nl_fail(malformed, attribute->payload.at + (size_t)(nul - bytes), "string holds a NUL");
    }
    *text = (struct gty_text){(const char *)bytes, length - 1};
    return true;
}
