// SPDX-License-Identifier: Apache-2.0
//
// What a hostile process tries on another one.
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void tell(const char *way, long result) {
    if (result >= 0)
        printf("%s allowed\n", way);
    else
        printf("%s %s\n", way, strerrorname_np(errno));
}

static void open_of(const char *pid, const char *name, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
    int fd = open(path, flags | O_CLOEXEC);
    tell(name, fd);
    if (fd >= 0) close(fd);
}

// The parent as the procfs at hand numbers it, which may be another pid namespace's.
static void read_parent(char *pid, size_t size) {
    char text[1024];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (length < 0) fail("attach", "/proc/self/status");
    close(fd);
    text[length] = 0;
    const char *line = strstr(text, "\nPPid:\t");
    snprintf(pid, size, "%ld", line ? strtol(line + 7, NULL, 10) : 0);
}

// `attach PID|parent`: each way into a process, and whether it is allowed.
static void attach(int count, char **args) {
    (void)count;
    bool parent = strcmp(args[0], "parent") == 0;
    pid_t pid = parent ? getppid() : (pid_t)number(args[0]);
    char name[32];
    snprintf(name, sizeof name, "%s", args[0]);
    if (parent) read_parent(name, sizeof name);
    uint64_t word;
    struct iovec here = {&word, sizeof word}, there = {(void *)0x400000, sizeof word};
    tell("ptrace", ptrace(PTRACE_SEIZE, pid, 0, 0)); // ends with this process
    long read = process_vm_readv(pid, &here, 1, &there, 1, 0);
    tell("process_vm_readv", read < 0 && errno == EFAULT ? 0 : read);
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) fail("attach", "pidfd_open");
    for (int fd = 0; fd < 8; fd++) {
        long stolen = syscall(SYS_pidfd_getfd, pidfd, fd, 0);
        if (stolen < 0 && errno == EBADF) continue;
        tell("pidfd_getfd", stolen);
    }
    open_of(name, "mem", O_RDWR);
    open_of(name, "root", O_PATH | O_DIRECTORY);
    open_of(name, "cwd", O_PATH | O_DIRECTORY);
    open_of(name, "exe", O_PATH);
    open_of(name, "fd/0", O_PATH);
    open_of(name, "environ", O_RDONLY);
}

// Takes the own root away and looks at what is below it, as CAP_SYS_ADMIN allows.
static void escape(int count, char **args) {
    (void)count, (void)args;
    int namespace = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    if (namespace < 0) fail("escape", "/proc/self/ns/mnt");
    if (umount2("/", MNT_DETACH)) fail("escape", "umount");
    if (setns(namespace, CLONE_NEWNS)) fail("escape", "setns");
    close(namespace);
}

const struct verb attack_verbs[] = {
    {"attach", 1, attach},
    {"escape", 0, escape},
    {NULL, 0, NULL},
};
