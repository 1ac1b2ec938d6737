// SPDX-License-Identifier: Apache-2.0
#include "tables/mount_options.h"

#include <stddef.h>
#include <string.h>

#include "tables/kernel.h"

const char *const gty_superblock_words[] = {"sync", "dirsync", "mand", "lazytime", "iversion", NULL};

#define OPTION(name, kind, value)                                                                                      \
    { (name), sizeof(name) - 1, (kind), (value) }

const struct gty_mount_option gty_mount_options[] = {
    OPTION("ro", GTY_OPTION_SET, GTY_ATTR_RDONLY),
    OPTION("rw", GTY_OPTION_CLEAR, GTY_ATTR_RDONLY),
    OPTION("nosuid", GTY_OPTION_SET, GTY_ATTR_NOSUID),
    OPTION("suid", GTY_OPTION_CLEAR, GTY_ATTR_NOSUID),
    OPTION("nodev", GTY_OPTION_SET, GTY_ATTR_NODEV),
    OPTION("dev", GTY_OPTION_CLEAR, GTY_ATTR_NODEV),
    OPTION("noexec", GTY_OPTION_SET, GTY_ATTR_NOEXEC),
    OPTION("exec", GTY_OPTION_CLEAR, GTY_ATTR_NOEXEC),
    OPTION("nodiratime", GTY_OPTION_SET, GTY_ATTR_NODIRATIME),
    OPTION("diratime", GTY_OPTION_CLEAR, GTY_ATTR_NODIRATIME),
    OPTION("nosymfollow", GTY_OPTION_SET, GTY_ATTR_NOSYMFOLLOW),
    OPTION("symfollow", GTY_OPTION_CLEAR, GTY_ATTR_NOSYMFOLLOW),

    OPTION("noatime", GTY_OPTION_ATIME, GTY_ATIME_NONE),
    OPTION("atime", GTY_OPTION_NO_ATIME, GTY_ATIME_NONE),
    OPTION("relatime", GTY_OPTION_ATIME, GTY_ATIME_RELATIVE),
    OPTION("norelatime", GTY_OPTION_NO_ATIME, GTY_ATIME_RELATIVE),
    OPTION("strictatime", GTY_OPTION_ATIME, GTY_ATIME_STRICT),
    OPTION("nostrictatime", GTY_OPTION_NO_ATIME, GTY_ATIME_STRICT),

    OPTION("rro", GTY_OPTION_REC_SET, GTY_ATTR_RDONLY),
    OPTION("rrw", GTY_OPTION_REC_CLEAR, GTY_ATTR_RDONLY),
    OPTION("rnosuid", GTY_OPTION_REC_SET, GTY_ATTR_NOSUID),
    OPTION("rsuid", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOSUID),
    OPTION("rnodev", GTY_OPTION_REC_SET, GTY_ATTR_NODEV),
    OPTION("rdev", GTY_OPTION_REC_CLEAR, GTY_ATTR_NODEV),
    OPTION("rnoexec", GTY_OPTION_REC_SET, GTY_ATTR_NOEXEC),
    OPTION("rexec", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOEXEC),
    OPTION("rnodiratime", GTY_OPTION_REC_SET, GTY_ATTR_NODIRATIME),
    OPTION("rdiratime", GTY_OPTION_REC_CLEAR, GTY_ATTR_NODIRATIME),
    OPTION("rnosymfollow", GTY_OPTION_REC_SET, GTY_ATTR_NOSYMFOLLOW),
    OPTION("rsymfollow", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOSYMFOLLOW),
    OPTION("rnoatime", GTY_OPTION_REC_ATIME, GTY_ATTR_NOATIME),
    OPTION("ratime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME),
    OPTION("rrelatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME),
    OPTION("rnorelatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME),
    OPTION("rstrictatime", GTY_OPTION_REC_ATIME, GTY_ATTR_STRICTATIME),
    OPTION("rnostrictatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME),

    OPTION("sync", GTY_OPTION_SUPERBLOCK, 1u << 0),
    OPTION("async", GTY_OPTION_SUPERBLOCK_OFF, 1u << 0),
    OPTION("dirsync", GTY_OPTION_SUPERBLOCK, 1u << 1),
    OPTION("mand", GTY_OPTION_SUPERBLOCK, 1u << 2),
    OPTION("nomand", GTY_OPTION_SUPERBLOCK_OFF, 1u << 2),
    OPTION("lazytime", GTY_OPTION_SUPERBLOCK, 1u << 3),
    OPTION("nolazytime", GTY_OPTION_SUPERBLOCK_OFF, 1u << 3),
    OPTION("iversion", GTY_OPTION_SUPERBLOCK, 1u << 4),
    OPTION("noiversion", GTY_OPTION_SUPERBLOCK_OFF, 1u << 4),
    // Whether the kernel logs a failure; fsconfig has no word for it, and the plan's own errors say more.
    OPTION("silent", GTY_OPTION_NOTHING, 0),
    OPTION("loud", GTY_OPTION_NOTHING, 0),
    OPTION("defaults", GTY_OPTION_NOTHING, 0),

    OPTION("private", GTY_OPTION_PROPAGATION, GTY_MS_PRIVATE),
    OPTION("rprivate", GTY_OPTION_PROPAGATION, GTY_MS_PRIVATE | GTY_MS_REC),
    OPTION("slave", GTY_OPTION_PROPAGATION, GTY_MS_SLAVE),
    OPTION("rslave", GTY_OPTION_PROPAGATION, GTY_MS_SLAVE | GTY_MS_REC),
    OPTION("shared", GTY_OPTION_PROPAGATION, GTY_MS_SHARED),
    OPTION("rshared", GTY_OPTION_PROPAGATION, GTY_MS_SHARED | GTY_MS_REC),
    OPTION("unbindable", GTY_OPTION_PROPAGATION, GTY_MS_UNBINDABLE),
    OPTION("runbindable", GTY_OPTION_PROPAGATION, GTY_MS_UNBINDABLE | GTY_MS_REC),

    OPTION("bind", GTY_OPTION_BIND, 0),
    OPTION("rbind", GTY_OPTION_BIND, 1),
    OPTION("remount", GTY_OPTION_REMOUNT, 0),
    OPTION("tmpcopyup", GTY_OPTION_COPY_UP, 0),
    OPTION("idmap", GTY_OPTION_IDMAP, 0),
    OPTION("ridmap", GTY_OPTION_IDMAP, 1),
    {NULL, 0, GTY_OPTION_NOTHING, 0},
};

const struct gty_mount_option *gty_mount_option(struct gty_text name) {
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++)
        if (option->length == name.length && memcmp(option->name, name.data, name.length) == 0) return option;
    return NULL;
}
