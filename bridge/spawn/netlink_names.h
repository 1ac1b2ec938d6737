// SPDX-License-Identifier: Apache-2.0
//
// Protocols and multicast groups of netlink by name.
#ifndef GANTRY_NETLINK_NAMES_H
#define GANTRY_NETLINK_NAMES_H

#ifdef __cplusplus
extern "C" {
#endif

// NETLINK_* of a name as src/netlink/types.ts has it, or -1.
int gty_netlink_protocol(const char *name);

// The number of an rtnetlink group (`RTNLGRP_LINK`), or -1.
int gty_netlink_group(const char *name);

#ifdef __cplusplus
}
#endif
#endif
