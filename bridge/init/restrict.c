// SPDX-License-Identifier: Apache-2.0
//
// Paths that the container may see but not change, or not see at all.
#include "beneath.h"
#include "mount.h"
#include "operations.h"

static int make_tree_readonly(struct init *init, int tree, unsigned recursive) {
    struct mount_attr readonly = {.attr_set = MOUNT_ATTR_RDONLY};
    long result = sys(mount_setattr, tree, "", AT_EMPTY_PATH | recursive, &readonly, sizeof readonly);
    return result < 0 ? failed(init, result, "mount_setattr") : 0;
}

static int bind_readonly(struct init *init, int target) {
    int tree = clone_tree(init, target, "", AT_EMPTY_PATH | AT_RECURSIVE);
    if (tree < 0) return tree;
    int result = make_tree_readonly(init, tree, AT_RECURSIVE);
    if (result == 0) result = attach_mount(init, tree, target);
    close_fd(tree);
    return result;
}

// Over the root of a mount nothing is bound: those who are in it already, as all are in the container's root, would not
// see it, nor would what is resolved from that mount. The container's root is made read-only as by `root.readonly`:
// without what is mounted in it.
int make_path_readonly(struct init *init, const struct operation *op) {
    int target = open_protected(init, op, string_of(op, GTY_A_TARGET));
    if (target < 0) return target;
    int root = is_root(init, target);
    int result = root;
    if (root >= 0) {
        unsigned recursive = root ? 0 : AT_RECURSIVE;
        result = is_mount_root(target) ? make_tree_readonly(init, target, recursive) : bind_readonly(init, target);
    }
    close_fd(target);
    return result;
}

static int mask_file(struct init *init, int target) {
    int null = open_null(init, NULL);
    if (null < 0) return null;
    int tree = clone_tree(init, null, "", AT_EMPTY_PATH);
    if (tree < 0) return tree;
    int result = attach_mount(init, tree, target);
    close_fd(tree);
    return result;
}

static int make_empty(struct init *init) {
    long fd = sys(fsopen, "tmpfs", FSOPEN_CLOEXEC);
    if (fd < 0) return failed(init, fd, "fsopen");
    // Room for the root directory; with 1 some kernels refuse it, and nothing can be written anyway.
    int result = configure_filesystem(init, (int)fd, "source=tmpfs,nr_blocks=1,nr_inodes=2");
    if (result == 0) result = finish_configuration(init, (int)fd, FSCONFIG_CMD_CREATE, "create filesystem");
    if (result == 0) {
        long mount = sys(fsmount, fd, FSMOUNT_CLOEXEC,
                         MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        result = mount < 0 ? failed(init, mount, "fsmount") : (int)mount;
    }
    close_fd((int)fd);
    return result;
}

// The first mount is kept open: until Linux 6.15 only an attached one can be copied.
static int mask_directory(struct init *init, int target) {
    bool first = init->empty < 0;
    int tree = first ? make_empty(init) : clone_tree(init, init->empty, "", AT_EMPTY_PATH);
    if (tree < 0) return tree;
    int result = attach_mount(init, tree, target);
    if (first && result == 0)
        init->empty = tree;
    else
        close_fd(tree);
    return result;
}

int mask_path(struct init *init, const struct operation *op) {
    struct stat status;
    int target = open_protected(init, op, string_of(op, GTY_A_TARGET));
    if (target < 0) return target;
    int result = refuse_root(init, target);
    long stat = stat_fd(target, &status);
    if (result == 0 && stat < 0) result = failed(init, stat, "stat target");
    if (result == 0) result = is_directory(status.st_mode) ? mask_directory(init, target) : mask_file(init, target);
    close_fd(target);
    return result;
}
