// SPDX-License-Identifier: Apache-2.0
//
// The list of device rules of a container: the config's, and after them the default ones. Nothing is allowed before.
#ifndef GANTRY_RESOLVE_DEVICE_RULES_H
#define GANTRY_RESOLVE_DEVICE_RULES_H

#include "model/config.h"

// Bits as BPF_DEVCG_ACC_* has them.
enum { GTY_ACCESS_MKNOD = 1, GTY_ACCESS_READ = 2, GTY_ACCESS_WRITE = 4, GTY_ACCESS_ALL = 7 };

// The v1 kernel keeps a linear list, and so does the filter.
#define GTY_DEVICE_RULES_MAX 1000

struct gty_access_rule {
    bool allow;
    char type;             // 'a', 'b', 'c'
    uint32_t major, minor; // GTY_ANY_NUMBER
    uint8_t access;
    const struct gty_json *node;
};

struct gty_access_rules {
    struct gty_access_rule *items;
    size_t count;
};

// True if the config has a device at this path, which then replaces the default one and its rule.
bool gty_is_configured_device(const struct gty_config *config, const char *path);

// False without memory.
bool gty_device_rules(struct gty_arena *arena, const struct gty_config *config, struct gty_access_rules *rules);
// A rule for everything makes it and those before it void: where the rest starts.
size_t gty_first_in_force(const struct gty_access_rules *rules);

#endif
