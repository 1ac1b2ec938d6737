// SPDX-License-Identifier: Apache-2.0
//
// Device access in cgroup v2: a BPF program on the cgroup directory.
#ifndef GANTRY_DEVICE_FILTER_H
#define GANTRY_DEVICE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "failure.h"

// Loads `length` bytes of struct bpf_insn and attaches the program to the directory `path`, beside those that are
// attached to it or above it already. The cgroup holds the program. Returns 0 or -1.
int gty_device_filter_attach(const char *path, const uint8_t *instructions, size_t length, struct gty_failure *failure);

#endif
