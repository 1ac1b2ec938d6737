// SPDX-License-Identifier: Apache-2.0
//
// The root filesystem: opened, and made "/".
#include "mount.h"
#include "operations.h"
#include "proc.h"
#include "string.h"

int set_root_propagation(struct init *init, const struct operation *op) {
    long fd = sys(openat, AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0) return failed(init, fd, "open /");
    int result = set_propagation(init, (int)fd, op);
    close_fd((int)fd);
    return result;
}

// EINVAL says that the path is no mount point: then its parent may be.
int make_parent_private(struct init *init, const struct operation *op) {
    char path[GTY_PATH_MAX];
    struct text text = text_in(path, sizeof path);
    struct mount_attr attributes = {.propagation = MS_PRIVATE};
    if (has(op, GTY_A_PROPAGATION)) attributes.propagation = number_of(op, GTY_A_PROPAGATION);
    text_add(&text, string_of(op, GTY_A_PATH));
    for (;;) {
        long result = sys(mount_setattr, AT_FDCWD, path, 0, &attributes, sizeof attributes);
        if (result == 0) return 0;
        if (result != -EINVAL || text_equal(path, "/")) return failed(init, result, "make the parent mount private");
        size_t length = text_length(path);
        while (length > 1 && path[length - 1] != '/') length--;
        if (length > 1) length--;
        path[length] = 0;
    }
}

// The root filesystem must be a mount of its own for pivot_root.
static int bind_onto_itself(struct init *init, int fd, const struct operation *op) {
    int tree = clone_tree(init, fd, "", AT_EMPTY_PATH | AT_RECURSIVE);
    if (tree < 0) return tree;
    int result = attach_mount(init, tree, fd);
    if (result == 0) result = set_propagation(init, tree, op);
    if (result == 0) return tree;
    close_fd(tree);
    return result;
}

// What is at `fd` is the pattern: nothing is written there, not even the places for mounts.
static int copy_onto_itself(struct init *init, const struct operation *op, int fd) {
    int mount = make_filesystem(init, op, NULL);
    if (mount < 0) return mount;
    int result = copy_content(init, fd, mount);
    if (result == 0) result = attach_mount(init, mount, fd);
    if (result == 0) return mount;
    close_fd(mount);
    return result;
}

int open_root(struct init *init, const struct operation *op) {
    const char *path = string_of(op, GTY_A_PATH);
    int hidden = proc_hide(init);
    if (hidden < 0) return hidden;
    // Where a link leads may change between what was checked and what is mounted.
    long fd = sys(openat, AT_FDCWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0) return failed(init, fd, "open the root filesystem");
    if (has(op, GTY_A_RECURSIVE) || has(op, GTY_A_COPY_UP)) {
        bool copy = has(op, GTY_A_COPY_UP);
        int tree = copy ? copy_onto_itself(init, op, (int)fd) : bind_onto_itself(init, (int)fd, op);
        close_fd((int)fd);
        if (tree < 0) return tree;
        fd = tree;
    }
    close_fd(init->root);
    init->root = (int)fd;
    init->root_path = path;
    return 0;
}

// The root's descriptor stays valid: it is the same mount, in another place.
int pivot_root(struct init *init, const struct operation *op) {
    (void)op;
    struct mount_attr slave = {.propagation = MS_SLAVE};
    long old = sys(openat, AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (old < 0) return failed(init, old, "open /");
    const char *action = "fchdir to the root filesystem";
    long result = sys(fchdir, init->root);
    if (result == 0) {
        // The old root comes to lie over the new one: no directory for it is needed.
        action = "pivot_root";
        result = sys(pivot_root, ".", ".");
    }
    if (result == 0) {
        // The detaching below must not reach the host.
        action = "make the old root a slave";
        result = sys(mount_setattr, old, "", AT_EMPTY_PATH | AT_RECURSIVE, &slave, sizeof slave);
    }
    if (result == 0) {
        action = "detach the old root";
        result = sys(fchdir, old);
        if (result == 0) result = sys(umount2, ".", MNT_DETACH);
    }
    if (result == 0) {
        action = "chdir to the new root";
        result = sys(chdir, "/");
    }
    close_fd((int)old);
    return result < 0 ? failed(init, result, action) : 0;
}

int change_root(struct init *init, const struct operation *op) {
    (void)op;
    long result = sys(fchdir, init->root);
    if (result < 0) return failed(init, result, "fchdir to the root filesystem");
    result = sys(chroot, ".");
    if (result < 0) return failed(init, result, "chroot");
    result = sys(chdir, "/");
    return result < 0 ? failed(init, result, "chdir to the new root") : 0;
}
