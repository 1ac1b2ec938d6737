// SPDX-License-Identifier: Apache-2.0
//
// Reading and writing the files of cgroups.
#ifndef GANTRY_CGROUP_FILE_H
#define GANTRY_CGROUP_FILE_H

#include <stddef.h>
#include <sys/types.h>

// Enough for any list; cgroup files give at most a page in one read.
enum { GTY_CGROUP_VALUE_MAX = 4096 };

// Reads a file into `buffer`, up to its size. Returns the length or -1.
ssize_t gty_cgroup_read_file(const char *path, char *buffer, size_t size);

// The start of a file of a cgroup, as a string. Returns its length or -1.
ssize_t gty_cgroup_read_in(const char *directory, const char *name, char *text, size_t size);

// One write(2): the kernel parses each write as a whole value. Returns 0 or -1.
int gty_cgroup_write_file(const char *path, const void *value, size_t length);

#endif
