// SPDX-License-Identifier: Apache-2.0
#include "cgroup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

ssize_t gty_cgroup_read_file(const char *path, char *buffer, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t length;
    do length = read(fd, buffer, size);
    while (length < 0 && errno == EINTR);
    int error = errno;
    close(fd);
    errno = error;
    return length;
}

int gty_cgroup_write_file(const char *path, const void *value, size_t length) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    ssize_t written;
    do written = write(fd, value, length);
    while (written < 0 && errno == EINTR);
    int error = written < 0 ? errno : EIO;
    close(fd);
    if (written >= 0 && (size_t)written == length) return 0;
    errno = error;
    return -1;
}

ssize_t gty_cgroup_read_in(const char *directory, const char *name, char *text, size_t size) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    ssize_t length = gty_cgroup_read_file(path, text, size - 1);
    if (length >= 0) text[length] = 0;
    return length;
}
