// SPDX-License-Identifier: Apache-2.0
//
// Only system calls, through syscall(3): it takes no lock, and errno is that of the thread that sleeps.
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/close_range.h>

#include "failure.h"

static _Noreturn void fail(struct gty_child *child, const char *action) {
    child->error = errno;
    child->action = action;
    for (;;) syscall(SYS_exit_group, 127);
}

// A single thread that moves itself ("0" in tasks) does not take cgroup_threadgroup_rwsem, whose write side waits for
// an RCU grace period: several milliseconds on an idle machine.
static void join_cgroups(struct gty_child *child) {
    for (size_t i = 0; i < child->task_count; i++) {
        child->failed_task = i;
        if (syscall(SYS_write, child->tasks[i], "0", 1) != 1) fail(child, "join cgroup");
    }
    child->failed_task = SIZE_MAX;
}

// Sources may lie on each other's targets: those that do are first moved above all targets.
static void place_descriptors(struct gty_child *child) {
    int end = (int)child->descriptor_count;
    for (int i = 0; i < end; i++) {
        if (child->descriptors[i] >= end) continue;
        child->descriptors[i] = (int)syscall(SYS_fcntl, child->descriptors[i], F_DUPFD_CLOEXEC, end);
        if (child->descriptors[i] < 0) fail(child, "duplicate descriptor");
    }
    if (child->init_fd < end) {
        child->init_fd = (int)syscall(SYS_fcntl, child->init_fd, F_DUPFD_CLOEXEC, end);
        if (child->init_fd < 0) fail(child, "duplicate descriptor");
    }
    for (int i = 0; i < end; i++) {
        if (syscall(SYS_dup3, child->descriptors[i], i, 0) < 0) fail(child, "duplicate descriptor");
    }
    // CLOSE_RANGE_CLOEXEC: Linux 5.11. Whatever a library in the supervisor left inheritable ends here.
    if (syscall(SYS_close_range, end, ~0U, CLOSE_RANGE_CLOEXEC) < 0) fail(child, "close_range");
}

static void unblock_signals(void) {
    const uint64_t none = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}

void gty_child_run(void *argument) {
    struct gty_child *child = argument;
    char *const environment[] = {NULL};
    join_cgroups(child);
    place_descriptors(child);
    child->executing = 1;
    unblock_signals();
    syscall(SYS_execveat, child->init_fd, "", child->arguments, environment, AT_EMPTY_PATH);
    fail(child, gty_action(GTY_ACTION_EXECUTE_INIT));
}
