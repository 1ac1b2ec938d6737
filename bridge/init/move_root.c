// SPDX-License-Identifier: Apache-2.0
//
// A new "/" without pivot_root, which a root on a ramfs does not allow. The old mounts stay below the new root, and a
// program that gets out of the chroot would find the host's procfs and sysfs there: they are taken away first.
#include "mount.h"
#include "operations.h"
#include "proc.h"
#include "string.h"

#define LINE_MAX 8192

// mountinfo: id, parent, device, root, mount point, options, optional fields, "-", type, …
enum { FIELD_ROOT = 3, FIELD_PLACE = 4 };

struct mount_line {
    char *root, *place;
    const char *type;
};

static bool parse_line(char *line, struct mount_line *mount) {
    char *at = line;
    bool separated = false;
    *mount = (struct mount_line){0};
    for (int field = 0; at; field++) {
        char *word = at;
        at = (char *)text_find(at, ' ');
        if (at) *at++ = 0;
        if (separated) {
            mount->type = word;
            return mount->root && mount->place;
        }
        if (field == FIELD_ROOT) mount->root = word;
        if (field == FIELD_PLACE) mount->place = word;
        separated = text_equal(word, "-");
    }
    return false;
}

static bool is_octal(char c) { return c >= '0' && c <= '7'; }

// Blanks and backslashes stand as \040 in mountinfo.
static void unescape(char *text) {
    char *out = text;
    while (*text) {
        if (text[0] == '\\' && is_octal(text[1]) && is_octal(text[2]) && is_octal(text[3])) {
            *out++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
            text += 4;
        } else {
            *out++ = *text++;
        }
    }
    *out = 0;
}

static bool is_below(const char *path, const char *directory) {
    size_t length = text_length(directory);
    while (length && directory[length - 1] == '/') length--;
    for (size_t i = 0; i < length; i++)
        if (path[i] != directory[i]) return false;
    return path[length] == 0 || path[length] == '/';
}

// Where it cannot be unmounted, because it is locked to its parent, something empty covers it.
static long cover(const char *place) {
    long fd = sys(fsopen, "tmpfs", FSOPEN_CLOEXEC);
    if (fd < 0) return fd;
    long result = sys(fsconfig, fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
    if (result >= 0) result = sys(fsmount, fd, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY);
    close_fd((int)fd);
    if (result < 0) return result;
    int mount = (int)result;
    result = sys(move_mount, mount, "", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH);
    close_fd(mount);
    return result;
}

static int take_away(struct init *init, const char *place) {
    struct mount_attr slave = {.propagation = MS_SLAVE};
    long result = sys(mount_setattr, AT_FDCWD, place, AT_RECURSIVE, &slave, sizeof slave);
    if (result == -ENOENT || result == -EINVAL) return 0; // went away with the one above it
    if (result >= 0) result = sys(umount2, place, MNT_DETACH);
    if (result == -EINVAL || result == -EPERM) result = cover(place);
    return result < 0 ? failed_with(init, result, "take away", place, NULL, NULL) : 0;
}

static int take_away_line(struct init *init, char *line) {
    struct mount_line mount;
    if (!parse_line(line, &mount)) return 0;
    if (!text_equal(mount.type, "proc") && !text_equal(mount.type, "sysfs")) return 0;
    if (!text_equal(mount.root, "/")) return 0;
    unescape(mount.place);
    return is_below(mount.place, init->root_path) ? 0 : take_away(init, mount.place);
}

static int take_away_all(struct init *init, int fd) {
    static char data[LINE_MAX];
    size_t length = 0;
    for (;;) {
        long count = sys(read, fd, data + length, sizeof data - length);
        if (count == -EINTR) continue;
        if (count < 0) return failed(init, count, "read mountinfo");
        length += (size_t)count;
        size_t start = 0;
        for (size_t at = 0; at < length; at++) {
            if (data[at] != '\n') continue;
            data[at] = 0;
            int result = take_away_line(init, data + start);
            if (result < 0) return result;
            start = at + 1;
        }
        if (count == 0) return 0;
        if (start == 0 && length == sizeof data) return failed(init, -EMSGSIZE, "read mountinfo");
        memmove(data, data + start, length - start);
        length -= start;
    }
}

int move_root(struct init *init, const struct operation *op) {
    (void)op;
    if (!init->root_path) return failed(init, -EINVAL, "move the root filesystem");
    int mounts = proc_file(init, "self/mountinfo", O_RDONLY);
    if (mounts < 0) return failed(init, mounts, "open mountinfo");
    int result = take_away_all(init, mounts);
    close_fd(mounts);
    if (result < 0) return result;
    long moved = sys(fchdir, init->root);
    if (moved < 0) return failed(init, moved, "fchdir to the root filesystem");
    moved = sys(move_mount, init->root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH);
    if (moved < 0) return failed(init, moved, "move the root filesystem");
    return change_root(init, op);
}
