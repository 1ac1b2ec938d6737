// SPDX-License-Identifier: Apache-2.0
//
// One attribute's payload, checked by its kind and written for people or as a JSON value.
#ifndef GANTRY_NETLINK_VALUE_H
#define GANTRY_NETLINK_VALUE_H

#include "base/buffer.h"
#include "netlink/attributes.h"
#include "netlink/reader.h"

enum gty_value_form { GTY_VALUE_TEXT, GTY_VALUE_JSON };

// Every kind but NEST. STRINGS whose last string is cut off are accepted only where `partial` is given, and tell there.
bool gty_value_write(const struct gty_nl_attribute *attribute, enum gty_kind kind, enum gty_value_form form,
                     struct gty_buffer *out, bool *partial, struct gty_malformed *malformed);
// For people: plain where nothing in it needs care, else in quotes with escapes, so that no byte reaches a terminal
// raw.
void gty_value_quote(struct gty_buffer *out, struct gty_text text);

#endif
