// SPDX-License-Identifier: Apache-2.0
//
// Copies a directory's content into a new filesystem. The source is the container's and may change meanwhile: every
// name is opened once without following it. The destination is not attached yet, nobody else sees it.
#include "mount.h"
#include "string.h"

#define DEPTH_MAX 128
#define SENDFILE_MAX (1u << 20)

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int copy_directory(struct init *init, int from, int to, int depth);

static int fail_name(struct init *init, long error, const char *action, const char *name) {
    return failed_with(init, error, action, name, NULL, NULL);
}

// Owner, mode, times of what `fd` refers to; links have no mode.
static int copy_metadata(struct init *init, int parent, const char *name, const struct stat *status) {
    struct __kernel_times {
        int64_t seconds;
        uint64_t nanoseconds;
    } times[2] = {{(int64_t)status->st_atime, status->st_atime_nsec},
                  {(int64_t)status->st_mtime, status->st_mtime_nsec}};
    long result = sys(fchownat, parent, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW);
    if (result < 0) return fail_name(init, result, "copy owner", name);
    if ((status->st_mode & S_IFMT) != S_IFLNK) result = sys(fchmodat, parent, name, status->st_mode & 07777);
    if (result < 0) return fail_name(init, result, "copy mode", name);
    result = sys(utimensat, parent, name, times, AT_SYMLINK_NOFOLLOW);
    return result < 0 ? fail_name(init, result, "copy times", name) : 0;
}

static int copy_file(struct init *init, int from, int to, const char *name) {
    long fd = sys(openat, to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return fail_name(init, fd, "copy file", name);
    long count;
    do count = sys(sendfile, fd, from, NULL, SENDFILE_MAX);
    while (count > 0 || count == -EINTR);
    close_fd((int)fd);
    return count < 0 ? fail_name(init, count, "copy file", name) : 0;
}

static int copy_link(struct init *init, int from, int to, const char *name) {
    char words[GTY_PATH_MAX + 1];
    long length = sys(readlinkat, from, name, words, GTY_PATH_MAX);
    if (length < 0) return fail_name(init, length, "copy link", name);
    words[length] = 0;
    long result = sys(symlinkat, words, to, name);
    return result < 0 ? fail_name(init, result, "copy link", name) : 0;
}

static int copy_opened(struct init *init, int fd, int to, const char *name, const struct stat *status, int depth) {
    if ((status->st_mode & S_IFMT) == S_IFREG) return copy_file(init, fd, to, name);
    long made = sys(mkdirat, to, name, 0700);
    if (made < 0) return fail_name(init, made, "copy directory", name);
    long inside = sys(openat, to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (inside < 0) return fail_name(init, inside, "copy directory", name);
    int result = copy_directory(init, fd, (int)inside, depth + 1);
    close_fd((int)inside);
    return result;
}

static int copy_entry(struct init *init, int from, int to, const char *name, int depth) {
    struct stat status, opened;
    long result = sys(newfstatat, from, name, &status, AT_SYMLINK_NOFOLLOW);
    if (result < 0) return fail_name(init, result, "copy", name);
    uint32_t type = status.st_mode & S_IFMT;
    int copied;
    if (type == S_IFREG || type == S_IFDIR) {
        // O_NONBLOCK: it may have become a fifo.
        long fd = sys(openat, from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
        if (fd < 0) return fail_name(init, fd, "copy", name);
        result = stat_fd((int)fd, &opened);
        if (result == 0 && (opened.st_mode & S_IFMT) != type) result = -EAGAIN;
        // What was opened, not what the name was before: a program's set-id bits must not go to another's content.
        status = opened;
        if (result < 0)
            copied = fail_name(init, result, "copy", name);
        else
            copied = copy_opened(init, (int)fd, to, name, &status, depth);
        close_fd((int)fd);
    } else if (type == S_IFLNK) {
        copied = copy_link(init, from, to, name);
    } else {
        result = sys(mknodat, to, name, type | 0600, status.st_rdev);
        copied = result < 0 ? fail_name(init, result, "copy node", name) : 0;
    }
    return copied < 0 ? copied : copy_metadata(init, to, name, &status);
}

static int copy_directory(struct init *init, int from, int to, int depth) {
    char buffer[1024] __attribute__((aligned(8)));
    if (depth > DEPTH_MAX) return failed(init, -ELOOP, "copy directory");
    for (;;) {
        long size = sys(getdents64, from, buffer, sizeof buffer);
        if (size < 0) return failed(init, size, "read directory");
        if (size == 0) return 0;
        for (long at = 0; at < size;) {
            const struct entry *entry = (const struct entry *)(buffer + at);
            at += entry->length;
            if (text_equal(entry->name, ".") || text_equal(entry->name, "..")) continue;
            int result = copy_entry(init, from, to, entry->name, depth);
            if (result < 0) return result;
        }
    }
}

int copy_content(struct init *init, int from, int to) {
    long source = sys(openat, from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (source < 0) return failed(init, source, "copy directory");
    long target = sys(openat, to, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    int result =
        target < 0 ? failed(init, target, "copy directory") : copy_directory(init, (int)source, (int)target, 0);
    close_fd((int)target);
    close_fd((int)source);
    return result;
}
