// SPDX-License-Identifier: Apache-2.0
//
// Process 1 of a container that has a reaper. It takes over what the kernel asks of the first process of a pid
// namespace, so that the user's program is an ordinary process: it reaps, says how the program ended, and ends with its
// owner. It forwards no signals: the supervisor has the program's pidfd. Nothing may lead into it: it has ids of its
// own where there are any, is not dumpable, has no capabilities, and holds three descriptors. Where it must share its
// ids with the program, that may bound its resources, lower its priority and send it signals, and changes nothing by it
// but the time that it takes.
#include <asm/ioctls.h>
#include <linux/capability.h>
#include <linux/eventpoll.h>
#include <linux/prctl.h>
#include <linux/signalfd.h>

#include "control.h"
#include "operations.h"
#include "proc.h"

#define SIGCHLD 17
#define SIG_SETMASK 2
#define WNOHANG 1
// Processes that are reaped before it looks again whether its owner is there: orphans can be made without end.
#define REAPED_MAX 64

// What it holds.
enum { REPORT, SIGNALS, EVENTS, HELD };

static const uint64_t all_signals = ~UINT64_C(0), ended_signal = UINT64_C(1) << (SIGCHLD - 1);

// ---- becoming it ----------------------------------------------------------------------------------------------------

static int take_ids(struct init *init, const struct operation *op) {
    uint32_t uid = number_of(op, GTY_A_UID), gid = number_of(op, GTY_A_GID);
    long result = sys(setgroups, 0, NULL);
    // Where groups cannot be set there is nothing to be had from them either: see the id maps of user_namespaces(7).
    if (result < 0 && result != -EPERM) return failed(init, result, "setgroups of the reaper");
    result = sys(setresgid, gid, gid, gid);
    if (result < 0) return failed(init, result, "setgid of the reaper");
    result = sys(setresuid, uid, uid, uid);
    return result < 0 ? failed(init, result, "setuid of the reaper") : 0;
}

static int drop_capabilities(struct init *init) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    long result = sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_CAP_AMBIENT_CLEAR_ALL of the reaper");
    result = sys(capset, &header, none);
    return result < 0 ? failed(init, result, "capset of the reaper") : 0;
}

static int become_harmless(struct init *init, const struct operation *op) {
    // With the rights of root: others may not be let into the root directory.
    long root = sys(chdir, "/");
    if (root < 0) return failed(init, root, "chdir of the reaper");
    int result = take_ids(init, op);
    if (result == 0) result = drop_capabilities(init);
    if (result < 0) return result;
    // Last: a change of ids makes a process dumpable where fs.suid_dumpable is 1.
    long dumpable = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (dumpable < 0) return failed(init, dumpable, "prctl PR_SET_DUMPABLE of the reaper");
    // It would be kept in memory as long as the container runs.
    sys(munmap, init->data, init->size);
    return 0;
}

// Everything but the end of a child is ignored: that is how the kernel treats process 1. To wait with epoll needs no
// descriptors beyond those that are there, whatever becomes of RLIMIT_NOFILE.
static int watch(struct init *init, bool owned) {
    struct epoll_event ended = {.events = EPOLLIN, .data = SIGNALS}, unread = {.data = REPORT};
    sys(rt_sigprocmask, SIG_SETMASK, &ended_signal, NULL, sizeof ended_signal);
    long signals = sys(signalfd4, -1, &ended_signal, sizeof ended_signal, O_CLOEXEC | O_NONBLOCK);
    if (signals < 0) return failed(init, signals, "signalfd of the reaper");
    long events = sys(epoll_create1, EPOLL_CLOEXEC);
    if (events < 0) return failed(init, events, "epoll_create1 of the reaper");
    long result = sys(epoll_ctl, events, EPOLL_CTL_ADD, signals, &ended);
    if (result == 0 && owned) result = sys(epoll_ctl, events, EPOLL_CTL_ADD, init->report, &unread);
    if (result < 0) return failed(init, result, "epoll_ctl of the reaper");
    const long held[HELD] = {[REPORT] = init->report, [SIGNALS] = signals, [EVENTS] = events};
    for (int fd = 0; fd < HELD && result >= 0; fd++) result = sys(dup3, held[fd], fd, O_CLOEXEC);
    return result < 0 ? failed(init, result, "dup3 of the reaper") : 0;
}

// ---- being it -------------------------------------------------------------------------------------------------------

_Noreturn static void program_ended(uint32_t status) {
    struct control_message message;
    uint32_t signal = status & 0x7f, code = status >> 8 & 0xff;
    control_begin(&message, GTY_MSG_EXITED);
    if (signal)
        control_number(&message, GTY_A_SIGNAL, signal);
    else
        control_number(&message, GTY_A_STATUS, code);
    control_end(&message);
    sys(write, REPORT, message.data, message.length);
    exit_process((int)(signal ? 128 + signal : code));
}

// True where there may be more.
static bool reap(long program) {
    int status = 0;
    for (int reaped = 0; reaped < REAPED_MAX; reaped++) {
        long pid = sys(wait4, -1, &status, WNOHANG, NULL);
        if (pid <= 0) return false;
        if (pid == program) program_ended((uint32_t)status);
    }
    return true;
}

// Process 1 can only end with all that runs in the container: when the program has ended, or when its owner has and
// nobody reads the report any more. No error of the wait is an end.
_Noreturn static void be_reaper(long program) {
    struct epoll_event events[HELD];
    struct signalfd_siginfo signal;
    bool more = false;
    for (;;) {
        long ready = syscall6(__NR_epoll_pwait, EVENTS, (long)events, HELD, more ? 0 : -1, 0, 0);
        for (long i = 0; i < ready; i++)
            if (events[i].data == REPORT) exit_process(EXIT_FAILED);
        sys(read, SIGNALS, &signal, sizeof signal);
        more = reap(program);
    }
}

_Noreturn static void become_reaper(struct init *init, const struct operation *op, long program) {
    int result = become_harmless(init, op);
    if (result == 0) result = watch(init, !has(op, GTY_A_DETACHED));
    if (result < 0) {
        init->failure.operation = op->number;
        control_give_up(init);
    }
    // Also its own end of the pipe that the program waits on.
    sys(close_range, HELD, ~0u, 0);
    be_reaper(program);
}

// ---- the program's side ---------------------------------------------------------------------------------------------

// The kernel takes no id that the user namespace does not map.
static int check_ids(struct init *init, const struct operation *op) {
    uint32_t uid = number_of(op, GTY_A_UID), gid = number_of(op, GTY_A_GID);
    long user = sys(setfsuid, uid), group = sys(setfsgid, gid);
    bool taken = (uint32_t)sys(setfsuid, user) == uid && (uint32_t)sys(setfsgid, group) == gid;
    long result = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_SET_DUMPABLE");
    return taken ? 0 : failed(init, -EINVAL, "check the ids of the reaper");
}

// The supervisor signals it by this, and sets its resource limits.
static int send_program(struct init *init) {
    struct control_message message;
    long pidfd = sys(pidfd_open, sys(getpid), 0);
    if (pidfd < 0) return failed(init, pidfd, "pidfd_open");
    control_begin(&message, GTY_MSG_PROGRAM);
    int result = control_send(init, &message, (int)pidfd);
    close_fd((int)pidfd);
    return result;
}

static int lead_session(struct init *init, bool terminal) {
    long result = sys(setsid);
    if (result < 0) return failed(init, result, "setsid");
    if (terminal) result = sys(ioctl, 0, TIOCSCTTY, 0);
    return result < 0 ? failed(init, result, "set the controlling terminal") : 0;
}

int start_reaper(struct init *init, const struct operation *op) {
    int ends[2];
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    if (init->report < 0) return failed(init, -EBADF, "check the descriptor of the report");
    int taken = has(op, GTY_A_FALLBACK) ? check_ids(init, op) : 0;
    if (taken < 0) return taken;
    // What is sent to the program waits until its exec.
    sys(rt_sigprocmask, SIG_SETMASK, &all_signals, NULL, sizeof all_signals);
    long result = has(op, GTY_A_TERMINAL) ? sys(ioctl, 0, TIOCNOTTY, 0) : 0;
    if (result < 0) return failed(init, result, "give up the controlling terminal");
    result = sys(pipe2, ends, O_CLOEXEC);
    if (result < 0) return failed(init, result, "pipe2");
    long pid = sys(clone3, &arguments, sizeof arguments);
    if (pid > 0) become_reaper(init, op, pid);
    if (pid < 0) return failed(init, pid, "clone3");
    close_fd(init->report);
    close_fd(ends[1]);
    init->report = -1;
    init->reaper = ends[0];
    proc_follow(init);
    int sent = send_program(init);
    return sent < 0 ? sent : lead_session(init, has(op, GTY_A_TERMINAL));
}

int wait_for_reaper(struct init *init) {
    char byte;
    long result;
    if (init->reaper < 0) return 0;
    do result = sys(read, init->reaper, &byte, 1);
    while (result == -EINTR);
    close_fd(init->reaper);
    init->reaper = -1;
    return result < 0 ? failed(init, result, "wait for the reaper") : 0;
}
