// SPDX-License-Identifier: Apache-2.0
//
// Removing cgroup directories. A container may have made cgroups in its own, of any number and depth: nothing here
// recurses, and no more than two directories are open at a time.
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cgroup.h"
#include "cgroup_walk.h"

// The first subdirectory's name. Returns 1, 0 if there is none, or -1.
static int first_child(int directory, char name[NAME_MAX + 1]) {
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -1;
    DIR *stream = fdopendir(fd);
    if (stream == NULL) {
        close(fd);
        return -1;
    }
    int found = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (entry == NULL) {
            if (errno != 0) found = -1;
            break;
        }
        if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        strcpy(name, entry->d_name);
        found = 1;
        break;
    }
    int error = errno;
    closedir(stream);
    errno = error;
    return found;
}

// The first process of the cgroup, or 0 if none is seen: none is there, or it is of a pid namespace that is not ours.
static pid_t first_process(int directory) {
    char text[32] = {0};
    int fd = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    return length > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
}

// Waits until a process of the cgroup has ended. One that has been reaped may still count for a moment, and nothing
// tells of the end of that moment: hence the pauses, which double. Returns false after the deadline.
static bool wait_for_change(int directory, int64_t deadline, int64_t *pause) {
    int64_t left = deadline - gty_now();
    if (left <= 0) return false;
    pid_t pid = first_process(directory);
    int pidfd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
    if (pidfd >= 0) {
        struct pollfd poll_fd = {.fd = pidfd, .events = POLLIN};
        poll(&poll_fd, 1, (int)((left + GTY_MILLISECOND - 1) / GTY_MILLISECOND));
        close(pidfd);
        return true;
    }
    struct timespec time = {.tv_nsec = *pause < left ? *pause : left};
    nanosleep(&time, NULL);
    if (*pause < 10 * GTY_MILLISECOND) *pause *= 2;
    return true;
}

static bool is_in_use(int error) { return error == EBUSY || error == ENOTEMPTY; }

// Removes all cgroups beneath `top`, which stays open. Goes down by first subdirectories; back up, the first
// subdirectory is the one it came from, or another that has to go too.
static int remove_beneath(int top, int64_t deadline) {
    char name[NAME_MAX + 1];
    size_t depth = 0;
    int64_t pause = 50 * GTY_MICROSECOND;
    int current = fcntl(top, F_DUPFD_CLOEXEC, 0);
    while (current >= 0) {
        int found = first_child(current, name);
        if (found < 0) break;
        if (found == 0 && depth == 0) {
            close(current);
            return 0;
        }
        if (found == 0) { // an empty one: it is removed from above, by the name that is found there
            int up = openat(current, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (up < 0) break;
            close(current);
            current = up;
            depth--;
            if (first_child(current, name) <= 0) continue;
        }
        if (unlinkat(current, name, AT_REMOVEDIR) == 0 || errno == ENOENT) continue;
        if (!is_in_use(errno)) break;
        int down = openat(current, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (down < 0 && errno == ENOENT) continue;
        if (down < 0) break;
        char below[NAME_MAX + 1];
        if (first_child(down, below) == 0) {
            bool changed = wait_for_change(down, deadline, &pause);
            close(down);
            if (changed) continue;
            errno = EBUSY;
            break;
        }
        if (gty_now() > deadline) { // somebody makes cgroups as fast as they are removed
            close(down);
            errno = EBUSY;
            break;
        }
        close(current);
        current = down;
        depth++;
    }
    int error = errno;
    if (current >= 0) close(current);
    errno = error;
    return -1;
}

static int remove_tree(const char *path, int64_t deadline) {
    int64_t pause = 50 * GTY_MICROSECOND;
    for (;;) {
        if (rmdir(path) == 0 || errno == ENOENT) return 0;
        if (!is_in_use(errno)) return -1;
        int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory < 0 && errno == ENOENT) return 0;
        if (directory < 0) return -1;
        bool again = false;
        if (gty_cgroup_is_hierarchy(directory)) {
            errno = EBUSY;
        } else if (remove_beneath(directory, deadline) == 0 ||
                   errno == ENOENT) { // ENOENT: somebody else removes them too
            again = rmdir(path) == 0 || wait_for_change(directory, deadline, &pause);
            if (!again) errno = EBUSY;
        }
        int error = errno;
        close(directory);
        errno = error;
        if (!again) return -1;
    }
}

int gty_cgroup_remove(const char *const *paths, size_t count, unsigned timeout, struct gty_failure *failure) {
    int64_t deadline = gty_now() + (int64_t)timeout * GTY_MILLISECOND;
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (remove_tree(paths[i], deadline) == 0 || result < 0) continue;
        result = gty_fail(failure, "rmdir", paths[i]);
    }
    return result;
}
