// SPDX-License-Identifier: Apache-2.0
//
// System calls without a libc: each returns what the kernel returns, a negative errno on failure.
#ifndef GANTRY_INIT_SYSCALL_H
#define GANTRY_INIT_SYSCALL_H

#include <asm/fcntl.h>
#include <asm/stat.h>
#include <asm/statfs.h>
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <linux/stat.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Newer than some headers, or never in the kernel's own.
#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#define MNT_DETACH 2
#define F_OK 0
#define X_OK 1
#define SEEK_SET 0
#define SIGKILL 9

#if defined(__x86_64__)
static inline long syscall6(long number, long a, long b, long c, long d, long e, long f) {
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
static inline long syscall6(long number, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
    return x0;
}
#else
#error "the init is written for x86_64 and aarch64"
#endif

#define SYSCALL_0(n) syscall6(n, 0, 0, 0, 0, 0, 0)
#define SYSCALL_1(n, a) syscall6(n, (long)(a), 0, 0, 0, 0, 0)
#define SYSCALL_2(n, a, b) syscall6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define SYSCALL_3(n, a, b, c) syscall6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define SYSCALL_4(n, a, b, c, d) syscall6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define SYSCALL_5(n, a, b, c, d, e) syscall6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define SYSCALL_PICK(n, a, b, c, d, e, name, ...) name
// sys(openat2, …): the call of that name with up to five arguments.
#define sys(name, ...)                                                                                                 \
    SYSCALL_PICK(__NR_##name __VA_OPT__(, ) __VA_ARGS__, SYSCALL_5, SYSCALL_4, SYSCALL_3, SYSCALL_2, SYSCALL_1,        \
                 SYSCALL_0)                                                                                            \
    (__NR_##name __VA_OPT__(, ) __VA_ARGS__)

_Noreturn static inline void exit_process(int status) {
    for (;;) sys(exit_group, status);
}

static inline long stat_fd(int fd, struct stat *result) { return sys(newfstatat, fd, "", result, AT_EMPTY_PATH); }

#endif
