// SPDX-License-Identifier: Apache-2.0
//
// Hooks that run in the container's namespaces.
#include <linux/memfd.h>
#include <linux/poll.h>
#include <linux/time_types.h>

#include "operations.h"
#include "string.h"
#include "vector.h"
#include "words.h"

#define SIGCHLD 17
#define EXIT_NOT_EXECUTED 127
#define HOOK_ERROR 3 // the one descriptor of the child besides its streams: it says why exec failed
#define CLOCK_MONOTONIC 1
// What of each stream is reported; more is read and dropped, so that the hook does not block.
#define OUTPUT_MAX 1024
// Reads of a stream in one go, of what a pipe holds: whoever writes on must not keep the init from looking at the time.
#define READS_MAX 128

struct hook {
    long pid;
    int pidfd;
    int input;     // the state
    int error;     // the child's end closes at its exec, or carries the errno of what failed
    int output[2]; // read ends of its streams, -1 when they ended
    struct text text[2];
    char data[2][OUTPUT_MAX];
};

// Large, and one runs at a time.
static struct hook the_hook;

int prepare_hook_state(struct init *init, const struct operation *op) {
    const char *chunk = string_of(op, GTY_A_CHUNK);
    if (init->state_used) init->state.length = 0;
    init->state_used = false;
    return collect(init, &init->state, chunk, text_length(chunk));
}

// A memfd, so that a hook that does not read it cannot make the init wait.
static int open_state(struct init *init) {
    char end[24];
    struct text text = text_in(end, sizeof end);
    text_add_number(&text, (uint64_t)sys(getpid)); // as the hook sees it, in the same namespace
    text_add(&text, "}");
    long fd = sys(memfd_create, "hook state", MFD_CLOEXEC);
    if (fd < 0) return failed(init, fd, "memfd_create");
    long result = sys(write, fd, init->state.data, init->state.length);
    if (result >= 0) result = sys(write, fd, end, text.length);
    if (result >= 0) result = sys(lseek, fd, 0, SEEK_SET);
    if (result >= 0) return (int)fd;
    close_fd((int)fd);
    return failed(init, result, "write hook state");
}

// ---- in the child ------------------------------------------------------------------------------------------------

_Noreturn static void run_child(struct init *init, const struct operation *op, int input, const int *output,
                                int error) {
    const struct attribute *args = &op->values[GTY_A_ARGS], *env = &op->values[GTY_A_ENV];
    size_t environment = vector_add(init, 0, (const char *)args->data, args->length);
    size_t end = 0;
    if (environment && env->data)
        end = vector_add(init, environment, (const char *)env->data, env->length);
    else if (environment)
        end = vector_add(init, environment, init->environment.data, init->environment.length);
    long result = end ? 0 : -E2BIG;
    if (result >= 0) result = sys(dup3, input, 0, 0);
    if (result >= 0) result = sys(dup3, output[0], 1, 0);
    if (result >= 0) result = sys(dup3, output[1], 2, 0);
    if (result >= 0 && init->root >= 0) result = sys(fchdir, init->root);
    // Closed before exec looks up its path, as in EXEC.
    if (result >= 0 && error != HOOK_ERROR) result = sys(dup3, error, HOOK_ERROR, O_CLOEXEC);
    if (result >= 0) {
        error = HOOK_ERROR;
        result = sys(close_range, HOOK_ERROR + 1, ~0u, 0);
    }
    if (result >= 0) {
        reset_signals();
        sys(setsid); // it leads a group: what it starts can be ended with it
        sys(umask, init->umask);
        result = sys(execve, string_of(op, GTY_A_PATH), init->vector, init->vector + environment);
    }
    int number = (int)-result;
    sys(write, error, &number, sizeof number);
    exit_process(EXIT_NOT_EXECUTED);
}

// ---- in the init -------------------------------------------------------------------------------------------------

struct pipes {
    int out[2], err[2], error[2];
};

static void close_pipes(struct pipes *pipes) {
    int *ends = pipes->out;
    for (int i = 0; i < 6; i++) {
        close_fd(ends[i]);
        ends[i] = -1;
    }
}

static int open_pipes(struct init *init, struct pipes *pipes) {
    *pipes = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
    long result = sys(pipe2, pipes->out, O_CLOEXEC | O_NONBLOCK);
    if (result == 0) result = sys(pipe2, pipes->err, O_CLOEXEC | O_NONBLOCK);
    if (result == 0) result = sys(pipe2, pipes->error, O_CLOEXEC);
    // Only the init's ends must not block.
    if (result == 0) result = sys(fcntl, pipes->out[1], F_SETFL, 0);
    if (result == 0) result = sys(fcntl, pipes->err[1], F_SETFL, 0);
    if (result == 0) return 0;
    close_pipes(pipes);
    return failed(init, result, "pipe2");
}

static int start_hook(struct init *init, const struct operation *op, struct hook *hook, int input) {
    struct pipes pipes;
    struct clone_args arguments = {
        .flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)&hook->pidfd, .exit_signal = SIGCHLD};
    int result = open_pipes(init, &pipes);
    if (result < 0) return result;
    hook->pid = sys(clone3, &arguments, sizeof arguments);
    if (hook->pid == 0) {
        int output[2] = {pipes.out[1], pipes.err[1]};
        run_child(init, op, input, output, pipes.error[1]);
    }
    if (hook->pid < 0) {
        close_pipes(&pipes);
        return failed(init, hook->pid, "clone3");
    }
    hook->output[0] = pipes.out[0];
    hook->output[1] = pipes.err[0];
    hook->error = pipes.error[0];
    pipes.out[0] = pipes.err[0] = pipes.error[0] = -1;
    close_pipes(&pipes);
    return 0;
}

// Reads what is there, and no more than that; closes a stream that ended.
static void drain(struct hook *hook, int stream) {
    char buffer[512];
    for (int reads = 0; reads < READS_MAX && hook->output[stream] >= 0; reads++) {
        long count = sys(read, hook->output[stream], buffer, sizeof buffer);
        if (count == -EINTR) continue;
        if (count == -EAGAIN) return;
        if (count <= 0) {
            close_fd(hook->output[stream]);
            hook->output[stream] = -1;
            return;
        }
        text_add_bytes(&hook->text[stream], buffer, (size_t)count);
        if (count < (long)sizeof buffer) return;
    }
}

static struct __kernel_timespec now(void) {
    struct __kernel_timespec time = {0};
    sys(clock_gettime, CLOCK_MONOTONIC, &time);
    return time;
}

// The time left until `end`; false when there is none.
static bool time_left(const struct __kernel_timespec *end, struct __kernel_timespec *left) {
    struct __kernel_timespec time = now();
    left->tv_sec = end->tv_sec - time.tv_sec;
    left->tv_nsec = end->tv_nsec - time.tv_nsec;
    if (left->tv_nsec < 0) {
        left->tv_nsec += 1000000000;
        left->tv_sec--;
    }
    return left->tv_sec >= 0;
}

// Until the hook itself has ended: a process that it left behind may hold its streams for ever.
static bool wait_for_hook(struct hook *hook, uint32_t timeout) {
    struct __kernel_timespec end = now(), left;
    end.tv_sec += timeout;
    for (;;) {
        struct pollfd polled[3] = {
            {.fd = hook->pidfd, .events = POLLIN},
            {.fd = hook->output[0], .events = POLLIN},
            {.fd = hook->output[1], .events = POLLIN},
        };
        bool limited = timeout > 0;
        if (limited && !time_left(&end, &left)) return false;
        long ready = sys(ppoll, polled, 3, limited ? &left : NULL, NULL, 0);
        if (ready < 0 && ready != -EINTR) return false;
        for (int stream = 0; stream < 2; stream++) drain(hook, stream);
        if (ready > 0 && polled[0].revents) return true;
    }
}

static void describe_output(struct init *init, const struct hook *hook) {
    struct text text = text_in(init->failure.text, sizeof init->failure.text);
    text_add(&text, "stdout: ");
    text_add_bytes(&text, hook->text[0].data, hook->text[0].length);
    text_add(&text, ", stderr: ");
    text_add_bytes(&text, hook->text[1].data, hook->text[1].length);
}

static int finish_hook(struct init *init, struct hook *hook, bool ended) {
    int status = 0, error = 0;
    if (!ended) {
        sys(kill, -hook->pid, SIGKILL);
        sys(kill, hook->pid, SIGKILL); // one that does not lead its group yet
    }
    long result;
    do result = sys(wait4, hook->pid, &status, 0, NULL);
    while (result == -EINTR);
    if (result < 0) return failed(init, result, "wait for hook");
    for (int stream = 0; stream < 2; stream++) drain(hook, stream);
    if (sys(read, hook->error, &error, sizeof error) == sizeof error) return failed(init, -error, "execute hook");
    uint32_t signal = (uint32_t)status & 0x7f, code = (uint32_t)status >> 8 & 0xff;
    if (ended && !signal && !code) return 0;
    result = failed(init, ended ? -ECHILD : -ETIMEDOUT, "run hook");
    init->failure.status = code;
    init->failure.signal = signal;
    describe_output(init, hook);
    return (int)result;
}

int run_hook(struct init *init, const struct operation *op) {
    struct hook *hook = &the_hook;
    *hook = (struct hook){.pidfd = -1, .error = -1, .output = {-1, -1}};
    for (int stream = 0; stream < 2; stream++) hook->text[stream] = text_in(hook->data[stream], OUTPUT_MAX);
    init->state_used = true;
    init->hook_kind = (uint32_t)__builtin_ctz(number_of(op, GTY_A_KIND));
    init->hook_index = number_of(op, GTY_A_INDEX);
    int input = open_state(init);
    if (input < 0) return input;
    int result = start_hook(init, op, hook, input);
    close_fd(input);
    if (result < 0) return result;
    result = finish_hook(init, hook, wait_for_hook(hook, number_of(op, GTY_A_TIMEOUT)));
    for (int stream = 0; stream < 2; stream++) close_fd(hook->output[stream]);
    close_fd(hook->error);
    close_fd(hook->pidfd);
    return result;
}
