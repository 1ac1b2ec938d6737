// SPDX-License-Identifier: Apache-2.0
#include "tables/filesystem_options.h"

#include <stddef.h>
#include <string.h>

// Of the security modules, for every filesystem.
static const char *const labels[] = {"context", "fscontext", "defcontext", "rootcontext", "seclabel", NULL};

static const char *const none[] = {NULL};
static const char *const tmpfs[] = {
    "size",
    "nr_blocks",
    "nr_inodes",
    "mode",
    "uid",
    "gid",
    "huge",
    "mpol",
    "inode32",
    "inode64",
    "noswap",
    "quota",
    "usrquota",
    "grpquota",
    "usrquota_block_hardlimit",
    "usrquota_inode_hardlimit",
    "grpquota_block_hardlimit",
    "grpquota_inode_hardlimit",
    "casefold",
    "strict_encoding",
    NULL,
};
static const char *const proc[] = {"gid", "hidepid", "subset", "pidns", NULL};
static const char *const devpts[] = {"uid", "gid", "mode", "ptmxmode", "newinstance", "max", NULL};

static const struct gty_filesystem filesystems[] = {
    {"tmpfs", tmpfs}, {"proc", proc}, {"devpts", devpts}, {"sysfs", none}, {"mqueue", none},
};

const struct gty_filesystem *gty_filesystem(struct gty_text type) {
    for (size_t i = 0; i < sizeof filesystems / sizeof filesystems[0]; i++)
        if (gty_text_is(type, filesystems[i].name)) return &filesystems[i];
    return NULL;
}

static bool has(const char *const *names, struct gty_text name) {
    for (; *names; names++)
        if (gty_text_is(name, *names)) return true;
    return false;
}

bool gty_filesystem_takes(const struct gty_filesystem *filesystem, struct gty_text word) {
    const char *equals = memchr(word.data, '=', word.length);
    if (equals) word.length = (size_t)(equals - word.data);
    return has(filesystem->options, word) || has(labels, word);
}
