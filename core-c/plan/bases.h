// SPDX-License-Identifier: Apache-2.0
//
// Which mount a path of the container lies on, as far as the paths of the config tell. The init keeps that mount open
// and resolves the path from it: whoever may rename what the mount lies on cannot lead the path away.
#ifndef GANTRY_PLAN_BASES_H
#define GANTRY_PLAN_BASES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct gty_base {
    struct gty_text path;
    bool foreign;  // its content was there before it was mounted: a link in it may lead out of it, and is followed
    bool kept;     // something is resolved from it
    uint32_t slot; // of a kept one
};

// A mount, or a path that is asked for, in their order.
struct gty_base_event {
    struct gty_base mount;
    bool question;
};

// A path that something is mounted on.
struct gty_base_place {
    struct gty_text path;
    uint32_t latest; // the index of the last mount so far, and 1
};

// The plan is made twice: the first time only collects, so that the second time knows which mounts must be kept.
struct gty_bases {
    struct gty_arena *arena;
    struct gty_base_event *events;
    size_t count, capacity;
    struct gty_base *mounts;
    uint32_t mount_count, made, slots;
    struct gty_base_place *places; // sorted
    size_t place_count;
    bool settled;
};

// Between the two times.
void gty_bases_settle(struct gty_bases *bases);
// The latest mount at the path or above it; NULL: it lies on the root filesystem.
const struct gty_base *gty_bases_find(struct gty_bases *bases, struct gty_text path);
// What is mounted next; NULL while it is not known.
const struct gty_base *gty_bases_next(const struct gty_bases *bases);
void gty_bases_add(struct gty_bases *bases, struct gty_text path, bool foreign);

#endif
