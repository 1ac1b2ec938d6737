// SPDX-License-Identifier: Apache-2.0
//
// What every container finds in /dev, and the device rules that come after those of the config: runc's.
#ifndef GANTRY_TABLES_DEVICES_H
#define GANTRY_TABLES_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

#define GTY_ANY_NUMBER UINT32_MAX
#define GTY_KCORE_LINK "/dev/core" // only where the kernel has what it leads to

struct gty_default_rule {
    const char *path; // the device that the rule is for; NULL: none. A device of the config at this path replaces both
    char type;
    uint32_t major, minor;
    const char *access;
};

struct gty_default_link {
    const char *path, *target;
    bool replaces; // what stands there in the image
};

extern const struct gty_default_rule gty_default_rules[]; // ends with type 0; those with a path are made as devices
extern const struct gty_default_link gty_default_links[]; // ends with a NULL path

#endif
