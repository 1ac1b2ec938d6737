// SPDX-License-Identifier: Apache-2.0
//
// What a program may try against another process.
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
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

// `queue PID SIGNAL`: as if it came from a process without a number.
static void queue(int count, char **args) {
    (void)count;
    siginfo_t info = {.si_code = SI_QUEUE};
    info.si_signo = (int)number(args[1]);
    if (syscall(SYS_rt_sigqueueinfo, (pid_t)number(args[0]), info.si_signo, &info)) fail("queue", args[0]);
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
    {"invade", 1, invade}, {"queue", 2, queue}, {"sid", 0, show_session}, {"closing", 0, closing}, {NULL, 0, NULL},
};
