// SPDX-License-Identifier: Apache-2.0
#include "cgroup_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cgroup_mark.h"
#include "cgroup_walk.h"

// As many processes are held at a time. With fewer descriptors left than that, it takes more turns.
enum { BATCH = 256 };

struct pids {
    pid_t *data;
    size_t length, size;
};

struct visit {
    struct gty_cgroup_round *request;
    struct pids met;         // all of them
    struct pids here, again; // of the directory, kept from one to the next
};

static int add(struct pids *pids, pid_t pid) {
    if (pids->length == pids->size) {
        size_t size = 2 * pids->size + 64;
        pid_t *data = realloc(pids->data, size * sizeof *data);
        if (data == NULL) return -1;
        pids->data = data;
        pids->size = size;
    }
    pids->data[pids->length++] = pid;
    return 0;
}

static int compare(const void *a, const void *b) {
    pid_t left = *(const pid_t *)a, right = *(const pid_t *)b;
    return (left > right) - (left < right);
}

static int read_numbers(int fd, struct pids *pids) {
    char buffer[4096];
    long number = -1;
    for (;;) {
        ssize_t length = read(fd, buffer, sizeof buffer);
        if (length < 0 && errno == EINTR) continue;
        if (length <= 0) return (int)length;
        for (ssize_t i = 0; i < length; i++) {
            if (buffer[i] >= '0' && buffer[i] <= '9') {
                number = (number < 0 ? 0 : number) * 10 + buffer[i] - '0';
            } else if (number >= 0) {
                if (add(pids, (pid_t)number) < 0) return -1;
                number = -1;
            }
        }
    }
}

// All processes of the cgroup, in order. Each opening of the file lists them anew.
static int list(int directory, struct pids *pids) {
    pids->length = 0;
    int fd = openat(directory, "cgroup.procs", O_RDONLY | O_CLOEXEC);
    int result = fd < 0 ? -1 : read_numbers(fd, pids);
    int error = errno;
    if (fd >= 0) close(fd);
    errno = error;
    // Removed meanwhile; or threaded, then the processes are listed at the cgroup where the threads begin.
    if (result < 0 && (error == ENOENT || error == ENODEV || error == EOPNOTSUPP)) result = 0;
    if (result == 0 && pids->length > 1) qsort(pids->data, pids->length, sizeof *pids->data, compare);
    return result;
}

static bool has(const struct pids *pids, pid_t pid) {
    return pids->length > 0 && bsearch(&pid, pids->data, pids->length, sizeof pid, compare) != NULL;
}

static bool has_ended(int pidfd) {
    struct pollfd polled = {.fd = pidfd, .events = POLLIN};
    return poll(&polled, 1, 0) > 0;
}

// Between the list and the opening of a pidfd the pid may have become another process's. Whoever is in the list that
// is read afterwards is either the one that is held, or that one has ended and takes no signal.
static int signal_batch(struct visit *visit, int directory, const pid_t *pids, const int *pidfds, size_t count) {
    if (list(directory, &visit->again) < 0) return -1;
    for (size_t i = 0; i < count; i++) {
        // One of a pid namespace that is not ours can only be told of.
        if (pids[i] != 0) {
            if (pidfds[i] < 0 || !has(&visit->again, pids[i]) || has_ended(pidfds[i])) continue;
            syscall(SYS_pidfd_send_signal, pidfds[i], visit->request->signal, NULL, 0);
        }
        if (add(&visit->met, pids[i]) < 0) return -1;
    }
    return 0;
}

static int refuse_self(int directory, void *argument) {
    struct visit *visit = argument;
    if (list(directory, &visit->here) < 0) return -1;
    if (!has(&visit->here, getpid())) return 0;
    errno = EDEADLK;
    return -1;
}

static int signal_processes(int directory, void *argument) {
    struct visit *visit = argument;
    struct pids *here = &visit->here;
    if (list(directory, here) < 0) return -1;
    int pidfds[BATCH], result = 0;
    for (size_t start = 0; result == 0 && start < here->length;) {
        size_t count = 0;
        for (; count < BATCH && start + count < here->length; count++) {
            pid_t pid = here->data[start + count];
            pidfds[count] = pid == 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
            if (pid != 0 && pidfds[count] < 0 && errno != ESRCH && errno != EINVAL) break;
        }
        if (count == 0) return -1;
        result = signal_batch(visit, directory, here->data + start, pidfds, count);
        int error = errno;
        for (size_t i = 0; i < count; i++) {
            if (pidfds[i] >= 0) close(pidfds[i]);
        }
        errno = error;
        start += count;
    }
    return result;
}

static int list_processes(int directory, void *argument) {
    struct visit *visit = argument;
    int result = list(directory, &visit->here);
    for (size_t i = 0; result == 0 && i < visit->here.length; i++) result = add(&visit->met, visit->here.data[i]);
    return result;
}

// Returns false where there is no such file, or it does not take the value.
static bool set(int directory, const char *name, const char *value) {
    int fd = openat(directory, name, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool written = write(fd, value, strlen(value)) >= 0;
    close(fd);
    return written;
}

// The value of freezer.state: THAWED, FREEZING or FROZEN.
static bool is_frozen(int directory) {
    char state[16] = {0};
    int fd = openat(directory, "freezer.state", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t length = read(fd, state, sizeof state - 1);
    close(fd);
    return length > 0 && strncmp(state, "FR", 2) == 0;
}

static int thaw(int directory, void *argument) {
    struct visit *visit = argument;
    if (is_frozen(directory)) visit->request->frozen = true;
    if (!set(directory, "freezer.state", "THAWED")) set(directory, "cgroup.freeze", "0");
    return 0;
}

// Another's is as good as gone.
static int open_cgroup(const struct gty_cgroup_round *request, const char *path) {
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return -1;
    if (gty_cgroup_is_hierarchy(directory))
        errno = EBUSY;
    else if (!gty_cgroup_bears(directory, request->mark))
        errno = ENOENT;
    else
        return directory;
    int error = errno;
    close(directory);
    errno = error;
    return -1;
}

static int fail(struct gty_failure *failure, const char *path) {
    if (errno == EBUSY) return gty_fail(failure, "take the root of a hierarchy for", path);
    return gty_fail(failure, errno == EDEADLK ? "kill this very process in" : "find the processes in", path);
}

static int walk(struct visit *visit, int directory, int64_t deadline, int (*meet)(int, void *)) {
    return gty_cgroup_walk(directory, visit->request->signal == SIGKILL, deadline, meet, visit);
}

static int check_tree(struct visit *visit, const char *path, int64_t deadline, struct gty_failure *failure) {
    int directory = open_cgroup(visit->request, path);
    if (directory < 0) return errno == ENOENT ? 0 : fail(failure, path);
    int result = walk(visit, directory, deadline, refuse_self);
    if (result < 0) fail(failure, path);
    close(directory);
    return result;
}

static int signal_tree(struct visit *visit, const char *path, int64_t deadline, struct gty_failure *failure) {
    struct gty_cgroup_round *request = visit->request;
    int directory = open_cgroup(request, path);
    if (directory < 0) return errno == ENOENT ? 0 : fail(failure, path);
    if (request->freeze && !set(directory, "freezer.state", "FROZEN")) set(directory, "cgroup.freeze", "1");
    // v2 since 5.14: nothing forks away from it. What it does not kill is met below.
    if (request->signal == SIGKILL) set(directory, "cgroup.kill", "1");
    int result = walk(visit, directory, deadline, request->signal == 0 ? list_processes : signal_processes);
    if (result < 0) fail(failure, path);
    close(directory);
    return result;
}

static bool can_freeze(int directory) {
    return faccessat(directory, "freezer.state", F_OK, 0) == 0 || faccessat(directory, "cgroup.freeze", F_OK, 0) == 0;
}

// Also after the deadline, at least the top: it may have been frozen here.
static int thaw_tree(struct visit *visit, const char *path, int64_t deadline, struct gty_failure *failure) {
    int directory = open_cgroup(visit->request, path);
    if (directory < 0) return 0;
    int result = can_freeze(directory) ? gty_cgroup_walk(directory, false, deadline, thaw, visit) : 0;
    if (result < 0) gty_fail(failure, "thaw", path);
    if (is_frozen(directory)) visit->request->frozen_above = path;
    close(directory);
    return result;
}

int gty_cgroup_signal(struct gty_cgroup_round *request, struct gty_failure *failure) {
    int64_t deadline = gty_now() + (int64_t)request->timeout * GTY_MILLISECOND;
    struct visit visit = {.request = request};
    int result = 0;
    request->frozen = false;
    request->frozen_above = NULL;
    // Nothing is frozen or signalled before it is known that this process is not among them.
    for (size_t i = 0; i < request->path_count && request->signal != 0 && result == 0; i++) {
        result = check_tree(&visit, request->paths[i], deadline, failure);
    }
    for (size_t i = 0; i < request->path_count && result == 0; i++) {
        result = signal_tree(&visit, request->paths[i], deadline, failure);
    }
    struct gty_failure first = *failure;
    bool thaws = request->signal == SIGKILL || request->freeze;
    for (size_t i = 0; i < request->path_count && thaws; i++) {
        if (thaw_tree(&visit, request->paths[i], deadline, failure) < 0 && result == 0) {
            first = *failure;
            result = -1;
        }
    }
    *failure = first;
    free(visit.here.data);
    free(visit.again.data);
    request->pids = visit.met.data;
    request->pid_count = visit.met.length;
    return result;
}
