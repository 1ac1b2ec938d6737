// SPDX-License-Identifier: Apache-2.0
//
// What a bootstrap message must be before any of it runs.
#ifndef GANTRY_INIT_VERIFY_H
#define GANTRY_INIT_VERIFY_H

#include "message.h"

// How much memory the operations will need.
struct needs {
    struct {
        size_t bytes, strings;
        bool open; // the last chunk ended within a string
    } arguments, environment;
    size_t state_bytes, hook_strings;
    uint32_t slots, kept;
};

int verify_message(struct init *init, struct needs *needs);
// One attribute by itself: its length, its NULs, its path.
bool verify_attribute(const struct attribute *attribute);

#endif
