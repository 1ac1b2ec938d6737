// SPDX-License-Identifier: Apache-2.0
#include "tables/mount_options.h"

#include <stddef.h>

#include "tables/kernel.h"

const char *const gty_superblock_words[] = {"sync", "dirsync", "mand", "lazytime", "iversion", NULL};

const struct gty_mount_option gty_mount_options[] = {
    {"ro", GTY_OPTION_SET, GTY_ATTR_RDONLY},
    {"rw", GTY_OPTION_CLEAR, GTY_ATTR_RDONLY},
    {"nosuid", GTY_OPTION_SET, GTY_ATTR_NOSUID},
    {"suid", GTY_OPTION_CLEAR, GTY_ATTR_NOSUID},
    {"nodev", GTY_OPTION_SET, GTY_ATTR_NODEV},
    {"dev", GTY_OPTION_CLEAR, GTY_ATTR_NODEV},
    {"noexec", GTY_OPTION_SET, GTY_ATTR_NOEXEC},
    {"exec", GTY_OPTION_CLEAR, GTY_ATTR_NOEXEC},
    {"nodiratime", GTY_OPTION_SET, GTY_ATTR_NODIRATIME},
    {"diratime", GTY_OPTION_CLEAR, GTY_ATTR_NODIRATIME},
    {"nosymfollow", GTY_OPTION_SET, GTY_ATTR_NOSYMFOLLOW},
    {"symfollow", GTY_OPTION_CLEAR, GTY_ATTR_NOSYMFOLLOW},

    {"noatime", GTY_OPTION_ATIME, GTY_ATTR_NOATIME},
    {"atime", GTY_OPTION_NO_ATIME, GTY_ATTR_NOATIME},
    {"relatime", GTY_OPTION_ATIME, GTY_ATTR_RELATIME},
    {"norelatime", GTY_OPTION_NO_ATIME, GTY_ATTR_RELATIME},
    {"strictatime", GTY_OPTION_ATIME, GTY_ATTR_STRICTATIME},
    {"nostrictatime", GTY_OPTION_NO_ATIME, GTY_ATTR_STRICTATIME},

    {"rro", GTY_OPTION_REC_SET, GTY_ATTR_RDONLY},
    {"rrw", GTY_OPTION_REC_CLEAR, GTY_ATTR_RDONLY},
    {"rnosuid", GTY_OPTION_REC_SET, GTY_ATTR_NOSUID},
    {"rsuid", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOSUID},
    {"rnodev", GTY_OPTION_REC_SET, GTY_ATTR_NODEV},
    {"rdev", GTY_OPTION_REC_CLEAR, GTY_ATTR_NODEV},
    {"rnoexec", GTY_OPTION_REC_SET, GTY_ATTR_NOEXEC},
    {"rexec", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOEXEC},
    {"rnodiratime", GTY_OPTION_REC_SET, GTY_ATTR_NODIRATIME},
    {"rdiratime", GTY_OPTION_REC_CLEAR, GTY_ATTR_NODIRATIME},
    {"rnosymfollow", GTY_OPTION_REC_SET, GTY_ATTR_NOSYMFOLLOW},
    {"rsymfollow", GTY_OPTION_REC_CLEAR, GTY_ATTR_NOSYMFOLLOW},
    {"rnoatime", GTY_OPTION_REC_ATIME, GTY_ATTR_NOATIME},
    {"ratime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME},
    {"rrelatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME},
    {"rnorelatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME},
    {"rstrictatime", GTY_OPTION_REC_ATIME, GTY_ATTR_STRICTATIME},
    {"rnostrictatime", GTY_OPTION_REC_ATIME, GTY_ATTR_RELATIME},

    {"sync", GTY_OPTION_SUPERBLOCK, 1u << 0},
    {"async", GTY_OPTION_SUPERBLOCK_OFF, 1u << 0},
    {"dirsync", GTY_OPTION_SUPERBLOCK, 1u << 1},
    {"mand", GTY_OPTION_SUPERBLOCK, 1u << 2},
    {"nomand", GTY_OPTION_SUPERBLOCK_OFF, 1u << 2},
    {"lazytime", GTY_OPTION_SUPERBLOCK, 1u << 3},
    {"nolazytime", GTY_OPTION_SUPERBLOCK_OFF, 1u << 3},
    {"iversion", GTY_OPTION_SUPERBLOCK, 1u << 4},
    {"noiversion", GTY_OPTION_SUPERBLOCK_OFF, 1u << 4},
    // Whether the kernel logs a failure; fsconfig has no word for it, and the plan's own errors say more.
    {"silent", GTY_OPTION_NOTHING, 0},
    {"loud", GTY_OPTION_NOTHING, 0},
    {"defaults", GTY_OPTION_NOTHING, 0},

    {"private", GTY_OPTION_PROPAGATION, GTY_MS_PRIVATE},
    {"rprivate", GTY_OPTION_PROPAGATION, GTY_MS_PRIVATE | GTY_MS_REC},
    {"slave", GTY_OPTION_PROPAGATION, GTY_MS_SLAVE},
    {"rslave", GTY_OPTION_PROPAGATION, GTY_MS_SLAVE | GTY_MS_REC},
    {"shared", GTY_OPTION_PROPAGATION, GTY_MS_SHARED},
    {"rshared", GTY_OPTION_PROPAGATION, GTY_MS_SHARED | GTY_MS_REC},
    {"unbindable", GTY_OPTION_PROPAGATION, GTY_MS_UNBINDABLE},
    {"runbindable", GTY_OPTION_PROPAGATION, GTY_MS_UNBINDABLE | GTY_MS_REC},

    {"bind", GTY_OPTION_BIND, 0},
    {"rbind", GTY_OPTION_BIND, 1},
    {"remount", GTY_OPTION_REMOUNT, 0},
    {"tmpcopyup", GTY_OPTION_COPY_UP, 0},
    {"idmap", GTY_OPTION_IDMAP, 0},
    {"ridmap", GTY_OPTION_IDMAP, 1},
    {NULL, GTY_OPTION_NOTHING, 0},
};

const struct gty_mount_option *gty_mount_option(struct gty_text name) {
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++)
        if (gty_text_is(name, option->name)) return option;
    return NULL;
}
