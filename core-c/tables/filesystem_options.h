// SPDX-License-Identifier: Apache-2.0
//
// Mount options of the kernel's own filesystems, as of Linux 6.12: those that a container is usually made of.
#ifndef GANTRY_TABLES_FILESYSTEM_OPTIONS_H
#define GANTRY_TABLES_FILESYSTEM_OPTIONS_H

#include <stdbool.h>

#include "base/text.h"

struct gty_filesystem {
    const char *name;
    const char *const *options; // without the value; ends with NULL
};

// NULL for one that is not in the table.
const struct gty_filesystem *gty_filesystem(struct gty_text type);
// `word` is "name" or "name=value".
bool gty_filesystem_takes(const struct gty_filesystem *filesystem, struct gty_text word);

#endif
