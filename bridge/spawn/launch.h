// SPDX-License-Identifier: Apache-2.0
//
// Starting the init: cgroup directories and writes, the sealed copies, clone3. Free of Node's headers, so that a native
// client can do the same. Nothing here decides: the caller's lists are carried out in their order.
#ifndef GANTRY_LAUNCH_H
#define GANTRY_LAUNCH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gty_cgroup_op {
#define SPAWN_STEP(name, word) GTY_CGROUP_##name,
#include <gantry/steps.def>
};

struct gty_cgroup_step {
    enum gty_cgroup_op op;
    const char *path;
    const char *from;     // COPY
    const uint8_t *value; // WRITE, DEVICE_FILTER (struct bpf_insn each)
    size_t value_length;
    int owned;            // MKDIR
    const char *needed;   // ENABLE: controllers, separated by spaces; may be empty
    const char *optional; // ENABLE: the same of those that may be missing
    const int *skip;      // errnos at which the step is skipped
    size_t skip_count;
    int result; // out: 0 done, >0 errno at which it was skipped, -1 not reached
    int made;   // out: MKDIR made the directory; 0 if it was there before
    int marked; // out: the directory bears the mark
};

struct gty_launch {
    // in
    int init_fd;            // the sealed init
    const uint8_t *message; // the bootstrap message
    size_t message_length;
    uint64_t clone_flags; // CLONE_NEW*
    struct gty_cgroup_step *steps;
    size_t step_count;
    const char *cgroup_mark;  // of the owned directories, or NULL
    const char *const *tasks; // v1 cgroup directories that the child joins by itself
    size_t task_count;
    const char *clone_cgroup; // v2 cgroup directory for CLONE_INTO_CGROUP, or NULL
    int stdio[3];
    const int *preserve; // become 3, 4, …
    size_t preserve_count;
    const char *fifo;             // path of the exec fifo
    int reaper;                   // process 1 will be the init's reaper, and reports
    const char *const *init_args; // further arguments of the init (fault injection in tests), NULL-terminated, or NULL
    // out
    pid_t pid;
    int pidfd;
    int control;        // the supervisor's end of the control socket, nonblocking
    int report;         // the read end of the report pipe, nonblocking; -1 without a reaper
    int error;          // errno, 0 for success
    const char *action; // what failed: "mkdir", "clone3" …
    const char *path;   // what it failed on, or NULL; one of the paths above
    size_t failed_step; // index of the cgroup step that failed, or SIZE_MAX
};

// Carries it all out. On failure everything made (cgroup directories that this call made, descriptors, process) is
// undone. Returns 0 or -1 with error, action, path and failed_step set. Blocks until the init's exec has succeeded.
int gty_launch(struct gty_launch *launch);

#ifdef __cplusplus
}
#endif
#endif
