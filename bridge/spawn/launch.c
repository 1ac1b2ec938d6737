// SPDX-License-Identifier: Apache-2.0
#include "launch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gantry/bootstrap.h>

#include "cgroup.h"
#include "child.h"
#include "clone.h"
#include "failure.h"
#include "seal.h"

// Of the child: a few small frames. The page below faults.
enum { STACK_SIZE = 65536, GUARD_SIZE = 65536 };
// clone_args.set_tid and the like are not used; the signal mask of the kernel has 64 bits.
static const uint64_t all_signals = ~UINT64_C(0);

// What a launch holds until the init runs.
struct resources {
    int *tasks; // open tasks files; -1: not open
    int clone_cgroup;
    int message;
    int fifo;
    int control[2]; // ours, the init's
    int report[2];  // the same
    int *descriptors;
    char **arguments;
    char first_descriptor[16];
    uint8_t *stack;
};

// A descriptor that is not open now would be one of ours later.
static int check_descriptors(const struct gty_launch *launch, struct gty_failure *failure) {
    int closed = fcntl(launch->init_fd, F_GETFD) < 0;
    for (size_t i = 0; i < 3; i++) closed |= fcntl(launch->stdio[i], F_GETFD) < 0;
    for (size_t i = 0; i < launch->preserve_count; i++) closed |= fcntl(launch->preserve[i], F_GETFD) < 0;
    return closed ? gty_fail(failure, "check descriptors", NULL) : 0;
}

static int open_tasks(const struct gty_launch *launch, struct resources *held, struct gty_failure *failure) {
    held->tasks = malloc((launch->task_count + 1) * sizeof *held->tasks);
    if (held->tasks == NULL) return gty_fail(failure, "allocate memory", NULL);
    for (size_t i = 0; i < launch->task_count; i++) held->tasks[i] = -1;
    for (size_t i = 0; i < launch->task_count; i++) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s/tasks", launch->tasks[i]) >= (int)sizeof path)
            errno = ENAMETOOLONG;
        else
            held->tasks[i] = open(path, O_WRONLY | O_CLOEXEC);
        if (held->tasks[i] < 0) return gty_fail(failure, "open tasks", launch->tasks[i]);
    }
    if (launch->clone_cgroup == NULL) return 0;
    held->clone_cgroup = open(launch->clone_cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return held->clone_cgroup < 0 ? gty_fail(failure, "open cgroup", launch->clone_cgroup) : 0;
}

static int open_descriptors(const struct gty_launch *launch, struct resources *held, struct gty_failure *failure) {
    held->message = gty_seal_data("gantry-message", launch->message, launch->message_length, failure);
    if (held->message < 0) return -1;
    held->fifo = open(launch->fifo, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (held->fifo < 0) return gty_fail(failure, "open exec fifo", launch->fifo);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, held->control) < 0) {
        return gty_fail(failure, "socketpair", NULL);
    }
    if (fcntl(held->control[0], F_SETFL, O_NONBLOCK) < 0) return gty_fail(failure, "fcntl", NULL);
    if (launch->reaper && pipe2(held->report, O_CLOEXEC | O_NONBLOCK) < 0) return gty_fail(failure, "pipe2", NULL);
    return 0;
}

// The descriptors in the order of the numbers they get, and the argument vector that says where the init's begin.
static int lay_out(const struct gty_launch *launch, struct resources *held, struct gty_failure *failure) {
    size_t first = 3 + launch->preserve_count;
    size_t extra = 0;
    while (launch->init_args != NULL && launch->init_args[extra] != NULL) extra++;
    held->descriptors = malloc((first + GTY_FD_COUNT + 1) * sizeof *held->descriptors);
    held->arguments = calloc(extra + 3, sizeof *held->arguments);
    if (held->descriptors == NULL || held->arguments == NULL) return gty_fail(failure, "allocate memory", NULL);
    memcpy(held->descriptors, launch->stdio, sizeof launch->stdio);
    for (size_t i = 0; i < launch->preserve_count; i++) held->descriptors[3 + i] = launch->preserve[i];
    held->descriptors[first + GTY_FD_CONTROL] = held->control[1];
    held->descriptors[first + GTY_FD_MESSAGE] = held->message;
    held->descriptors[first + GTY_FD_FIFO] = held->fifo;
    held->descriptors[first + GTY_FD_REPORT] = held->report[1];
    snprintf(held->first_descriptor, sizeof held->first_descriptor, "%zu", first);
    held->arguments[0] = (char *)"gantry-init";
    held->arguments[1] = held->first_descriptor;
    for (size_t i = 0; i < extra; i++) held->arguments[2 + i] = (char *)launch->init_args[i];
    return 0;
}

static int make_stack(struct resources *held, struct gty_failure *failure) {
    void *memory = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return gty_fail(failure, "allocate stack", NULL);
    held->stack = memory;
    if (mprotect(held->stack + GUARD_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE) == 0) return 0;
    return gty_fail(failure, "allocate stack", NULL);
}

static void reap(int pidfd) {
    siginfo_t info;
    while (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) < 0 && errno == EINTR) continue;
    close(pidfd);
}

// What two errors say of the cgroup that is cloned into.
static const char *clone_action(int error) {
    if (error == EOPNOTSUPP) return gty_action(GTY_ACTION_CLONE_BELOW_THREADED);
    return error == ENOENT ? gty_action(GTY_ACTION_CLONE_OUTSIDE) : "clone3";
}

static int spawn(struct gty_launch *launch, const struct resources *held, struct gty_failure *failure) {
    struct gty_child child = {
        .init_fd = launch->init_fd,
        .descriptors = held->descriptors,
        .descriptor_count = 3 + launch->preserve_count + GTY_FD_COUNT + (launch->reaper ? 1 : 0),
        .tasks = held->tasks,
        .task_count = launch->task_count,
        .arguments = held->arguments,
        .failed_task = SIZE_MAX,
    };
    int pidfd = -1;
    struct clone_args arguments = {
        // CLONE_CLEAR_SIGHAND: Linux 5.5. The handlers are Node's and run in its memory. What is ignored stays so, also
        // over the exec: that is for the init to end.
        .flags = launch->clone_flags | CLONE_VM | CLONE_VFORK | CLONE_PIDFD | CLONE_CLEAR_SIGHAND,
        .pidfd = (uintptr_t)&pidfd,
        .exit_signal = SIGCHLD,
        .stack = (uintptr_t)(held->stack + GUARD_SIZE),
        .stack_size = STACK_SIZE,
    };
    if (held->clone_cgroup >= 0) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)held->clone_cgroup;
    }
    // A handler of Node's must not run in the child. The raw call also blocks the two signals that glibc keeps open.
    uint64_t mask;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all_signals, &mask, sizeof mask);
    long pid = gty_clone(&arguments, gty_child_run, &child);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
    if (pid < 0) {
        errno = (int)-pid;
        return gty_fail(failure, held->clone_cgroup < 0 ? "clone3" : clone_action(errno), launch->clone_cgroup);
    }
    if (child.error == 0 && child.executing) {
        launch->pid = (pid_t)pid;
        launch->pidfd = pidfd;
        return 0;
    }
    reap(pidfd);
    errno = child.error != 0 ? child.error : EINTR;
    if (child.error == 0) return gty_fail(failure, "start the init: it was killed", NULL);
    return gty_fail(failure, child.action, child.failed_task == SIZE_MAX ? NULL : launch->tasks[child.failed_task]);
}

static void close_open(int fd) {
    if (fd >= 0) close(fd);
}

static void release(const struct gty_launch *launch, struct resources *held) {
    for (size_t i = 0; held->tasks != NULL && i < launch->task_count; i++) close_open(held->tasks[i]);
    close_open(held->clone_cgroup);
    close_open(held->message);
    close_open(held->fifo);
    close_open(held->control[1]);
    close_open(held->report[1]);
    free(held->tasks);
    free(held->descriptors);
    free(held->arguments);
    if (held->stack != NULL) munmap(held->stack, GUARD_SIZE + STACK_SIZE);
}

static int start(struct gty_launch *launch, struct gty_failure *failure) {
    struct resources held = {.clone_cgroup = -1, .message = -1, .fifo = -1, .control = {-1, -1}, .report = {-1, -1}};
    int result = -1;
    if (open_tasks(launch, &held, failure) == 0 && open_descriptors(launch, &held, failure) == 0 &&
        lay_out(launch, &held, failure) == 0 && make_stack(&held, failure) == 0) {
        result = spawn(launch, &held, failure);
    }
    if (result == 0) {
        launch->control = held.control[0];
        launch->report = held.report[0];
    } else {
        close_open(held.control[0]);
        close_open(held.report[0]);
    }
    release(launch, &held);
    return result;
}

int gty_launch(struct gty_launch *launch) {
    struct gty_failure failure = {0};
    launch->pid = -1;
    launch->pidfd = -1;
    launch->control = -1;
    launch->report = -1;
    launch->failed_step = SIZE_MAX;
    int result = check_descriptors(launch, &failure);
    if (result == 0) {
        result =
            gty_cgroup_apply(launch->steps, launch->step_count, launch->cgroup_mark, &launch->failed_step, &failure);
    }
    if (result == 0) {
        result = start(launch, &failure);
        if (result < 0) gty_cgroup_undo(launch->steps, launch->step_count);
    }
    launch->error = failure.error;
    launch->action = failure.action;
    launch->path = failure.path;
    return result;
}
