// SPDX-License-Identifier: Apache-2.0
#include "beneath.h"

#include <linux/magic.h>

#include "proc.h"
#include "string.h"

// openat2 gives EAGAIN when something is renamed or mounted anywhere during a `..`: a race that a hostile process can
// keep up, but not win.
#define ATTEMPTS_MAX 128
#define LINKS_MAX 40
#define NAME_LENGTH_MAX 255
#define NULL_MAJOR 1
#define NULL_MINOR 3

static int open_with(int directory, const char *path, uint64_t flags, uint64_t resolve) {
    struct open_how how = {.flags = flags | O_PATH | O_CLOEXEC, .resolve = resolve | RESOLVE_NO_MAGICLINKS};
    long fd = -EAGAIN;
    for (int attempt = 0; attempt < ATTEMPTS_MAX && fd == -EAGAIN; attempt++)
        fd = sys(openat2, directory, path, &how, sizeof how);
    return (int)fd;
}

int open_beneath(struct init *init, const char *path, uint64_t resolve) {
    return open_with(init->root, path, 0, resolve | RESOLVE_IN_ROOT);
}

int open_straight(const char *path) { return open_with(AT_FDCWD, path, 0, RESOLVE_NO_SYMLINKS); }

int refuse_proc(struct init *init, int fd) {
    return on_filesystem(fd, PROC_SUPER_MAGIC) ? failed(init, -EPERM, "inside /proc") : 0;
}

int open_null(struct init *init) {
    struct stat status;
    int fd = open_beneath(init, "/dev/null", 0);
    if (fd >= 0 && stat_fd(fd, &status) == 0 && (status.st_mode & S_IFMT) == S_IFCHR &&
        status.st_rdev == (NULL_MAJOR << 8 | NULL_MINOR))
        return fd;
    close_fd(fd);
    // Not ENOENT: that would say that the path to be masked does not exist.
    return failed(init, -ENODEV, "find the null device at /dev/null");
}

// What follows the last slash.
static const char *last_name(const char *path) {
    const char *name = path;
    for (; *path; path++)
        if (*path == '/') name = path + 1;
    return name;
}

// ---- creating what is missing, component by component ------------------------------------------------------------

struct walk {
    struct init *init;
    const struct creation *creation;
    int at; // the directory reached
    int links, attempts;
    bool created;
    char place[GTY_PATH_MAX];    // its path beneath the root, free of links
    char rest[2 * GTY_PATH_MAX]; // what is still to be walked
    char name[NAME_LENGTH_MAX + 1];
    size_t next; // into rest
    bool last;
};

static void move_to(struct walk *walk, int fd) {
    if (walk->at != walk->init->root) close_fd(walk->at);
    walk->at = fd;
}

static int to_root(struct walk *walk) {
    move_to(walk, walk->init->root);
    walk->place[0] = 0;
    return 0;
}

// Only links lead here: targets hold no `..`. The directory above is opened anew beneath the root: asking the
// descriptor for its `..` would follow a directory that was moved out of it.
static int to_parent(struct walk *walk) {
    size_t length = text_length(walk->place);
    while (length && walk->place[length - 1] != '/') length--;
    if (length) length--;
    walk->place[length] = 0;
    if (length == 0) return to_root(walk);
    int fd = open_with(walk->init->root, walk->place, O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (fd < 0) return failed(walk->init, fd, "open directory");
    move_to(walk, fd);
    return 0;
}

// False at the end of the path.
static int next_name(struct walk *walk) {
    const char *rest = walk->rest;
    while (rest[walk->next] == '/') walk->next++;
    size_t start = walk->next;
    while (rest[walk->next] && rest[walk->next] != '/') walk->next++;
    size_t length = walk->next - start;
    if (length == 0) return 0;
    if (length > NAME_LENGTH_MAX) return failed(walk->init, -ENAMETOOLONG, "resolve path");
    memcpy(walk->name, rest + start, length);
    walk->name[length] = 0;
    size_t end = walk->next;
    while (rest[end] == '/') end++;
    walk->last = rest[end] == 0;
    return 1;
}

static int create_missing(struct walk *walk) {
    const struct creation *creation = walk->creation;
    bool directory = !walk->last || creation->type == S_IFDIR;
    // Whoever removes what was just created can keep that up, too.
    if (++walk->attempts > ATTEMPTS_MAX) return failed(walk->init, -EAGAIN, "create path");
    long result;
    if (directory) {
        result = sys(mkdirat, walk->at, walk->name, walk->last ? creation->mode : 0755);
    } else {
        result =
            sys(openat, walk->at, walk->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, creation->mode);
        close_fd((int)result);
    }
    if (result == -EEXIST) return 0; // made by another in the meantime: it is looked at like any other
    if (result < 0) return failed(walk->init, result, directory ? "create directory" : "create file");
    walk->created = walk->last;
    return 0;
}

static int follow_link(struct walk *walk, int link) {
    char words[2 * GTY_PATH_MAX];
    if (walk->creation->straight || ++walk->links > LINKS_MAX) return failed(walk->init, -ELOOP, "resolve path");
    // The links of procfs are not their words.
    int refused = refuse_proc(walk->init, link);
    if (refused < 0) return refused;
    long length = sys(readlinkat, link, "", words, GTY_PATH_MAX);
    if (length < 0) return failed(walk->init, length, "read link");
    struct text text = {.data = words, .length = (size_t)length, .size = sizeof words};
    text_add(&text, walk->rest + walk->next);
    if (text.cut) return failed(walk->init, -ENAMETOOLONG, "resolve path");
    memcpy(walk->rest, words, text.length + 1);
    walk->next = 0;
    return words[0] == '/' ? to_root(walk) : 0;
}

static int enter(struct walk *walk, int fd, const struct stat *status) {
    if (!walk->last && !is_directory(status->st_mode)) return failed(walk->init, -ENOTDIR, "resolve path");
    size_t length = text_length(walk->place);
    struct text place = {.data = walk->place, .length = length, .size = sizeof walk->place};
    if (length) text_add(&place, "/");
    text_add(&place, walk->name);
    if (place.cut) return failed(walk->init, -ENAMETOOLONG, "resolve path");
    move_to(walk, fd);
    walk->attempts = 0;
    return 0;
}

// Opens the next component, or creates it and leaves the opening to the next turn.
static int step(struct walk *walk, size_t start) {
    if (text_equal(walk->name, ".")) return 0;
    if (text_equal(walk->name, "..")) return to_parent(walk);
    int fd = open_with(walk->at, walk->name, O_NOFOLLOW, RESOLVE_BENEATH);
    if (fd == -ENOENT) {
        walk->next = start;
        return create_missing(walk);
    }
    if (fd < 0) return failed(walk->init, fd, "resolve path");
    struct stat status;
    long result = stat_fd(fd, &status);
    if (result < 0)
        result = failed(walk->init, result, "stat path");
    else if ((status.st_mode & S_IFMT) == S_IFLNK)
        result = follow_link(walk, fd);
    else
        result = enter(walk, fd, &status);
    if (walk->at != fd) close_fd(fd);
    return (int)result;
}

// Large, and used by one step at a time.
static struct walk the_walk;

static int walk_path(struct init *init, const char *path, const struct creation *creation, bool *created) {
    struct walk *walk = &the_walk;
    walk->init = init;
    walk->creation = creation;
    walk->at = init->root;
    walk->links = walk->attempts = 0;
    walk->created = false;
    walk->place[0] = 0;
    walk->next = 0;
    struct text rest = text_in(walk->rest, GTY_PATH_MAX);
    text_add(&rest, path);
    int result = rest.cut ? failed(init, -ENAMETOOLONG, "resolve path") : 0;
    while (result == 0) {
        size_t start = walk->next;
        result = next_name(walk);
        if (result <= 0) break;
        result = step(walk, start);
    }
    if (result < 0) {
        move_to(walk, init->root);
        return result;
    }
    if (created) *created = walk->created;
    if (walk->at != init->root) return walk->at;
    long fd = sys(fcntl, init->root, F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? failed(init, fd, "duplicate descriptor") : (int)fd;
}

// Mostly the last component alone is missing. -ENOENT: more is, or a link stands there.
static int create_last(struct init *init, const char *path, const struct creation *creation) {
    uint64_t resolve = creation->straight ? RESOLVE_NO_SYMLINKS : 0;
    char parent[GTY_PATH_MAX];
    struct text text = text_in(parent, sizeof parent);
    const char *name = last_name(path);
    if (!*name || text_equal(name, ".") || text_equal(name, "..")) return -ENOENT;
    text_add_bytes(&text, path, (size_t)(name - path));
    int at = open_with(init->root, parent, O_DIRECTORY, resolve | RESOLVE_IN_ROOT);
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

int open_or_create(struct init *init, const char *path, const struct creation *creation, bool *created) {
    int fd = open_beneath(init, path, creation->straight ? RESOLVE_NO_SYMLINKS : 0);
    if (created) *created = false;
    if (fd >= 0) return fd;
    if (fd != -ENOENT) return failed(init, fd, "resolve path");
    fd = create_last(init, path, creation);
    if (fd < 0) return walk_path(init, path, creation, created);
    if (created) *created = true;
    return fd;
}

int open_parent(struct init *init, const char *path, const char **name) {
    static const struct creation directory = {.type = S_IFDIR, .mode = 0755};
    char parent[GTY_PATH_MAX];
    *name = last_name(path);
    if (!**name || text_length(*name) > NAME_LENGTH_MAX) return failed(init, -EINVAL, "resolve path");
    struct text text = text_in(parent, sizeof parent);
    text_add_bytes(&text, path, (size_t)(*name - path));
    return open_or_create(init, parent, &directory, NULL);
}
