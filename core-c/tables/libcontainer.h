// SPDX-License-Identifier: Apache-2.0
//
// What libcontainer's configs.Config writes as numbers and short names, and the runtime spec as words.
#ifndef GANTRY_TABLES_LIBCONTAINER_H
#define GANTRY_TABLES_LIBCONTAINER_H

#include "tables/words.h"

// The same word in two languages.
struct gty_name_pair {
    const char *from, *to;
};

// Each ends with NULL. `from` is libcontainer's.
extern const struct gty_name_pair gty_libcontainer_namespaces[];    // "NEWNS", "mount"
extern const struct gty_name_pair gty_libcontainer_architectures[]; // "amd64", "SCMP_ARCH_X86_64"

extern const struct gty_word gty_libcontainer_actions[];   // of seccomp: configs.Action
extern const struct gty_word gty_libcontainer_operators[]; // configs.Operator

// Flags of mount(2). A flag that stands for more than one bit comes before those bits.
struct gty_mount_flag {
    uint32_t flag;
    const char *set, *clear; // options; NULL: there is none
};
extern const struct gty_mount_flag gty_mount_flags[]; // ends with 0

// configs.EXT_COPYUP
#define GTY_LIBCONTAINER_COPY_UP 1u

#endif
