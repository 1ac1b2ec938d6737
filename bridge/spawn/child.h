// SPDX-License-Identifier: Apache-2.0
//
// What happens between clone3 and exec. The child shares the parent's memory (CLONE_VM) on a stack of its own, while
// the thread that made it sleeps (CLONE_VFORK): it makes system calls, writes to this structure, and nothing else.
#ifndef GANTRY_CHILD_H
#define GANTRY_CHILD_H

#include <stddef.h>

struct gty_child {
    // in
    int init_fd;
    int *descriptors; // become 0, 1, 2 …; the array is used as scratch space
    size_t descriptor_count;
    const int *tasks; // v1 tasks files, open for writing
    size_t task_count;
    char *const *arguments;
    // out
    int executing;      // all that comes before exec is done
    int error;          // errno, 0 if nothing failed
    const char *action; // static
    size_t failed_task; // index of the tasks file, or SIZE_MAX
};

// Never returns: it executes the init, or fills in the error and exits.
void gty_child_run(void *child);

#endif
