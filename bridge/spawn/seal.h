// SPDX-License-Identifier: Apache-2.0
//
// Sealed in-memory files: the copy of the init that containers run from, and the message that it reads.
#ifndef GANTRY_SEAL_H
#define GANTRY_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

// The program at `path` as a memfd that nobody can change any more: a container cannot overwrite the host's init
// through /proc/self/exe. Returns the descriptor or -1.
int gty_seal_init(const char *path, struct gty_failure *failure);

// Data as a sealed memfd that cannot be executed, read from its beginning. Returns the descriptor or -1.
int gty_seal_data(const char *name, const uint8_t *data, size_t length, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
