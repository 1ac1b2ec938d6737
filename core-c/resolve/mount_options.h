// SPDX-License-Identifier: Apache-2.0
//
// The option words of one mount, sorted by what they mean.
#ifndef GANTRY_RESOLVE_MOUNT_OPTIONS_H
#define GANTRY_RESOLVE_MOUNT_OPTIONS_H

#include "model/config.h"

struct gty_mount_request {
    struct gty_text destination; // clean, absolute
    bool bind, recursive, remount, copy_up;
    bool idmap;                        // asked for with an option
    const struct gty_text *first_data; // the first word of `data` in the mount's options; NULL: none
    uint32_t set, clear;               // MOUNT_ATTR_*; an atime in `set` has the whole field in `clear`
    uint32_t drop;                     // of a bind or remount that names flags: those it does not name
    uint32_t rec_set, rec_clear;       // the same, recursively
    uint32_t atime;                    // enum gty_atime_word
    bool flagged;                      // a word for a flag of mount(2) is there
    uint32_t superblock;               // bits of gty_superblock_words
    uint32_t *propagation;
    size_t propagation_count;
    struct gty_text data; // what the filesystem takes, comma separated
    bool has_mode;        // a mode= is in it
};

// A filesystem without a device: read-only is a matter of its mounts alone.
bool gty_is_deviceless(struct gty_text type);
// `rootfs` is that of gty_rootfs_path. What cannot be meant (data of a bind mount) is for check/ to report.
void gty_mount_request(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text rootfs,
                       struct gty_mount_request *request);

#endif
