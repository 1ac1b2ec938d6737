// SPDX-License-Identifier: Apache-2.0
#include "walk.h"

#include "string.h"

#define LINKS_MAX 40

struct walk {
    struct init *init;
    const struct creation *creation; // NULL: nothing is made
    int base, at;                    // where it began, the directory reached
    bool confined;                   // nothing leads out of the base
    int links, attempts;
    bool created;
    char place[GTY_PATH_MAX];    // the path of `at` beneath the base, free of links
    char rest[2 * GTY_PATH_MAX]; // what is still to be walked
    char name[NAME_LENGTH_MAX + 1];
    size_t next;  // into rest
    size_t words; // rest begins with so many bytes from links
    bool last;
};

static void move_to(struct walk *walk, int fd) {
    if (walk->at != walk->base) close_fd(walk->at);
    walk->at = fd;
}

// Where a link leads out of its mount the plan may know another way.
static int to_base(struct walk *walk) {
    if (walk->confined) return failed(walk->init, -EXDEV, "stay in the mount that the path lies on");
    move_to(walk, walk->base);
    walk->place[0] = 0;
    return 0;
}

// Only links lead here: targets hold no `..`. The directory above is opened anew beneath the base: asking the
// descriptor for its `..` would follow a directory that was moved out of it.
static int to_parent(struct walk *walk) {
    size_t length = text_length(walk->place);
    if (length == 0) return to_base(walk);
    while (length && walk->place[length - 1] != '/') length--;
    if (length) length--;
    walk->place[length] = 0;
    if (length == 0) {
        move_to(walk, walk->base);
        return 0;
    }
    int fd = open_with(walk->base, walk->place, O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
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

// A name of the path itself may be missing. One that a link speaks of may come to be: the link is there, and would then
// lead to it.
static int tell_missing(struct walk *walk, size_t start) {
    if (start < walk->words) return failed(walk->init, -ELOOP, "follow a link that leads nowhere");
    return failed(walk->init, -ENOENT, "resolve path");
}

static int follow_link(struct walk *walk, int link) {
    char words[2 * GTY_PATH_MAX];
    if ((walk->creation && walk->creation->straight) || ++walk->links > LINKS_MAX)
        return failed(walk->init, -ELOOP, "resolve path");
    // Some links of procfs are not their words; nothing is made where those lead.
    int refused = walk->creation ? refuse_proc(walk->init, link) : 0;
    if (refused < 0) return refused;
    long length = sys(readlinkat, link, "", words, GTY_PATH_MAX);
    if (length < 0) return failed(walk->init, length, "read link");
    struct text text = {.data = words, .length = (size_t)length, .size = sizeof words};
    text_add(&text, walk->rest + walk->next);
    if (text.cut) return failed(walk->init, -ENAMETOOLONG, "resolve path");
    walk->words = (size_t)length + (walk->words > walk->next ? walk->words - walk->next : 0);
    memcpy(walk->rest, words, text.length + 1);
    walk->next = 0;
    return words[0] == '/' ? to_base(walk) : 0;
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
        if (!walk->creation) return tell_missing(walk, start);
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

int walk_path(struct init *init, const struct place *place, const struct creation *creation, bool *created) {
    struct walk *walk = &the_walk;
    walk->init = init;
    walk->creation = creation;
    walk->at = walk->base = place->directory;
    walk->confined = place->resolve & RESOLVE_BENEATH;
    walk->links = walk->attempts = 0;
    walk->created = false;
    walk->place[0] = 0;
    walk->next = walk->words = 0;
    struct text rest = text_in(walk->rest, GTY_PATH_MAX);
    text_add(&rest, place->path);
    int result = rest.cut ? failed(init, -ENAMETOOLONG, "resolve path") : 0;
    while (result == 0) {
        size_t start = walk->next;
        result = next_name(walk);
        if (result <= 0) break;
        result = step(walk, start);
    }
    if (result < 0) {
        move_to(walk, walk->base);
        return result;
    }
    if (created) *created = walk->created;
    if (walk->at != walk->base) return walk->at;
    int fd = duplicate(walk->base);
    return fd < 0 ? failed(init, fd, "duplicate descriptor") : fd;
}
