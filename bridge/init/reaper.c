// SPDX-License-Identifier: Apache-2.0
//
// Process 1 of a container that has a reaper. It takes over what the kernel asks of the first process of a pid
// namespace, so that the user's program is an ordinary process: it reaps, hands on the signals that come from outside,
// and says how the program ended. The program shares its user, so nothing may lead into it: it is not dumpable, has no
// capabilities, holds two descriptors, and obeys no process of the container.
#include <asm/ioctls.h>
#include <linux/capability.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/signalfd.h>

#include "control.h"
#include "operations.h"
#include "proc.h"

#define SIGCHLD 17
#define SIG_SETMASK 2
#define SI_USER 0
#define WNOHANG 1
#define SIGNALS_READ 16

static const uint64_t all_signals = ~UINT64_C(0);

struct reaper {
    long program;
    int report, signals;
    bool detached;
};

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
    if (result < 0) return failed(init, result, "capset of the reaper");
    result = sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return result < 0 ? failed(init, result, "prctl PR_SET_NO_NEW_PRIVS of the reaper") : 0;
}

static int become_harmless(struct init *init, const struct operation *op) {
    int result = take_ids(init, op);
    if (result == 0) result = drop_capabilities(init);
    if (result < 0) return result;
    // Last: a change of ids makes a process dumpable where fs.suid_dumpable is 1.
    long dumpable = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (dumpable < 0) return failed(init, dumpable, "prctl PR_SET_DUMPABLE of the reaper");
    // The program's secrets are in its message.
    sys(munmap, init->data, init->size);
    long root = sys(chdir, "/");
    return root < 0 ? failed(init, root, "chdir of the reaper") : 0;
}

// Also its own end of the pipe that the program waits on.
static void close_others(const struct reaper *reaper) {
    int low = reaper->report < reaper->signals ? reaper->report : reaper->signals;
    int high = reaper->report < reaper->signals ? reaper->signals : reaper->report;
    sys(close_range, 0, low - 1, 0);
    if (low + 1 < high) sys(close_range, low + 1, high - 1, 0);
    sys(close_range, high + 1, ~0u, 0);
}

// ---- being it -------------------------------------------------------------------------------------------------------

_Noreturn static void program_ended(const struct reaper *reaper, uint32_t status) {
    struct control_message message;
    uint32_t signal = status & 0x7f, code = status >> 8 & 0xff;
    control_begin(&message, GTY_MSG_EXITED);
    if (signal)
        control_number(&message, GTY_A_SIGNAL, signal);
    else
        control_number(&message, GTY_A_STATUS, code);
    control_end(&message);
    sys(write, reaper->report, message.data, message.length);
    exit_process((int)(signal ? 128 + signal : code));
}

static void reap(const struct reaper *reaper) {
    int status = 0;
    for (;;) {
        long pid = sys(wait4, -1, &status, WNOHANG, NULL);
        if (pid <= 0) return;
        if (pid == reaper->program) program_ended(reaper, (uint32_t)status);
    }
}

// A sender outside of the pid namespace has no number in it. The kernel lets nobody else than the sender itself claim
// to be kill(2), so one inside cannot say so.
static bool is_from_outside(const struct signalfd_siginfo *signal) {
    return signal->ssi_code == SI_USER && signal->ssi_pid == 0;
}

static void take_signals(const struct reaper *reaper) {
    struct signalfd_siginfo signals[SIGNALS_READ];
    long length = sys(read, reaper->signals, signals, sizeof signals);
    for (long i = 0; i < length / (long)sizeof *signals; i++)
        if (is_from_outside(&signals[i])) sys(kill, reaper->program, signals[i].ssi_signo);
}

// Process 1 can only end with all that runs in the container: when the program has ended, or when its owner has and
// nobody reads the report any more.
_Noreturn static void be_reaper(const struct reaper *reaper) {
    struct pollfd polled[2] = {{.fd = reaper->signals, .events = POLLIN}, {.fd = reaper->report}};
    for (;;) {
        long ready = sys(ppoll, polled, reaper->detached ? 1 : 2, NULL, NULL, 0);
        if (ready < 0 && ready != -EINTR) exit_process(EXIT_FAILED);
        if (ready > 0 && polled[1].revents) exit_process(EXIT_FAILED);
        take_signals(reaper);
        reap(reaper);
    }
}

_Noreturn static void become_reaper(struct init *init, const struct operation *op, long program) {
    struct reaper reaper = {.program = program, .report = init->report, .detached = has(op, GTY_A_DETACHED)};
    int result = become_harmless(init, op);
    if (result == 0) {
        long signals = sys(signalfd4, -1, &all_signals, sizeof all_signals, O_CLOEXEC | O_NONBLOCK);
        if (signals < 0) result = failed(init, signals, "signalfd of the reaper");
        reaper.signals = (int)signals;
    }
    if (result < 0) {
        init->failure.operation = op->number;
        control_give_up(init);
    }
    close_others(&reaper);
    be_reaper(&reaper);
}

// ---- the program's side ---------------------------------------------------------------------------------------------

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
    // From here on they wait: in process 1 for ever, in the program until its exec.
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
    return lead_session(init, has(op, GTY_A_TERMINAL));
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
