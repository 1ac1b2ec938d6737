// SPDX-License-Identifier: Apache-2.0
//
// The entry: the kernel leaves argc and argv on the stack, no libc takes them from there.
#include "control.h"
#include "init.h"
#include "message.h"
#include "run.h"
#include "string.h"

#if defined(__x86_64__)
__asm__(".text\n"
        ".globl _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call start_init\n"
        "    ud2\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".globl _start\n"
        "_start:\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    mov x0, sp\n"
        "    and x1, x0, #-16\n"
        "    mov sp, x1\n"
        "    bl start_init\n"
        "    brk #1\n");
#endif

_Noreturn void start_init(const uintptr_t *stack);

static struct init the_init;

_Noreturn void start_init(const uintptr_t *stack) {
    struct init *init = &the_init;
    int argc = (int)stack[0];
    const char *const *argv = (const char *const *)(stack + 1);
    init_clear(init);
    if (init_arguments(init, argc, argv) < 0 || init_prepare(init) < 0 || message_load(init) < 0) control_give_up(init);
    run_message(init);
}
