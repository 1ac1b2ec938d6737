// SPDX-License-Identifier: Apache-2.0
//
// `round CGROUP PID ELSEWHERE.procs FREEZE`: sends SIGTERM to what is in the cgroup, and prints at each signal the
// state of the cgroup's freezer. Linked with --wrap=syscall: right before the pidfd of PID is opened, PID moves
// elsewhere.
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup_signal.h"

static const char *cgroup, *moved, *elsewhere;

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

static void move(void) {
    int fd = open(elsewhere, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, moved, strlen(moved)) < 0) exit(3);
    close(fd);
}

static void print_state(void) {
    char path[4096], state[16] = {0};
    if (snprintf(path, sizeof path, "%s/freezer.state", cgroup) >= (int)sizeof path) exit(3);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, state, sizeof state - 1) < 0) exit(3);
    close(fd);
    printf("%s", state);
}

long __wrap_syscall(long number, ...) {
    va_list list;
    va_start(list, number);
    long values[4];
    for (int i = 0; i < 4; i++) values[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_pidfd_open && values[0] == atol(moved)) move();
    if (number == SYS_pidfd_send_signal) print_state();
    return __real_syscall(number, values[0], values[1], values[2], values[3]);
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    const char *paths[] = {argv[1]};
    struct gty_cgroup_round round = {.paths = paths, .path_count = 1, .signal = SIGTERM, .timeout = 1000};
    struct gty_failure failure = {0};
    cgroup = argv[1];
    moved = argv[2];
    elsewhere = argv[3];
    round.freeze = strcmp(argv[4], "freeze") == 0;
    if (gty_cgroup_signal(&round, &failure) < 0) {
        fprintf(stderr, "%s %s: %s\n", failure.action, failure.path, strerror(failure.error));
        return 1;
    }
    free(round.pids);
    return 0;
}
