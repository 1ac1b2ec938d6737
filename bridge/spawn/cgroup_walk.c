// SPDX-License-Identifier: Apache-2.0
#include "cgroup_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// The names that are still to be visited, each with its NUL. On a directory's own name, once it has been gone into,
// follow an empty one, which says that it is done, and then those of its subdirectories. They are read all at once,
// since a place in a directory of cgroups is a hash of names: who finds three names of one hash could lead us around in
// circles.
struct names {
    char *data;
    size_t length, size;
};

int64_t gty_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 * GTY_MILLISECOND + time.tv_nsec;
}

bool gty_cgroup_is_hierarchy(int directory) {
    int error = errno;
    bool is = faccessat(directory, "../cgroup.procs", F_OK, 0) < 0;
    errno = error;
    return is;
}

static int push(struct names *names, const char *name) {
    size_t length = strlen(name) + 1;
    if (names->size - names->length < length) {
        size_t size = 2 * names->size + 4096;
        char *data = realloc(names->data, size);
        if (data == NULL) return -1;
        names->data = data;
        names->size = size;
    }
    memcpy(names->data + names->length, name, length);
    names->length += length;
    return 0;
}

static char *last(const struct names *names) {
    size_t start = names->length - 1;
    while (start > 0 && names->data[start - 1] != 0) start--;
    return names->data + start;
}

static void pop(struct names *names) { names->length = (size_t)(last(names) - names->data); }

static int push_children(struct names *names, int directory) {
    if (push(names, "") < 0) return -1;
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (stream == NULL) {
        int error = errno;
        if (fd >= 0) close(fd);
        errno = error;
        return error == ENOENT ? 0 : -1; // removed meanwhile
    }
    int result = 0;
    for (const struct dirent *entry; result == 0 && (errno = 0, entry = readdir(stream)) != NULL;) {
        if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        result = push(names, entry->d_name);
    }
    if (errno != 0 && errno != ENOENT) result = -1;
    int error = errno;
    closedir(stream);
    errno = error;
    return result;
}

static int open_directory(int current, const char *name) {
    return openat(current, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// Down to the child whose name comes last. Returns its descriptor, -2 if it is gone, or -1.
static int enter(struct names *names, int current) {
    int child = open_directory(current, last(names));
    if (child >= 0 || (errno != ENOENT && errno != ENODEV)) return child;
    pop(names);
    return -2;
}

// Back to the parent of a directory that is done. Returns its descriptor, or -1; `removed` is set if it was swept.
static int leave(struct names *names, int current, bool sweeps, bool *removed) {
    int parent = open_directory(current, "..");
    pop(names);
    // What is in use stays.
    if (parent >= 0 && sweeps && unlinkat(parent, last(names), AT_REMOVEDIR) == 0) *removed = true;
    pop(names);
    return parent;
}

int gty_cgroup_walk(int top, bool sweeps, int64_t deadline, int (*visit)(int directory, void *argument),
                    void *argument) {
    struct names names = {0};
    bool less = false; // than before
    int current = fcntl(top, F_DUPFD_CLOEXEC, 0);
    int result = current < 0 ? -1 : visit(current, argument);
    if (result == 0) result = push_children(&names, current);
    while (result == 0 && names.length > 1) { // the last one says that the top is done
        bool down = *last(&names) != 0;
        int next = down ? enter(&names, current) : leave(&names, current, sweeps, &less);
        if (next == -2) continue;
        if (next < 0) {
            result = -1;
            break;
        }
        close(current);
        current = next;
        if (down) result = visit(current, argument);
        if (down && result == 0) result = push_children(&names, current);
        if (result == 0 && (less || !sweeps) && gty_now() > deadline) {
            errno = ETIMEDOUT;
            result = -1;
        }
    }
    int error = errno;
    if (current >= 0) close(current);
    free(names.data);
    errno = error;
    return result;
}
