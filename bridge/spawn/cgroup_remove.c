// SPDX-License-Identifier: Apache-2.0
//
// Removing cgroup directories. A container may have made cgroups in its own, of any number and depth.
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "cgroup_mark.h"
#include "cgroup_walk.h"

// The first process of the cgroup, or 0 if none is seen: none is there, or it is of a pid namespace that is not ours.
static pid_t first_process(int directory) {
    char text[32] = {0};
    int fd = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    return length > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

// Holds one of the processes that are met.
static int hold(int directory, void *argument) {
    int *pidfd = argument;
    pid_t pid = *pidfd < 0 ? first_process(directory) : 0;
    if (pid > 0) *pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return 0;
}

// Waits until it has ended. One that has been reaped may still count for a moment, and nothing tells of the end of that
// moment: hence the pauses, which double. Returns false after the deadline.
static bool wait_for_change(int pidfd, int64_t deadline, int64_t *pause) {
    int64_t left = deadline - gty_now();
    if (left <= 0) return false;
    if (pidfd >= 0) {
        struct pollfd poll_fd = {.fd = pidfd, .events = POLLIN};
        poll(&poll_fd, 1, (int)((left + GTY_MILLISECOND - 1) / GTY_MILLISECOND));
        return true;
    }
    struct timespec time = {.tv_nsec = *pause < left ? *pause : left};
    nanosleep(&time, NULL);
    if (*pause < 10 * GTY_MILLISECOND) *pause *= 2;
    return true;
}

// Empties the cgroup as far as it goes by now, and waits for a change where that is not far enough. Returns 0 if it is
// worth another try, or -1.
static int empty(int directory, const char *path, int64_t deadline, int64_t *pause) {
    int pidfd = -1;
    int result = gty_cgroup_walk(directory, true, deadline, hold, &pidfd);
    // ENOENT: somebody else removes them too.
    if (result < 0 && errno == ENOENT) result = 0;
    if (result < 0 && errno == ETIMEDOUT && pidfd >= 0) errno = EBUSY;
    if (result == 0 && rmdir(path) < 0 && !wait_for_change(pidfd, deadline, pause)) {
        errno = EBUSY;
        result = -1;
    }
    int error = errno;
    if (pidfd >= 0) close(pidfd);
    errno = error;
    return result;
}

// Returns 0 if it is gone or another's, 1 if it is worth another try, or -1.
static int try_remove(const char *path, const char *mark, int64_t deadline, int64_t *pause) {
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return errno == ENOENT ? 0 : -1;
    int result = 0;
    if (gty_cgroup_bears(directory, mark) && rmdir(path) < 0 && errno != ENOENT) {
        bool in_use = errno == EBUSY || errno == ENOTEMPTY;
        result = in_use && !gty_cgroup_is_hierarchy(directory) && empty(directory, path, deadline, pause) == 0 ? 1 : -1;
    }
    int error = errno;
    close(directory);
    errno = error;
    return result;
}

static int remove_tree(const char *path, const char *mark, int64_t deadline) {
    int64_t pause = 50 * GTY_MICROSECOND;
    int result;
    do result = try_remove(path, mark, deadline, &pause);
    while (result == 1);
    return result;
}

int gty_cgroup_remove(const char *const *paths, size_t count, const char *mark, unsigned timeout,
                      struct gty_failure *failure) {
    int64_t deadline = gty_now() + (int64_t)timeout * GTY_MILLISECOND;
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (remove_tree(paths[i], mark, deadline) == 0 || result < 0) continue;
        result = gty_fail(failure, "rmdir", paths[i]);
    }
    return result;
}
