// SPDX-License-Identifier: Apache-2.0
#include "network_namespace.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

static int is_network_namespace(int fd) { return ioctl(fd, NS_GET_NSTYPE) == CLONE_NEWNET; }

static int not_one(struct gty_failure *failure, const char *path) {
    errno = EINVAL;
    return gty_fail(failure, "find a network namespace at", path);
}

// A descriptor of O_PATH takes no ioctl, so a file of the namespace filesystem is opened once more through it.
static int reopen(int place, const char *path, struct gty_failure *failure) {
    struct statfs filesystem;
    char again[32];
    if (fstatfs(place, &filesystem) < 0) return gty_fail(failure, "statfs", path);
    if (filesystem.f_type != NSFS_MAGIC) return not_one(failure, path);
    snprintf(again, sizeof again, "/proc/self/fd/%d", place);
    int fd = open(again, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return gty_fail(failure, "open", path);
    if (is_network_namespace(fd)) return fd;
    close(fd);
    return not_one(failure, path);
}

int gty_network_namespace_open(const char *path, struct gty_failure *failure) {
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return gty_fail(failure, "open", path);
    int fd = reopen(place, path, failure);
    close(place);
    return fd;
}

int gty_network_namespace_duplicate(int fd, struct gty_failure *failure) {
    struct statfs filesystem;
    if (fstatfs(fd, &filesystem) < 0) return gty_fail(failure, "statfs", NULL);
    if (filesystem.f_type != NSFS_MAGIC || !is_network_namespace(fd)) return not_one(failure, "the descriptor");
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return own < 0 ? gty_fail(failure, "duplicate descriptor", NULL) : own;
}

int gty_network_namespace_bind(int fd, const char *path, struct gty_failure *failure) {
    char source[32];
    int file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
    if (file < 0) return gty_fail(failure, "create", path);
    close(file);
    snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
    if (mount(source, path, NULL, MS_BIND, NULL) == 0) return 0;
    gty_fail(failure, "bind network namespace to", path);
    unlink(path);
    return -1;
}
