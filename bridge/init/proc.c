// SPDX-License-Identifier: Apache-2.0
#include "proc.h"

#include <linux/magic.h>
#include <linux/prctl.h>

#include "string.h"

#define PROC_ROOT_INODE 1

bool on_filesystem(int fd, long magic) {
    struct statfs filesystem;
    return sys(fstatfs, fd, &filesystem) == 0 && filesystem.f_type == magic;
}

int proc_open(struct init *init) {
    long fd = sys(openat, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0) return failed(init, fd, "open /proc");
    struct stat status;
    long result = stat_fd((int)fd, &status);
    if (result < 0) return failed(init, result, "stat /proc");
    if (status.st_ino != PROC_ROOT_INODE || !on_filesystem((int)fd, PROC_SUPER_MAGIC))
        return failed(init, -EXDEV, "verify that /proc is procfs");
    init->proc = (int)fd;
    return 0;
}

int proc_file(struct init *init, const char *path, int flags) {
    struct open_how how = {
        .flags = (uint64_t)(flags | O_CLOEXEC | O_NOFOLLOW),
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    if (!starts_with(path, "self/")) how.resolve |= RESOLVE_NO_SYMLINKS;
    long fd = sys(openat2, init->proc, path, &how, sizeof how);
    if (fd < 0) return (int)fd;
    // Something else may be mounted within the host's procfs.
    if (on_filesystem((int)fd, PROC_SUPER_MAGIC)) return (int)fd;
    close_fd((int)fd);
    return -EXDEV;
}

// The link to `fd` in procfs, and the directory that it starts from.
static int link_of(const struct init *init, int fd, char *path, size_t size) {
    struct text text = text_in(path, size);
    bool alone = init->descriptors >= 0;
    if (!alone) text_add(&text, "self/fd/");
    text_add_number(&text, (uint64_t)fd);
    return alone ? init->descriptors : init->proc;
}

int proc_reopen(struct init *init, int fd, int flags) {
    char path[32];
    int directory = link_of(init, fd, path, sizeof path);
    return (int)sys(openat, directory, path, flags | O_CLOEXEC, 0);
}

int proc_chmod(struct init *init, int fd, uint32_t mode) {
    char path[32];
    int directory = link_of(init, fd, path, sizeof path);
    return (int)sys(fchmodat, directory, path, mode);
}

// Only a mount of this mount namespace can be copied: the procfs that was opened first may belong to another, and what
// lies at /proc here may be the container's own.
static bool same_directory(int a, int b) {
    struct stat first, second;
    if (a < 0 || b < 0 || stat_fd(a, &first) < 0 || stat_fd(b, &second) < 0) return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

int proc_hide(struct init *init) {
    long result = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_SET_DUMPABLE");
    int known = (int)sys(openat, init->proc, "self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    int here = (int)sys(openat, AT_FDCWD, "/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    // A mount of its own: from a directory of procfs `..` would lead to all of it.
    if (same_directory(known, here))
        init->descriptors = (int)sys(open_tree, here, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    close_fd(here);
    close_fd(known);
    return 0;
}

// Whether `directory` has a link for `fd` that leads to what it is here.
static bool shows(int directory, int fd) {
    char name[24];
    struct text text = text_in(name, sizeof name);
    struct stat shown, held;
    text_add_number(&text, (uint64_t)fd);
    if (sys(newfstatat, directory, name, &shown, 0) < 0 || stat_fd(fd, &held) < 0) return false;
    return shown.st_dev == held.st_dev && shown.st_ino == held.st_ino;
}

// The host's procfs is attached nowhere any more, and cannot be copied. The container's own can where it is one.
// Without, the host's is kept until the exec.
void proc_follow(struct init *init) {
    struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS};
    if (init->descriptors < 0) return;
    close_fd(init->descriptors);
    init->descriptors = -1;
    int here = (int)sys(openat2, AT_FDCWD, "/proc/self/fd", &how, sizeof how);
    if (on_filesystem(here, PROC_SUPER_MAGIC) && shows(here, init->fifo))
        init->descriptors = (int)sys(open_tree, here, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    close_fd(here);
}

void proc_leave(struct init *init) {
    if (init->descriptors < 0) return;
    close_fd(init->proc);
    init->proc = -1;
}

int write_text(struct init *init, int fd, const char *text, const char *action) {
    size_t length = text_length(text);
    long written = sys(write, fd, text, length);
    if (written < 0) return failed(init, written, action);
    return (size_t)written == length ? 0 : failed(init, -EIO, action);
}
