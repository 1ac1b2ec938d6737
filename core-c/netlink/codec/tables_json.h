// SPDX-License-Identifier: Apache-2.0
//
// The tables as JSON (`Tables` of src/netlink/tables.ts): for the side that turns streams into objects, for the types
// and for the page of the docs that are made from them.
#ifndef GANTRY_NETLINK_CODEC_TABLES_JSON_H
#define GANTRY_NETLINK_CODEC_TABLES_JSON_H

#include "base/buffer.h"

void gty_nl_tables_json(struct gty_buffer *out);

#endif
