// SPDX-License-Identifier: Apache-2.0
//
// How a function here says what went wrong.
#ifndef GANTRY_FAILURE_H
#define GANTRY_FAILURE_H

#include <errno.h>

enum gty_spawn_action {
#define SPAWN_ACTION(name, words) GTY_ACTION_##name,
#include <gantry/steps.def>
};

static inline const char *gty_action(enum gty_spawn_action action) {
    static const char *const words[] = {
#define SPAWN_ACTION(name, words) words,
#include <gantry/steps.def>
    };
    return words[action];
}

struct gty_failure {
    int error;          // errno
    const char *action; // what failed: a system call or a few words; static
    const char *path;   // what it failed on, or NULL; belongs to the caller's arguments
};

// Takes the errno of the call that has just failed.
static inline int gty_fail(struct gty_failure *failure, const char *action, const char *path) {
    failure->error = errno;
    failure->action = action;
    failure->path = path;
    return -1;
}

#endif
