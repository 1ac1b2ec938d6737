// SPDX-License-Identifier: Apache-2.0
//
// Names of sysctls.
#ifndef GANTRY_MODEL_SYSCTL_H
#define GANTRY_MODEL_SYSCTL_H

#include "base/text.h"

// The path below /proc/sys: "net/ipv4/conf/eno2.100/rp_filter" for that and for "net.ipv4.conf.eno2/100.rp_filter".
// As sysctl(8) has it, the first separator decides the notation, and the other character is a dot of a name.
struct gty_text gty_sysctl_path(struct gty_arena *arena, struct gty_text name);

#endif
