// SPDX-License-Identifier: Apache-2.0
#include "mount.h"

#include <sys/mount.h>

int gty_detach_mount(const char *path, struct gty_failure *failure) {
    if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0 || errno == EINVAL || errno == ENOENT) return 0;
    return gty_fail(failure, "unmount", path);
}
