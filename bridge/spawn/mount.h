// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_MOUNT_H
#define GANTRY_MOUNT_H

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

// Takes the topmost mount at `path` away, with all that is mounted below it; who uses it keeps it until then. That
// nothing is mounted there, or nothing is there, is fine. 0 or -1.
int gty_detach_mount(const char *path, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
