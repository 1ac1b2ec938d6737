// SPDX-License-Identifier: Apache-2.0
#include "beneath.h"

#include <linux/magic.h>

#include "proc.h"
#include "string.h"
#include "walk.h"

#define NULL_MAJOR 1
#define NULL_MINOR 3

int open_with(int directory, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags | O_PATH | O_CLOEXEC, .resolve = resolve | RESOLVE_NO_MAGICLINKS};
    long fd = -EAGAIN;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && fd == -EAGAIN; attempt++)
        fd = sys(openat2, directory, path, &how, sizeof how);
    return (int)fd;
}

int duplicate(int fd) { return (int)sys(fcntl, fd, F_DUPFD_CLOEXEC, 0); }

// The path begins with that of the mount. EBADF: an alternative was taken that mounts nothing.
static int find_place(const struct init *init, const struct operation *op, const char *path, struct place *place) {
    *place = (struct place){.directory = init->root, .path = path, .resolve = RESOLVE_IN_ROOT};
    if (!op || !has(op, GTY_A_BASE)) return 0;
    const struct kept_mount *kept = &init->kept[number_of(op, GTY_A_BASE)];
    if (kept->fd < 0) return -EBADF;
    const char *rest = path;
    for (const char *at = kept->target; *at && *at == *rest; at++) rest++;
    size_t length = text_length(kept->target);
    if ((size_t)(rest - path) != length || (*rest && *rest != '/' && length > 1)) return -EBADMSG;
    while (*rest == '/') rest++;
    *place = (struct place){.directory = kept->fd, .path = rest, .resolve = RESOLVE_BENEATH};
    return 0;
}

static int open_place(const struct place *place, uint64_t flags, uint64_t resolve) {
    if (!*place->path) return duplicate(place->directory); // a file, too, may be mounted
    return open_with(place->directory, place->path, flags, resolve | place->resolve);
}

int open_beneath(struct init *init, const struct operation *op, const char *path, uint64_t resolve) {
    struct place place;
    int result = find_place(init, op, path, &place);
    return result < 0 ? result : open_place(&place, 0, resolve);
}

int open_protected(struct init *init, const struct operation *op, const char *path) {
    struct place place;
    int fd = find_place(init, op, path, &place);
    if (fd == 0) fd = open_place(&place, 0, 0);
    if (fd == -ENOENT) return walk_path(init, &place, NULL, NULL);
    return fd < 0 ? failed(init, fd, "resolve path") : fd;
}

int open_straight(const char *path) { return open_with(AT_FDCWD, path, 0, RESOLVE_NO_SYMLINKS); }

int refuse_proc(struct init *init, int fd) {
    return on_filesystem(fd, PROC_SUPER_MAGIC) ? failed(init, -EPERM, "inside /proc") : 0;
}

// STATX_MNT_ID and STATX_ATTR_MOUNT_ROOT: Linux 5.8.
static bool about(int fd, struct statx *status) {
    return sys(statx, fd, "", AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, status) == 0;
}

int is_root(struct init *init, int fd) {
    struct statx root, found;
    if (!about(init->root, &root) || !about(fd, &found)) return failed(init, -EIO, "stat path");
    return root.stx_mnt_id == found.stx_mnt_id && root.stx_ino == found.stx_ino;
}

int refuse_root(struct init *init, int fd) {
    int result = is_root(init, fd);
    return result > 0 ? failed(init, -EBUSY, "the path is the root of the container") : result;
}

bool is_mount_root(int fd) {
    struct statx status;
    return about(fd, &status) && status.stx_attributes & STATX_ATTR_MOUNT_ROOT;
}

int open_null(struct init *init, const struct operation *op) {
    struct stat status;
    if (init->null >= 0) return init->null;
    int fd = open_beneath(init, op, "/dev/null", 0);
    if (fd >= 0 && stat_fd(fd, &status) == 0 && (status.st_mode & S_IFMT) == S_IFCHR &&
        status.st_rdev == (NULL_MAJOR << 8 | NULL_MINOR)) {
        init->null = fd;
        return fd;
    }
    close_fd(fd);
    // Not ENOENT: that would say that the path to be masked does not exist.
    return failed(init, -ENODEV, "find the null device at /dev/null");
}

void leave_paths(struct init *init) {
    for (uint32_t i = 0; i < init->kept_count; i++) {
        close_fd(init->kept[i].fd);
        init->kept[i].fd = -1;
    }
    close_fd(init->null);
    close_fd(init->empty);
    init->null = init->empty = -1;
}

// What follows the last slash.
static const char *last_name(const char *path) {
    const char *name = path;
    for (; *path; path++)
        if (*path == '/') name = path + 1;
    return name;
}

// Mostly the last component alone is missing. -ENOENT: more is, or a link stands there.
static int create_last(const struct place *place, const struct creation *creation) {
    uint64_t resolve = place->resolve | (creation->straight ? RESOLVE_NO_SYMLINKS : 0);
    char parent[GTY_PATH_MAX];
    struct text text = text_in(parent, sizeof parent);
    const char *name = last_name(place->path);
    if (!*name || text_equal(name, ".") || text_equal(name, "..")) return -ENOENT;
    text_add_bytes(&text, place->path, (size_t)(name - place->path));
    int at = open_with(place->directory, text.length ? parent : ".", O_DIRECTORY, resolve);
    if (at < 0) return -ENOENT;
    long result;
    if (creation->type == S_IFDIR) {
        result = sys(mkdirat, at, name, creation->mode);
    } else {
        result = sys(openat, at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, creation->mode);
        close_fd((int)result);
    }
    if (result >= 0) result = open_with(at, name, O_NOFOLLOW, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    close_fd(at);
    return result < 0 ? -ENOENT : (int)result;
}

int open_or_create(struct init *init, const struct operation *op, const char *path, const struct creation *creation,
                   bool *created) {
    struct place place;
    int fd = find_place(init, op, path, &place);
    if (fd == 0) fd = open_place(&place, 0, creation->straight ? RESOLVE_NO_SYMLINKS : 0);
    if (created) *created = false;
    if (fd >= 0) return fd;
    if (fd != -ENOENT) return failed(init, fd, "resolve path");
    fd = create_last(&place, creation);
    if (fd < 0) return walk_path(init, &place, creation, created);
    if (created) *created = true;
    return fd;
}

int open_parent(struct init *init, const struct operation *op, const char *path, const char **name) {
    static const struct creation directory = {.type = S_IFDIR, .mode = 0755};
    char parent[GTY_PATH_MAX];
    *name = last_name(path);
    if (!**name || text_length(*name) > NAME_LENGTH_MAX) return failed(init, -EINVAL, "resolve path");
    struct text text = text_in(parent, sizeof parent);
    text_add_bytes(&text, path, (size_t)(*name - path));
    return open_or_create(init, op, parent, &directory, NULL);
}
