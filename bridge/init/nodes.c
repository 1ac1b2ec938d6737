// SPDX-License-Identifier: Apache-2.0
//
// Directories, links and device nodes of the root filesystem.
#include "beneath.h"
#include "mount.h"
#include "operations.h"
#include "proc.h"
#include "string.h"

// The kernel's encoding of a device number in mknod and stat.
static uint32_t device_number(uint32_t major, uint32_t minor) {
    return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

int create_directory(struct init *init, const struct operation *op) {
    struct creation creation = {.type = S_IFDIR, .mode = number_of(op, GTY_A_MODE) & 07777};
    struct stat status;
    int fd = open_or_create(init, op, string_of(op, GTY_A_TARGET), &creation, NULL);
    if (fd < 0) return fd;
    long result = stat_fd(fd, &status);
    close_fd(fd);
    if (result < 0) return failed(init, result, "stat directory");
    return is_directory(status.st_mode) ? 0 : failed(init, -ENOTDIR, "create directory");
}

static bool same_link(int parent, const char *name, const char *words) {
    char found[GTY_PATH_MAX];
    long length = sys(readlinkat, parent, name, found, sizeof found);
    return length >= 0 && (size_t)length == text_length(words) && memcmp(found, words, (size_t)length) == 0;
}

int create_symbolic_link(struct init *init, const struct operation *op) {
    const char *name, *words = string_of(op, GTY_A_PATH);
    int parent = open_parent(init, op, string_of(op, GTY_A_TARGET), &name);
    if (parent < 0) return parent;
    int result = refuse_proc(init, parent);
    if (result == 0) {
        long made = sys(symlinkat, words, parent, name);
        if (made < 0 && !(made == -EEXIST && same_link(parent, name, words)))
            result = failed(init, made, "create symbolic link");
    }
    close_fd(parent);
    return result;
}

// A mount in the root filesystem may show the host's own directory, where nothing is to be removed.
static int verify_on_root(struct init *init, int fd) {
    struct statx root, found;
    long result = sys(statx, init->root, "", AT_EMPTY_PATH, STATX_MNT_ID, &root);
    if (result == 0) result = sys(statx, fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found);
    if (result == 0 && root.stx_mnt_id != found.stx_mnt_id) result = -EXDEV;
    return result < 0 ? failed(init, result, "verify that it is on the mount of the root filesystem") : 0;
}

static int remove_name(struct init *init, int parent, const char *name) {
    long result = sys(unlinkat, parent, name, 0);
    if (result == -EISDIR) result = sys(unlinkat, parent, name, AT_REMOVEDIR);
    return result < 0 && result != -ENOENT ? failed(init, result, "remove what stands there") : 0;
}

int replace_by_symbolic_link(struct init *init, const struct operation *op) {
    const char *name;
    int parent = open_parent(init, op, string_of(op, GTY_A_TARGET), &name);
    if (parent < 0) return parent;
    int result = verify_on_root(init, parent);
    if (result == 0) result = remove_name(init, parent, name);
    if (result == 0) {
        long made = sys(symlinkat, string_of(op, GTY_A_PATH), parent, name);
        if (made < 0) result = failed(init, made, "create symbolic link");
    }
    close_fd(parent);
    return result;
}

// ---- DEVICE ------------------------------------------------------------------------------------------------------

// The node just made, or one that was there: never what a link leads to.
static int open_node(struct init *init, int parent, const char *name, uint32_t type, uint32_t device) {
    struct stat status;
    long fd = sys(openat, parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0) return failed(init, fd, "open device");
    long result = stat_fd((int)fd, &status);
    if (result == 0 && (status.st_mode & S_IFMT) == type && (type == S_IFIFO || status.st_rdev == device))
        return (int)fd;
    close_fd((int)fd);
    return result < 0 ? failed(init, result, "stat device") : failed(init, -EEXIST, "create device");
}

static int make_node(struct init *init, int parent, const char *name, const struct operation *op) {
    uint32_t mode = number_of(op, GTY_A_MODE), type = mode & S_IFMT;
    uint32_t device = device_number(number_of(op, GTY_A_MAJOR), number_of(op, GTY_A_MINOR));
    if (type != S_IFCHR && type != S_IFBLK && type != S_IFIFO) return failed(init, -EINVAL, "create device");
    int result = refuse_proc(init, parent);
    if (result < 0) return result;
    long made = sys(mknodat, parent, name, mode, device);
    if (made < 0 && made != -EEXIST) return failed(init, made, "mknod");
    int node = open_node(init, parent, name, type, device);
    if (node < 0 || made == -EEXIST) {
        close_fd(node);
        return node < 0 ? node : 0;
    }
    // The owner first: a change of owner takes set-id bits away.
    long changed = sys(fchownat, node, "", number_of(op, GTY_A_UID), number_of(op, GTY_A_GID), AT_EMPTY_PATH);
    if (changed < 0)
        result = failed(init, changed, "chown device");
    else if ((changed = proc_chmod(init, node, mode & 07777)) < 0)
        result = failed(init, changed, "chmod device");
    close_fd(node);
    return result;
}

int create_device(struct init *init, const struct operation *op) {
    const char *name;
    int parent = open_parent(init, op, string_of(op, GTY_A_TARGET), &name);
    if (parent < 0) return parent;
    int result = make_node(init, parent, name, op);
    close_fd(parent);
    return result;
}

static int attach_device(struct init *init, int tree, const struct operation *op) {
    static const struct creation file = {.type = S_IFREG, .mode = 0644};
    struct stat status;
    long result = stat_fd(tree, &status);
    if (result < 0) return failed(init, result, "stat device");
    uint32_t type = status.st_mode & S_IFMT;
    if (type != S_IFCHR && type != S_IFBLK && type != S_IFIFO) return failed(init, -ENODEV, "bind device");
    int target = open_or_create(init, op, string_of(op, GTY_A_TARGET), &file, NULL);
    if (target < 0) return target;
    result = refuse_proc(init, target);
    if (result == 0) result = attach_mount(init, tree, target);
    close_fd(target);
    return (int)result;
}

int bind_device(struct init *init, const struct operation *op) {
    int tree = clone_tree(init, AT_FDCWD, string_of(op, GTY_A_SOURCE), 0);
    if (tree < 0) return tree;
    int result = attach_device(init, tree, op);
    close_fd(tree);
    return result;
}

// ---- REOPEN_NULL -------------------------------------------------------------------------------------------------

int reopen_null(struct init *init, const struct operation *op) {
    int path = open_null(init, op);
    if (path < 0) return path;
    int null = proc_reopen(init, path, O_RDWR);
    if (null < 0) return failed(init, null, "open /dev/null");
    long result = 0;
    for (int fd = 0; fd < 3 && result >= 0; fd++) {
        struct stat status;
        if (stat_fd(fd, &status) < 0 || (status.st_mode & S_IFMT) != S_IFCHR) continue;
        if (status.st_rdev == device_number(1, 3)) result = sys(dup3, null, fd, 0);
    }
    close_fd(null);
    return result < 0 ? failed(init, result, "dup3") : 0;
}
