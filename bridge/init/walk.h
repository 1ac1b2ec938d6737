// SPDX-License-Identifier: Apache-2.0
//
// What the files that resolve paths share.
#ifndef GANTRY_INIT_WALK_H
#define GANTRY_INIT_WALK_H

#include "beneath.h"

// openat2 gives EAGAIN when something is renamed or mounted anywhere during a `..`: a race that a hostile process can
// keep up, but not win.
#define ATTEMPTS_MAX 128
#define NAME_LENGTH_MAX 255

// Where a path is resolved from.
struct place {
    int directory;
    const char *path; // from there; may be empty
    uint64_t resolve; // RESOLVE_IN_ROOT, or RESOLVE_BENEATH: nothing leads out
};

int open_with(int directory, const char *path, uint64_t flags, uint64_t resolve);
int duplicate(int fd);
// Component by component: creates what is missing, or without `creation` only tells why it is. Records a failure.
int walk_path(struct init *init, const struct place *place, const struct creation *creation, bool *created);

#endif
