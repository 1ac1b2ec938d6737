// SPDX-License-Identifier: Apache-2.0
#include "plan/network.h"

#include "netlink/writer.h"

enum { RTM_NEWLINK = 16, NLM_F_REQUEST = 1, NLM_F_ACK = 4, IFF_UP = 1, LOOPBACK_INDEX = 1 };

struct ifinfomsg {
    uint8_t family, pad;
    uint16_t type;
    int32_t index;
    uint32_t flags, change;
};

void gty_network_loopback_up(struct gty_buffer *out) {
    struct gty_nl_writer writer;
    const struct ifinfomsg link = {.index = LOOPBACK_INDEX, .flags = IFF_UP, .change = IFF_UP};
    gty_nl_begin(&writer, out, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1);
    gty_nl_put_family(&writer, &link, sizeof link);
    gty_nl_end(&writer);
}
