// SPDX-License-Identifier: Apache-2.0
#include "init.h"

#include <linux/magic.h>

#include "proc.h"
#include "string.h"

void init_clear(struct init *init) {
    init->control = init->message = init->fifo = init->proc = -1;
    init->report = init->reaper = init->helper = -1;
    init->descriptors = init->time_offsets = init->root = init->empty = init->null = -1;
}

int failed(struct init *init, long error, const char *action) {
    return failed_with(init, error, action, NULL, NULL, NULL);
}

int failed_with(struct init *init, long error, const char *action, const char *a, const char *b, const char *c) {
    struct failure *failure = &init->failure;
    failure->error = (int)-error;
    failure->action = action;
    struct text text = text_in(failure->text, sizeof failure->text);
    if (a) text_add(&text, a);
    if (a && b) text_add(&text, b);
    if (a && b && c) text_add(&text, c);
    return (int)error;
}

#ifdef GANTRY_FAULT_INJECTION
// fault=STEP:ERRNO makes that step fail before it does anything; `:hard` takes its alternatives away. With `:killed` it
// is carried out, and if it clones, this process is killed right after that.
static bool read_fault(struct init *init, const char *argument) {
    static const char prefix[] = "fault=";
    if (!starts_with(argument, prefix)) return false;
    const char *at = argument + sizeof prefix - 1;
    uint64_t step, error;
    if (!parse_number(&at, &step) || *at++ != ':' || !parse_number(&at, &error)) return false;
    if (step > UINT32_MAX || error == 0 || error > 4095) return false;
    init->fault_step = (uint32_t)step;
    init->fault_error = (int)error;
    init->fault_hard = text_equal(at, ":hard");
    init->fault_killed = text_equal(at, ":killed");
    return *at == 0 || init->fault_hard || init->fault_killed;
}
#endif

int init_arguments(struct init *init, int argc, const char *const *argv) {
    uint64_t first;
    const char *at = argc > 1 ? argv[1] : "";
    if (!parse_number(&at, &first) || *at || first < 3 || first > 1u << 20)
        return failed(init, -EINVAL, "read the arguments");
    init->first = (int)first;
    init->control = init->first + GTY_FD_CONTROL;
    init->message = init->first + GTY_FD_MESSAGE;
    init->fifo = init->first + GTY_FD_FIFO;
#ifdef GANTRY_FAULT_INJECTION
    if (argc > 2 && !read_fault(init, argv[2])) return failed(init, -EINVAL, "read the arguments");
#endif
    return 0;
}

int init_prepare(struct init *init) {
    // Without a hole below its own descriptors, nothing that the init opens can be taken for one of the container's.
    for (int fd = 0; fd < init->first + GTY_FD_COUNT; fd++) {
        long flags = sys(fcntl, fd, F_GETFD);
        if (flags < 0) return failed(init, flags, "check the descriptors");
        if (fd < init->first) continue;
        long result = sys(fcntl, fd, F_SETFD, FD_CLOEXEC);
        if (result < 0) return failed(init, result, "fcntl");
    }
    int report = init->first + GTY_FD_REPORT;
    if (sys(fcntl, report, F_SETFD, FD_CLOEXEC) == 0) init->report = report;
    init->umask = (uint32_t)sys(umask, 0);
    return proc_open(init);
}
