// SPDX-License-Identifier: Apache-2.0
//
// The operations that mount, bind and change mounts.
#include <linux/magic.h>

#include "beneath.h"
#include "mount.h"
#include "operations.h"
#include "proc.h"
#include "sources.h"
#include "string.h"

// ---- MOUNT -------------------------------------------------------------------------------------------------------

static int open_mount_target(struct init *init, const struct operation *op, bool *created) {
    struct creation creation = {.type = S_IFDIR, .mode = 0755, .straight = has(op, GTY_A_ORDINARY)};
    struct stat status;
    int fd = open_or_create(init, op, string_of(op, GTY_A_TARGET), &creation, created);
    if (fd == -ELOOP && creation.straight) return failed(init, fd, "must be mounted on ordinary directory");
    if (fd < 0) return fd;
    long result = stat_fd(fd, &status);
    if (result < 0)
        result = failed(init, result, "stat target");
    else if (creation.straight && !is_directory(status.st_mode))
        result = failed(init, -ENOTDIR, "must be mounted on ordinary directory");
    else if (!has(op, GTY_A_IN_PROC))
        result = refuse_proc(init, fd);
    if (result == 0) result = refuse_root(init, fd);
    if (result == 0) return fd;
    close_fd(fd);
    return (int)result;
}

// The `mode` option for a filesystem over an existing directory; NULL leaves the filesystem's own.
static const char *inherited_mode(const struct operation *op, int target, bool created, char *buffer, size_t size) {
    struct stat status;
    if (created || !has(op, GTY_A_INHERIT_MODE) || stat_fd(target, &status) < 0) return NULL;
    struct text text = text_in(buffer, size);
    text_add(&text, "0");
    text_add_octal(&text, status.st_mode & 07777);
    return buffer;
}

// The mount's descriptor, once it is attached: deeper paths may be resolved from it.
static void keep_or_close(struct init *init, const struct operation *op, int mount) {
    if (has(op, GTY_A_KEEP)) {
        struct kept_mount *kept = &init->kept[number_of(op, GTY_A_KEEP)];
        close_fd(kept->fd);
        *kept = (struct kept_mount){.fd = mount, .target = string_of(op, GTY_A_TARGET)};
    } else {
        close_fd(mount);
    }
}

static int finish_mount(struct init *init, const struct operation *op, int mount, int target) {
    int result = change_attributes(init, mount, op);
    if (result == 0 && has(op, GTY_A_COPY_UP)) result = copy_content(init, target, mount);
    if (result == 0) result = attach_mount(init, mount, target);
    if (result == 0) result = set_propagation(init, mount, op);
    return result;
}

int mount_filesystem(struct init *init, const struct operation *op) {
    char buffer[16];
    bool created;
    int target = open_mount_target(init, op, &created);
    if (target < 0) return target;
    int result = make_filesystem(init, op, inherited_mode(op, target, created, buffer, sizeof buffer));
    if (result >= 0) {
        int mount = result;
        result = finish_mount(init, op, mount, target);
        if (result == 0)
            keep_or_close(init, op, mount);
        else
            close_fd(mount);
    }
    close_fd(target);
    return result;
}

// ---- BIND --------------------------------------------------------------------------------------------------------

static int open_bind_source(struct init *init, const struct operation *op) {
    if (!has(op, GTY_A_SLOT)) return open_source(init, op);
    int tree = init->slots[number_of(op, GTY_A_SLOT)];
    return tree < 0 ? failed(init, -EBADF, "take mount source") : tree;
}

static int open_bind_target(struct init *init, const struct operation *op, int source) {
    const char *path = string_of(op, GTY_A_TARGET);
    struct stat status;
    long result = stat_fd(source, &status);
    if (result < 0) return failed(init, result, "stat mount source");
    struct creation creation = {.type = S_IFDIR, .mode = 0755};
    if (!is_directory(status.st_mode)) creation = (struct creation){.type = S_IFREG, .mode = 0644};
    creation.straight = has(op, GTY_A_ORDINARY);
    int fd;
    if (has(op, GTY_A_NO_CREATE)) {
        fd = open_beneath(init, op, path, 0);
        if (fd < 0) return failed(init, fd, "resolve path");
    } else {
        fd = open_or_create(init, op, path, &creation, NULL);
    }
    if (fd < 0) return fd;
    int refused = has(op, GTY_A_IN_PROC) ? 0 : refuse_proc(init, fd);
    if (refused == 0) refused = refuse_root(init, fd);
    if (refused == 0) return fd;
    close_fd(fd);
    return refused;
}

// A directory that is a mount can be neither renamed nor removed by what runs in the container.
static int open_itself(struct init *init, const struct operation *op, int *target) {
    struct creation creation = {.straight = has(op, GTY_A_ORDINARY), .type = S_IFDIR, .mode = 0755};
    *target = open_or_create(init, op, string_of(op, GTY_A_TARGET), &creation, NULL);
    if (*target < 0) return *target;
    int refused = has(op, GTY_A_IN_PROC) ? 0 : refuse_proc(init, *target);
    if (refused == 0) refused = refuse_root(init, *target);
    int tree = refused < 0
                   ? refused
                   : clone_tree(init, *target, "", (has(op, GTY_A_RECURSIVE) ? AT_RECURSIVE : 0) | AT_EMPTY_PATH);
    if (tree < 0) close_fd(*target);
    return tree;
}

int bind_mount(struct init *init, const struct operation *op) {
    bool itself = !has(op, GTY_A_SOURCE) && !has(op, GTY_A_SLOT);
    int target = -1;
    int tree = itself ? open_itself(init, op, &target) : open_bind_source(init, op);
    if (tree < 0) return tree;
    if (!itself) target = open_bind_target(init, op, tree);
    int result = target < 0 ? target : change_attributes(init, tree, op);
    if (result == 0) result = attach_mount(init, tree, target);
    if (result == 0) result = set_propagation(init, tree, op);
    close_fd(target);
    bool early = has(op, GTY_A_SLOT);
    if (result < 0) {
        if (!early) close_fd(tree); // else an alternative may take it
        return result;
    }
    if (early) init->slots[number_of(op, GTY_A_SLOT)] = -1; // a tree can be attached once
    keep_or_close(init, op, tree);
    return 0;
}

// ---- changing what is mounted ------------------------------------------------------------------------------------

static int reconfigure(struct init *init, int target, const char *data) {
    long fd = sys(fspick, target, "", FSPICK_EMPTY_PATH | FSPICK_CLOEXEC);
    if (fd < 0) return failed(init, fd, "fspick");
    int result = configure_filesystem(init, (int)fd, data);
    if (result == 0) result = finish_configuration(init, (int)fd, FSCONFIG_CMD_RECONFIGURE, "reconfigure filesystem");
    close_fd((int)fd);
    return result;
}

static int change_mount(struct init *init, const struct operation *op) {
    int target = open_beneath(init, op, string_of(op, GTY_A_TARGET), 0);
    if (target < 0) return failed(init, target, "resolve path");
    int result = 0;
    if (has(op, GTY_A_DATA) && *string_of(op, GTY_A_DATA))
        result = reconfigure(init, target, string_of(op, GTY_A_DATA));
    if (result == 0) result = change_attributes(init, target, op);
    if (result == 0) result = set_propagation(init, target, op);
    close_fd(target);
    return result;
}

int remount(struct init *init, const struct operation *op) { return change_mount(init, op); }

int set_mount_attributes(struct init *init, const struct operation *op) { return change_mount(init, op); }
