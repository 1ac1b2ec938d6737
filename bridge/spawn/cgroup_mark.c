// SPDX-License-Identifier: Apache-2.0
#include "cgroup_mark.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

// The first is for root of the host alone, so that no container can write it. Linux 5.7 has the second for whoever may
// make cgroups there: in a user namespace.
static const char trusted[] = "trusted.gantry", of_user[] = "user.gantry";

int gty_cgroup_mark(const char *path, const char *mark) {
    size_t length = strlen(mark);
    if (length == 0 || length > GTY_CGROUP_MARK_MAX) {
        errno = EINVAL;
        return -1;
    }
    int result = setxattr(path, trusted, mark, length, 0);
    return result < 0 && errno == EPERM ? setxattr(path, of_user, mark, length, 0) : result;
}

ssize_t gty_cgroup_find_mark(const char *path, char *mark, size_t size) {
    ssize_t length = getxattr(path, trusted, mark, size);
    return length < 0 && errno == ENODATA ? getxattr(path, of_user, mark, size) : length;
}

bool gty_cgroup_bears(int directory, const char *mark) {
    char found[GTY_CGROUP_MARK_MAX];
    if (mark == NULL) return true;
    ssize_t length = fgetxattr(directory, trusted, found, sizeof found);
    if (length < 0) length = fgetxattr(directory, of_user, found, sizeof found);
    return length >= 0 && (size_t)length == strlen(mark) && memcmp(found, mark, (size_t)length) == 0;
}
