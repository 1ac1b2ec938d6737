// SPDX-License-Identifier: Apache-2.0
//
// Whose a cgroup is. Another may take over one that is empty, or make one of the same name once it is gone: so neither
// its path nor its inode tells. Whoever takes one writes a mark of its own on the directory, an extended attribute, and
// looks for it there before it signals or removes anything.
#ifndef GANTRY_CGROUP_MARK_H
#define GANTRY_CGROUP_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { GTY_CGROUP_MARK_MAX = 2048 };

// In place of the mark that it has. Returns 0, or -1 with errno.
int gty_cgroup_mark(const char *path, const char *mark);

// What it bears. Returns the length, or -1 with errno: ENODATA where there is none.
ssize_t gty_cgroup_find_mark(const char *path, char *mark, size_t size);

// Of an open directory. Everything bears a mark that is NULL.
bool gty_cgroup_bears(int directory, const char *mark);

#ifdef __cplusplus
}
#endif

#endif
