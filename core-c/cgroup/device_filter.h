// SPDX-License-Identifier: Apache-2.0
//
// Device rules as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE, for cgroup v2.
#ifndef GANTRY_CGROUP_DEVICE_FILTER_H
#define GANTRY_CGROUP_DEVICE_FILTER_H

#include "resolve/device_rules.h"

// Appends struct bpf_insn after struct bpf_insn. Of the rules that match a device, the last one that names an access
// decides about that access; what none names is refused.
void gty_device_filter(const struct gty_access_rules *rules, struct gty_buffer *out);

#endif
