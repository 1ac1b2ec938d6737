// SPDX-License-Identifier: Apache-2.0
//
// The codec's tables of messages and words as enumerators, for requests that the core writes itself: RTM_NEWLINK,
// nlm_ACK, iff_UP.
#ifndef GANTRY_NETLINK_NUMBERS_H
#define GANTRY_NETLINK_NUMBERS_H

#define MESSAGE(protocol, number, name, words, set, content) name = number,
#define FAMILY_MESSAGE(protocol, number, name, family, direction, set, content)
enum gty_nl_messages {
    ANY = 16,
#include "netlink/tables/messages.def"
};
#undef MESSAGE
#undef FAMILY_MESSAGE

#define ENUMERATION(table, prefix, text)
#define FLAGS(table, prefix, text)
#define BITS(table, prefix, text)
#define WORD(table, number, name) table##_##name = number,
enum gty_nl_words {
#include "netlink/tables/words.def"
};
#undef ENUMERATION
#undef FLAGS
#undef BITS
#undef WORD

#endif
