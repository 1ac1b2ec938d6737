// SPDX-License-Identifier: Apache-2.0
#include "netlink/codec/select.h"

#include <string.h>

#include "gantry/bootstrap.h"
#include "netlink/codec/bytes.h"

// The payload of the first attribute of that number.
static const uint8_t *find(uint16_t number, const uint8_t *beside, size_t length, bool swap, uint16_t mask,
                           size_t *size) {
    for (size_t at = 0; length - at >= GTY_NLA_HEADER;) {
        size_t whole = gty_nl_u16(beside + at, swap);
        if (whole < GTY_NLA_HEADER || whole > length - at) return NULL;
        if ((gty_nl_u16(beside + at + 2, swap) & mask) == number) {
            *size = whole - GTY_NLA_HEADER;
            return beside + at + GTY_NLA_HEADER;
        }
        size_t aligned = GTY_ALIGN(whole);
        if (aligned >= length - at) return NULL;
        at += aligned;
    }
    return NULL;
}

static const struct gty_nl_case *case_of(const struct gty_nl_selector *selector, const uint8_t *payload, size_t size,
                                         uint16_t number) {
    const struct gty_nl_case *end = &gty_nl_cases[selector[1].first];
    for (const struct gty_nl_case *row = &gty_nl_cases[selector->first]; row < end; row++) {
        if (selector->type != GTY_NL_TEXT) {
            if (row->number == number) return row;
            continue;
        }
        // With or without its NUL, as iproute2 and others send it.
        size_t length = strlen(row->text);
        if (length <= size && !memcmp(payload, row->text, length) && (length == size || !payload[length])) return row;
    }
    return NULL;
}

struct gty_nl_choice gty_nl_select(unsigned index, const uint8_t *beside, size_t length, uint8_t family, bool swap,
                                   uint16_t mask) {
    const struct gty_nl_selector *selector = &gty_nl_selectors[index];
    const struct gty_nl_case *row = NULL;
    if (selector->type == GTY_NL_FAMILY) {
        row = case_of(selector, NULL, 0, family);
    } else {
        size_t size = 0;
        const uint8_t *payload = find(selector->attribute, beside, length, swap, mask, &size);
        if (payload && (selector->type == GTY_NL_TEXT || size >= 2))
            row = case_of(selector, payload, size, selector->type == GTY_NL_NUMBER ? gty_nl_u16(payload, swap) : 0);
    }
    if (row) return (struct gty_nl_choice){row->set, true, false};
    return (struct gty_nl_choice){gty_nl_set_unknown, false, selector->bytes};
}

bool gty_nl_selector_has(unsigned index, uint16_t row, uint8_t *set) {
    const struct gty_nl_selector *selector = &gty_nl_selectors[index];
    for (size_t i = selector->first; i < selector[1].first; i++) {
        *set = gty_nl_cases[i].set;
        if (row >= gty_nl_sets[*set].first && row < gty_nl_set_end(*set)) return true;
    }
    return false;
}

// ---- messages
// --------------------------------------------------------------------------------------------------------

static bool fits(const struct gty_nl_message_row *row, enum gty_nl_protocol protocol, const uint8_t *message,
                 size_t length, bool swap) {
    uint16_t type = gty_nl_u16(message + 4, swap), flags = gty_nl_u16(message + 6, swap);
    bool control = row->protocol == GTY_NL_EVERY && protocol != GTY_NL_LIBCONTAINER && protocol != GTY_NL_CONNECTOR;
    if (row->protocol != protocol && !control) return false;
    if (row->number != type && !(row->number == GTY_NL_ANY && type >= 16)) return false;
    if (row->direction != GTY_NL_BOTH) {
        if (length <= GTY_NLMSG_HEADER || message[GTY_NLMSG_HEADER] != row->family) return false;
        return (row->direction == GTY_NL_REQUEST) == (flags & GTY_NLM_F_REQUEST);
    }
    // Events of processes: 60 bytes whose source is CN_IDX_PROC, CN_VAL_PROC.
    if (protocol == GTY_NL_CONNECTOR && row[1].protocol == GTY_NL_CONNECTOR)
        return length == GTY_NLMSG_HEADER + 60 && gty_nl_u32(message + 16, swap) == 1 &&
               gty_nl_u32(message + 20, swap) == 1;
    return true;
}

uint16_t gty_nl_find_message(enum gty_nl_protocol protocol, const uint8_t *message, size_t length, bool swap,
                             struct gty_nl_last *last) {
    uint16_t type = gty_nl_u16(message + 4, swap);
    if (type == last->type && last->row != GTY_NL_NO_MESSAGE_ROW) return last->row;
    for (size_t i = 0; i < gty_nl_message_count; i++) {
        const struct gty_nl_message_row *row = &gty_nl_messages[i];
        if (!fits(row, protocol, message, length, swap)) continue;
        if (row->direction == GTY_NL_BOTH && protocol != GTY_NL_CONNECTOR && row->number == type)
            *last = (struct gty_nl_last){type, (uint16_t)i};
        return (uint16_t)i;
    }
    return GTY_NL_NO_MESSAGE_ROW;
}
