// SPDX-License-Identifier: Apache-2.0
#include "mount.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#ifndef STATX_MNT_ID_UNIQUE // Linux 6.8
#define STATX_MNT_ID_UNIQUE 0x4000U
#endif

int gty_detach_mount(const char *path, struct gty_failure *failure) {
    if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0 || errno == EINVAL || errno == ENOENT) return 0;
    return gty_fail(failure, "unmount", path);
}

int gty_identify_mount(const char *path, char *text, size_t size) {
    struct statx found;
    if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_INO | STATX_MNT_ID | STATX_MNT_ID_UNIQUE,
              &found) < 0)
        return -1;
    unsigned long long id = found.stx_mnt_id, inode = found.stx_ino;
    if (found.stx_mask & STATX_MNT_ID_UNIQUE) return snprintf(text, size, "%llu", id) < (int)size ? 0 : -1;
    if (!(found.stx_mask & STATX_MNT_ID)) return -1;
    int length = snprintf(text, size, "%llu %u:%u %llu", id, found.stx_dev_major, found.stx_dev_minor, inode);
    return length < (int)size ? 0 : -1;
}
