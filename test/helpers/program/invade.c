// SPDX-License-Identifier: Apache-2.0
//
// What a program may try against another process: to get into it, and to do it harm from outside.
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int tried;

static void expect_refusal(const char *what, long result) {
    tried++;
    if (result >= 0) printf("succeeded: %s\n", what);
}

static void open_file(pid_t pid, const char *name, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = open(path, flags);
    char byte;
    // Some files can be opened by anyone of that user and refuse to be read.
    expect_refusal(path, fd < 0 ? -1 : flags == O_RDONLY ? read(fd, &byte, 1) - 1 : 0);
    if (fd >= 0) close(fd);
}

// Writes to whatever descriptor it is: the report may be among them.
static void write_descriptor(pid_t pid, int number) {
    char name[32];
    snprintf(name, sizeof name, "fd/%d", number);
    open_file(pid, name, O_WRONLY | O_NONBLOCK);
    open_file(pid, name, O_RDONLY | O_NONBLOCK);
}

static void enter(pid_t pid, const char *type) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, type);
    int fd = open(path, O_RDONLY);
    expect_refusal(path, fd);
    if (fd >= 0) close(fd);
}

static void try_all(pid_t pid) {
    char buffer[8] = "forged!";
    struct iovec here = {buffer, sizeof buffer}, there = {(void *)0x400000, sizeof buffer};
    expect_refusal("PTRACE_ATTACH", ptrace(PTRACE_ATTACH, pid, NULL, NULL));
    expect_refusal("PTRACE_SEIZE", ptrace(PTRACE_SEIZE, pid, NULL, NULL));
    expect_refusal("process_vm_readv", process_vm_readv(pid, &here, 1, &there, 1, 0));
    expect_refusal("process_vm_writev", process_vm_writev(pid, &here, 1, &there, 1, 0));
    expect_refusal("kcmp", syscall(SYS_kcmp, pid, getpid(), 0, 0, 0));
    open_file(pid, "mem", O_RDWR);
    open_file(pid, "mem", O_RDONLY);
    open_file(pid, "maps", O_RDONLY);
    open_file(pid, "environ", O_RDONLY);
    open_file(pid, "auxv", O_RDONLY);
    open_file(pid, "syscall", O_RDONLY);
    open_file(pid, "exe", O_RDONLY);
    open_file(pid, "root", O_RDONLY | O_DIRECTORY);
    open_file(pid, "cwd", O_RDONLY | O_DIRECTORY);
    enter(pid, "mnt");
    enter(pid, "pid");
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) fail("invade", "pidfd_open");
    for (int number = 0; number < 64; number++) {
        expect_refusal("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, number, 0));
        write_descriptor(pid, number);
    }
    close(pidfd);
}

// `invade PID`: with the program's own rights, and then as root of a user namespace of its own.
static void invade(int count, char **args) {
    (void)count;
    pid_t pid = (pid_t)number(args[0]);
    try_all(pid);
    if (unshare(CLONE_NEWUSER) == 0) try_all(pid);
    printf("tried %s\n", tried > 100 ? "all" : "too few");
}

// Many ways; one that succeeds is named.
static void limit(pid_t pid) {
    // What is set to 0 is what whoever needs it fails for.
    static const int resources[] = {RLIMIT_NOFILE, RLIMIT_SIGPENDING, RLIMIT_AS,
                                    RLIMIT_STACK,  RLIMIT_FSIZE,      RLIMIT_CORE};
    char what[32];
    for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
        snprintf(what, sizeof what, "prlimit %d", resources[i]);
        expect_refusal(what, prlimit(pid, resources[i], &(struct rlimit){0, 0}, NULL));
    }
}

static void slow_down(pid_t pid) {
    struct sched_param idle = {0};
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    expect_refusal("setpriority", setpriority(PRIO_PROCESS, (id_t)pid, 19));
    expect_refusal("ioprio_set",
                   syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0)));
    expect_refusal("sched_setaffinity", sched_setaffinity(pid, sizeof one, &one));
    expect_refusal("sched_setscheduler", sched_setscheduler(pid, SCHED_IDLE, &idle));
}

// Some of them are for their owner to write, whatever else the kernel keeps from him.
static void write_files(pid_t pid) {
    static const char *const names[] = {"oom_score_adj", "autogroup", "timerslack_ns", "coredump_filter", "clear_refs"};
    char name[64];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        open_file(pid, names[i], O_WRONLY);
        snprintf(name, sizeof name, "task/%d/%s", pid, names[i]);
        open_file(pid, name, O_WRONLY);
    }
}

// `harm PID`: what may be refused.
static void harm(int count, char **args) {
    (void)count;
    pid_t pid = (pid_t)number(args[0]);
    limit(pid);
    slow_down(pid);
    write_files(pid);
    printf("tried harm\n");
}

// `flood PID`: all signals many times, whether they may be sent or not.
static void flood(int count, char **args) {
    (void)count;
    pid_t pid = (pid_t)number(args[0]);
    for (int round = 0; round < 2000; round++) {
        for (int signal = 1; signal <= SIGRTMAX; signal++) {
            siginfo_t info = {.si_code = SI_QUEUE};
            info.si_signo = signal;
            kill(pid, signal);
            syscall(SYS_rt_sigqueueinfo, pid, signal, &info);
        }
    }
}

// `queue PID SIGNAL`: as if it came from a process without a number.
static void queue(int count, char **args) {
    (void)count;
    siginfo_t info = {.si_code = SI_QUEUE};
    info.si_signo = (int)number(args[1]);
    if (syscall(SYS_rt_sigqueueinfo, (pid_t)number(args[0]), info.si_signo, &info)) fail("queue", args[0]);
}

// `hold PID`: for a tracer on the host. The process stops where it forks, and its child goes on; so it stays until a
// line is read.
static void hold(int count, char **args) {
    (void)count;
    pid_t pid = (pid_t)number(args[0]);
    unsigned long child = 0;
    int status;
    char line[8];
    if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACEFORK | PTRACE_O_EXITKILL)) fail("hold", args[0]);
    puts("seized");
    fflush(stdout);
    while (waitpid(pid, &status, __WALL) == pid && status >> 8 != (SIGTRAP | PTRACE_EVENT_FORK << 8))
        if (ptrace(PTRACE_CONT, pid, NULL, NULL)) fail("hold", "continue");
    if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child)) fail("hold", "event");
    if (waitpid((pid_t)child, &status, __WALL) < 0) fail("hold", "wait");
    if (ptrace(PTRACE_DETACH, (pid_t)child, NULL, NULL)) fail("hold", "detach");
    printf("forked %lu\n", child);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) fail("hold", "read");
    if (ptrace(PTRACE_DETACH, pid, NULL, NULL)) fail("hold", "let go");
}

static void show_session(int count, char **args) {
    (void)count, (void)args;
    printf("sid %d pgrp %d ppid %d\n", getsid(0), getpgrp(), getppid());
}

// Its streams end, and it does not.
static void closing(int count, char **args) {
    (void)count, (void)args;
    for (int fd = 0; fd < 3; fd++) close(fd);
    pause();
}

const struct verb invade_verbs[] = {
    {"invade", 1, invade}, {"harm", 1, harm},        {"flood", 1, flood},     {"queue", 2, queue},
    {"hold", 1, hold},     {"sid", 0, show_session}, {"closing", 0, closing}, {NULL, 0, NULL},
};
