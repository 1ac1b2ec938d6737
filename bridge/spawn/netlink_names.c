// SPDX-License-Identifier: Apache-2.0
#include "netlink_names.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>

struct name {
    const char *name;
    int number;
};

static const struct name protocols[] = {
    {"route", NETLINK_ROUTE},         {"generic", NETLINK_GENERIC},       {"sock_diag", NETLINK_SOCK_DIAG},
    {"connector", NETLINK_CONNECTOR}, {"uevent", NETLINK_KOBJECT_UEVENT},
};

#define GROUP(group)                                                                                                   \
    { #group, group }
static const struct name groups[] = {
    GROUP(RTNLGRP_LINK),        GROUP(RTNLGRP_NOTIFY),      GROUP(RTNLGRP_NEIGH),        GROUP(RTNLGRP_TC),
    GROUP(RTNLGRP_IPV4_IFADDR), GROUP(RTNLGRP_IPV4_MROUTE), GROUP(RTNLGRP_IPV4_ROUTE),   GROUP(RTNLGRP_IPV4_RULE),
    GROUP(RTNLGRP_IPV6_IFADDR), GROUP(RTNLGRP_IPV6_MROUTE), GROUP(RTNLGRP_IPV6_ROUTE),   GROUP(RTNLGRP_IPV6_IFINFO),
    GROUP(RTNLGRP_IPV6_PREFIX), GROUP(RTNLGRP_IPV6_RULE),   GROUP(RTNLGRP_ND_USEROPT),   GROUP(RTNLGRP_DCB),
    GROUP(RTNLGRP_MDB),         GROUP(RTNLGRP_NSID),        GROUP(RTNLGRP_MPLS_ROUTE),   GROUP(RTNLGRP_IPV4_NETCONF),
    GROUP(RTNLGRP_NEXTHOP),     GROUP(RTNLGRP_BRVLAN),      GROUP(RTNLGRP_IPV6_NETCONF),
};

static int number_of(const struct name *names, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i].name, name) == 0) return names[i].number;
    }
    return -1;
}

int gty_netlink_protocol(const char *name) { return number_of(protocols, sizeof protocols / sizeof *protocols, name); }

int gty_netlink_group(const char *name) { return number_of(groups, sizeof groups / sizeof *groups, name); }
