// SPDX-License-Identifier: Apache-2.0
#include "cgroup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "cgroup_enable.h"
#include "cgroup_file.h"
#include "cgroup_mark.h"
#include "device_filter.h"

// How long the undoing of a failed start waits for the child that has just been reaped to leave its cgroups.
enum { UNDO_TIMEOUT = 1000 };

// What is below would be limited, killed and removed with the container. v2 counts the processes below; of v1, where
// only their own directories tell, no directory below is taken over.
static int is_used(const char *directory) {
    char first[2], events[GTY_CGROUP_VALUE_MAX];
    struct stat status;
    ssize_t length = gty_cgroup_read_in(directory, "cgroup.procs", first, sizeof first);
    if (length != 0) return length < 0 ? -1 : 1;
    length = gty_cgroup_read_in(directory, "cgroup.events", events, sizeof events);
    if (length >= 0) return strstr(events, "populated 1\n") != NULL;
    if (errno != ENOENT || stat(directory, &status) < 0) return -1;
    return status.st_nlink > 2; // one for each directory, besides its own two
}

static int check_unused(const char *directory, struct gty_failure *failure) {
    int used = is_used(directory);
    if (used == 0) return 0;
    if (used < 0) return gty_fail(failure, "look for processes in", directory);
    errno = EBUSY;
    return gty_fail(failure, "take over existing cgroup", directory);
}

// The child would stop there before its exec, and whoever waits for that with it. Only the hierarchy that can freeze
// has one of the files.
static int check_thawed(const char *directory, struct gty_failure *failure) {
    char state[16], events[GTY_CGROUP_VALUE_MAX];
    ssize_t length = gty_cgroup_read_in(directory, "freezer.state", state, sizeof state);
    bool frozen = length > 0 && strcmp(state, "THAWED\n") != 0;
    if (length < 0 && errno == ENOENT) {
        length = gty_cgroup_read_in(directory, "cgroup.events", events, sizeof events);
        frozen = length > 0 && strstr(events, "frozen 1\n");
    }
    if (length < 0 && errno != ENOENT) return gty_fail(failure, "read the state of the freezer", directory);
    if (!frozen) return 0;
    errno = EBUSY;
    return gty_fail(failure, "take over frozen cgroup", directory);
}

// On a filesystem that has no place for it there is none.
static int put_mark(struct gty_cgroup_step *step, const char *mark, struct gty_failure *failure) {
    if (mark == NULL) return 0;
    step->marked = gty_cgroup_mark(step->path, mark) == 0;
    return step->marked || errno == EOPNOTSUPP ? 0 : gty_fail(failure, "mark cgroup", step->path);
}

static int make_directory(struct gty_cgroup_step *step, const char *mark, struct gty_failure *failure) {
    if (mkdir(step->path, 0755) == 0)
        step->made = 1;
    else if (errno != EEXIST)
        return gty_fail(failure, "mkdir", step->path);
    if (!step->owned) return 0;
    if (!step->made && check_unused(step->path, failure) < 0) return -1;
    // One above it may be frozen, and then it is too.
    return check_thawed(step->path, failure) < 0 ? -1 : put_mark(step, mark, failure);
}

static int copy_if_empty(const struct gty_cgroup_step *step, struct gty_failure *failure) {
    char value[GTY_CGROUP_VALUE_MAX];
    ssize_t length = gty_cgroup_read_file(step->path, value, sizeof value);
    if (length < 0) return gty_fail(failure, "read", step->path);
    while (length > 0 && isspace((unsigned char)value[length - 1])) length--;
    if (length > 0) return 0;
    length = gty_cgroup_read_file(step->from, value, sizeof value);
    if (length < 0) return gty_fail(failure, "read", step->from);
    if (gty_cgroup_write_file(step->path, value, (size_t)length) < 0) return gty_fail(failure, "write", step->path);
    return 0;
}

static int run(struct gty_cgroup_step *step, const char *mark, struct gty_failure *failure) {
    switch (step->op) {
    case GTY_CGROUP_MKDIR:
        return make_directory(step, mark, failure);
    case GTY_CGROUP_COPY:
        return copy_if_empty(step, failure);
    case GTY_CGROUP_WRITE:
        if (gty_cgroup_write_file(step->path, step->value, step->value_length) == 0) return 0;
        return gty_fail(failure, "write", step->path);
    case GTY_CGROUP_DEVICE_FILTER:
        return gty_device_filter_attach(step->path, step->value, step->value_length, failure);
    case GTY_CGROUP_ENABLE:
        return gty_cgroup_enable(step, failure);
    }
    errno = EINVAL;
    return gty_fail(failure, "carry out unknown cgroup step", step->path);
}

static bool is_skipped(const struct gty_cgroup_step *step, int error) {
    for (size_t i = 0; i < step->skip_count; i++) {
        if (step->skip[i] == error) return true;
    }
    return false;
}

int gty_cgroup_apply(struct gty_cgroup_step *steps, size_t count, const char *mark, size_t *failed_step,
                     struct gty_failure *failure) {
    for (size_t i = 0; i < count; i++) {
        steps[i].result = -1;
        steps[i].made = 0;
        steps[i].marked = 0;
    }
    // Before anything is changed.
    for (size_t i = 0; i < count; i++) {
        if (steps[i].op != GTY_CGROUP_ENABLE || gty_cgroup_enable_check(&steps[i], failure) == 0) continue;
        *failed_step = i;
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (run(&steps[i], mark, failure) == 0) {
            steps[i].result = 0;
        } else if (is_skipped(&steps[i], failure->error)) {
            steps[i].result = failure->error;
        } else {
            *failed_step = i;
            gty_cgroup_undo(steps, count);
            return -1;
        }
    }
    return 0;
}

void gty_cgroup_undo(const struct gty_cgroup_step *steps, size_t count) {
    struct gty_failure ignored;
    for (size_t i = count; i-- > 0;) {
        if (steps[i].op != GTY_CGROUP_MKDIR || !steps[i].owned || !steps[i].made) continue;
        gty_cgroup_remove(&steps[i].path, 1, NULL, UNDO_TIMEOUT, &ignored);
    }
}
