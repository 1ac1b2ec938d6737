// SPDX-License-Identifier: Apache-2.0
//
// Which row a message has, and which set a nest holds whose content depends on something else.
#ifndef GANTRY_NETLINK_CODEC_SELECT_H
#define GANTRY_NETLINK_CODEC_SELECT_H

#include "netlink/codec/stream.h"
#include "netlink/codec/tables.h"

struct gty_nl_choice {
    uint8_t set;
    bool known; // a case of the selector; otherwise the set is that of unknown attributes
    bool bytes; // it is no nest
};

// `beside` are the bytes of the attributes that the nest stands among, well formed up to it at least; `mask` takes the
// number out of an attribute's type.
struct gty_nl_choice gty_nl_select(unsigned selector, const uint8_t *beside, size_t length, uint8_t family, bool swap,
                                   uint16_t mask);
// Whether the row belongs to one of the selector's sets.
bool gty_nl_selector_has(unsigned selector, uint16_t row, uint8_t *set);

// The last message that was looked for: a dump is a run of messages of one type.
struct gty_nl_last {
    uint16_t type, row; // GTY_NL_NO_MESSAGE_ROW: none
};

// The row of a message of `length` bytes, its nlmsghdr at least; GTY_NL_NO_MESSAGE_ROW if there is none.
uint16_t gty_nl_find_message(enum gty_nl_protocol protocol, const uint8_t *message, size_t length, bool swap,
                             struct gty_nl_last *last);

#endif
