// SPDX-License-Identifier: Apache-2.0
//
// Paths inside the root filesystem. Whoever made it, or writes to it now, may have put anything at any place: paths are
// resolved beneath the root, or beneath the mount that they lie on, once, and what was found is used by its descriptor.
#ifndef GANTRY_INIT_BENEATH_H
#define GANTRY_INIT_BENEATH_H

#include "message.h"

struct creation {
    uint32_t type; // S_IFDIR or S_IFREG
    uint32_t mode; // of the last component; the directories before it get 0755
    bool straight; // no symbolic link may stand in the path
};

// `path` is the operation's TARGET, or a path of the init's own. With BASE it is resolved from the mount that is kept
// under that number, and nothing leads out of this (EXDEV); without, or without an operation, from the root.

// Opens what is there, with O_PATH. A plain errno, nothing recorded: whether it matters is the caller's to say.
int open_beneath(struct init *init, const struct operation *op, const char *path, uint64_t resolve);
// Opens a path of the host through no symbolic link, with O_PATH. A plain errno, nothing recorded.
int open_straight(const char *path);
// As open_beneath, recorded. ENOENT says that a name of `path` itself is missing; a link that leads nowhere is ELOOP.
int open_protected(struct init *init, const struct operation *op, const char *path);
// Opens a target, or creates it. Dangling links are followed to where they lead beneath the root.
// `created`, if not NULL, tells whether the last component is new.
int open_or_create(struct init *init, const struct operation *op, const char *path, const struct creation *creation,
                   bool *created);
// Opens the directory that holds a target, created where missing; `name` is the target's last component.
int open_parent(struct init *init, const struct operation *op, const char *path, const char **name);
// Refuses what lies on procfs: a mount or a node there could answer for the kernel.
int refuse_proc(struct init *init, int fd);
// 1 for the root of the container, 0 for another file.
int is_root(struct init *init, int fd);
// Refuses the root: those who are in it would not see what is mounted over it.
int refuse_root(struct init *init, int fd);
// True for the root of a mount.
bool is_mount_root(int fd);
// The container's /dev/null, verified to be the null device; O_PATH. It stays open until leave_paths.
int open_null(struct init *init, const struct operation *op);
// Closes what only operations on paths need.
void leave_paths(struct init *init);

static inline bool is_directory(uint32_t mode) { return (mode & S_IFMT) == S_IFDIR; }

#endif
