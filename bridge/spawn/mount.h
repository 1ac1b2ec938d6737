// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_MOUNT_H
#define GANTRY_MOUNT_H

#include <stddef.h>

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

// Takes the topmost mount at `path` away, with all that is mounted below it; who uses it keeps it until then. That
// nothing is mounted there, or nothing is there, is fine. 0 or -1.
int gty_detach_mount(const char *path, struct gty_failure *failure);

// What tells the topmost mount at `path` from any other that was or will be there: the kernel's unique id of it, or
// before Linux 6.8, where an id is given again after an unmount, that with device and inode of its root. No link is
// followed. 0, or -1 where nothing tells, or nothing is there.
int gty_identify_mount(const char *path, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
