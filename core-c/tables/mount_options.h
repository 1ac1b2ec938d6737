// SPDX-License-Identifier: Apache-2.0
//
// The option words of mounts that are not the filesystem's own: those that runc knows.
#ifndef GANTRY_TABLES_MOUNT_OPTIONS_H
#define GANTRY_TABLES_MOUNT_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum gty_mount_option_kind {
    GTY_OPTION_SET,      // a MOUNT_ATTR_* is set
    GTY_OPTION_CLEAR,    // … is cleared
    GTY_OPTION_ATIME,    // a bit of enum gty_atime_word
    GTY_OPTION_NO_ATIME, // takes back that word
    GTY_OPTION_REC_SET,  // the same for the mount and all below it
    GTY_OPTION_REC_CLEAR,
    GTY_OPTION_REC_ATIME,
    GTY_OPTION_SUPERBLOCK,     // bit of gty_superblock_words: a word of fsconfig(2) for the superblock
    GTY_OPTION_SUPERBLOCK_OFF, // takes back that word
    GTY_OPTION_PROPAGATION,    // MS_*
    GTY_OPTION_BIND,           // value 1: recursive
    GTY_OPTION_REMOUNT,
    GTY_OPTION_COPY_UP,
    GTY_OPTION_NOTHING, // has no meaning for a new mount
    GTY_OPTION_IDMAP,   // value 1: recursive
};

// What mount(2) has flags for: several may be given, and the first of these that is decides.
enum gty_atime_word { GTY_ATIME_STRICT = 1, GTY_ATIME_NONE = 2, GTY_ATIME_RELATIVE = 4 };

struct gty_mount_option {
    const char *name;
    size_t length; // of the name: most look-ups of other names end there
    enum gty_mount_option_kind kind;
    uint32_t value;
};

extern const struct gty_mount_option gty_mount_options[]; // ends with a NULL name
// NULL for a word of the filesystem's own.
const struct gty_mount_option *gty_mount_option(struct gty_text name);
extern const char *const gty_superblock_words[]; // ends with NULL

#endif
