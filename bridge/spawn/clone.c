// SPDX-License-Identifier: Apache-2.0
#include "clone.h"

#include <sys/syscall.h>

#if defined(__x86_64__)

long gty_clone(struct clone_args *arguments, void (*function)(void *), void *argument) {
    long result;
    // The system call keeps all registers but rax, rcx and r11, in the child too.
    register void (*child)(void *) __asm__("r8") = function;
    register void *value __asm__("r9") = argument;
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t" // the end of the chain of frames
                     "movq %[value], %%rdi\n\t"
                     "callq *%[child]\n\t"
                     "hlt\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone3), "D"(arguments),
                       "S"(sizeof *arguments), [child] "r"(child), [value] "r"(value)
                     : "rcx", "r11", "memory");
    return result;
}

#elif defined(__aarch64__)

long gty_clone(struct clone_args *arguments, void (*function)(void *), void *argument) {
    // The system call keeps all registers but x0, in the child too.
    register long result __asm__("x0") = (long)arguments;
    register unsigned long size __asm__("x1") = sizeof *arguments;
    register long number __asm__("x8") = SYS_clone3;
    register void (*child)(void *) __asm__("x9") = function;
    register void *value __asm__("x10") = argument;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, xzr\n\t" // the end of the chain of frames
                     "mov x0, %[value]\n\t"
                     "blr %[child]\n\t"
                     "brk #0\n"
                     "1:"
                     : "+r"(result)
                     : "r"(size), "r"(number), [child] "r"(child), [value] "r"(value)
                     : "memory");
    return result;
}

#else
#error "gantry runs on x86_64 and aarch64"
#endif
