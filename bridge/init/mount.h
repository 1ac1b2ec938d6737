// SPDX-License-Identifier: Apache-2.0
//
// The mount API by descriptors (Linux 5.2; mount_setattr 5.12): a mount is made detached, changed, and then attached.
#ifndef GANTRY_INIT_MOUNT_H
#define GANTRY_INIT_MOUNT_H

#include "message.h"

// open_tree with OPEN_TREE_CLONE: a detached copy of a mount.
int clone_tree(struct init *init, int directory, const char *path, uint32_t flags);
// Puts a detached mount over what `target` refers to.
int attach_mount(struct init *init, int mount, int target);
// ATTR_SET, ATTR_CLEAR, ATTR_DROP, and the recursive forms of the first two. What is locked stays where it was to be
// dropped, and is refused by name where it was to be cleared.
int change_attributes(struct init *init, int mount, const struct operation *op);
// PROPAGATION, one after another.
int set_propagation(struct init *init, int mount, const struct operation *op);

// A new filesystem from FSTYPE, SOURCE, DATA and ATTR_SET, as a detached mount; `mode` is an option, or NULL.
int make_filesystem(struct init *init, const struct operation *op, const char *mode);
// Gives the words of `data` to the filesystem of a configuration descriptor.
int configure_filesystem(struct init *init, int fd, const char *data);
int finish_configuration(struct init *init, int fd, uint32_t command, const char *action);

// Copies the content of a directory into an empty one.
int copy_content(struct init *init, int from, int to);

#endif
