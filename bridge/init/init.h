// SPDX-License-Identifier: Apache-2.0
//
// What the init knows between two operations.
#ifndef GANTRY_INIT_INIT_H
#define GANTRY_INIT_INIT_H

#include "syscall.h"
#include <gantry/bootstrap.h>

// Of an init that failed, was aborted or lost its supervisor.
#define EXIT_FAILED 255
#define FAILURE_TEXT_MAX 3072u

// The step that the kernel refused. Kept by whoever made the call; everyone above only passes the error on.
struct failure {
    uint32_t operation;
    int error; // positive
    const char *action;
    char text[FAILURE_TEXT_MAX];
    uint32_t status, signal; // of a hook; 0: none
};

// Bytes in the arena that operations append to.
struct collected {
    char *data;
    size_t length, size;
};

// A mount that paths are resolved from.
struct kept_mount {
    int fd;             // -1 before it is made
    const char *target; // what its paths begin with
};

struct init {
    // Descriptors, all close-on-exec.
    int first; // the first of the init's own
    int control, message, fifo;
    int report;       // -1 without, and once process 1 is another
    int reaper;       // ends when process 1 has closed all but its own, -1 without
    int proc;         // the host's procfs, verified; the container's own is never used
    int descriptors;  // procfs's directory of this process's descriptors, by itself; -1 before ROOTFS
    int time_offsets; // opened while the host's rights are there, -1 without
    int root;         // the root filesystem, -1 before ROOTFS
    int empty;        // the tmpfs that masks directories, -1 before the first
    int null;         // the container's null device, -1 before its first use
    int helper;       // the socket of the source helper, -1 without
    long helper_pid;
    int *slots;
    uint32_t slot_count;
    struct kept_mount *kept;
    uint32_t kept_count;

    // The message.
    const uint8_t *data;
    size_t size;
    const char *namespaces, *oom_score_adj, *offsets; // NULL: absent

    // The state of the run.
    uint32_t step;
    uint32_t last_path; // the last step that needs one of `kept`, `null` and `empty`
    bool released;      // READY was answered
    bool starting;      // WAIT_FOR_START was reached
    bool entered;       // a CHDIR succeeded
    uint32_t umask;     // of the programs that the init starts; its own is 0
    const char *root_path;
    struct collected arguments, environment, state;
    const char **vector; // argv and envp, for one execve
    size_t vector_size;
    bool state_used; // a hook has read the state: the next chunk begins another
    const char *executable;
    uint32_t hook_kind, hook_index; // of the hook that runs
    struct failure failure;
#ifdef GANTRY_FAULT_INJECTION
    uint32_t fault_step;
    int fault_error;
    bool fault_hard, fault_killed;
#endif
};

void init_clear(struct init *init);
// argv[1] is the number of the first descriptor.
int init_arguments(struct init *init, int argc, const char *const *argv);
// Checks the descriptors and opens the host's procfs.
int init_prepare(struct init *init);

// Records a failure; `error` is what a system call returned. Returns it as a negative errno.
int failed(struct init *init, long error, const char *action);
// The same with more words: up to three parts, NULL to end.
int failed_with(struct init *init, long error, const char *action, const char *a, const char *b, const char *c);

static inline void close_fd(int fd) {
    if (fd >= 0) sys(close, fd);
}

#endif
