// SPDX-License-Identifier: Apache-2.0
//
// Joining, making and entering namespaces, and what must be written on the way.
#include <linux/prctl.h>

#include "control.h"
#include "operations.h"
#include "proc.h"
#include "sources.h"
#include "string.h"

#define JOINED_MAX 8

struct joined {
    int fd;
    uint32_t flag;
    const char *words; // type:path up to a comma
    size_t length;
};

static const struct {
    const char *name;
    uint32_t flag;
} types[] = {
    {"user:", CLONE_NEWUSER}, {"ipc:", CLONE_NEWIPC}, {"uts:", CLONE_NEWUTS},       {"net:", CLONE_NEWNET},
    {"pid:", CLONE_NEWPID},   {"mnt:", CLONE_NEWNS},  {"cgroup:", CLONE_NEWCGROUP}, {"time:", CLONE_NEWTIME},
};

// The kernel takes of it what the cpuset has. More CPUs than this no kernel is built for.
int reset_cpu_affinity(struct init *init, const struct operation *op) {
    uint8_t all[1024];
    (void)op;
    for (size_t i = 0; i < sizeof all; i++) all[i] = 0xff;
    long result = sys(sched_setaffinity, 0, sizeof all, all);
    return result < 0 ? failed(init, result, "sched_setaffinity") : 0;
}

int set_oom_score_adjustment(struct init *init, const struct operation *op) {
    (void)op;
    int fd = proc_file(init, "self/oom_score_adj", O_WRONLY);
    if (fd < 0) return failed(init, fd, "open oom_score_adj");
    int result = write_text(init, fd, init->oom_score_adj, "write oom_score_adj");
    close_fd(fd);
    return result;
}

static int fail_namespace(struct init *init, long error, const char *action, const struct joined *joined) {
    struct text text;
    int result = failed(init, error, action);
    text = text_in(init->failure.text, sizeof init->failure.text);
    text_add_bytes(&text, joined->words, joined->length);
    return result;
}

// The next `type:path` of the list.
static int open_namespace(struct init *init, const char **list, struct joined *joined) {
    char path[GTY_PATH_MAX];
    struct text text = text_in(path, sizeof path);
    const char *end = text_find(*list, ',');
    joined->words = *list;
    joined->length = end ? (size_t)(end - *list) : text_length(*list);
    joined->flag = 0;
    *list = end ? end + 1 : *list + joined->length;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t length = text_length(types[i].name);
        if (joined->length <= length || !starts_with(joined->words, types[i].name)) continue;
        joined->flag = types[i].flag;
        text_add_bytes(&text, joined->words + length, joined->length - length);
    }
    if (!joined->flag || text.cut) return fail_namespace(init, -EINVAL, "read namespace path", joined);
    long fd = sys(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return fail_namespace(init, fd, "open namespace", joined);
    joined->fd = (int)fd;
    return 0;
}

// One pass over those that are not joined yet; only those of `allowed` types. EPERM leaves one for the next pass.
static int join_allowed(struct init *init, struct joined *joined, size_t count, uint32_t allowed, bool last) {
    for (size_t i = 0; i < count; i++) {
        if (joined[i].fd < 0 || !(joined[i].flag & allowed)) continue;
        long result = sys(setns, joined[i].fd, joined[i].flag);
        if (result == -EPERM && !last) continue;
        if (result < 0) return fail_namespace(init, result, "setns", &joined[i]);
        close_fd(joined[i].fd);
        joined[i].fd = -1;
    }
    return 0;
}

int join_namespaces(struct init *init, const struct operation *op) {
    (void)op;
    struct joined joined[JOINED_MAX] = {0};
    size_t count = 0;
    const char *list = init->namespaces;
    // Nothing inside may attach to this process while it still holds the host's rights and descriptors.
    long result = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_SET_DUMPABLE");
    while (*list) {
        if (count == JOINED_MAX) return failed(init, -E2BIG, "read namespace path");
        int opened = open_namespace(init, &list, &joined[count]);
        if (opened < 0) return opened;
        count++;
    }
    const uint32_t user = CLONE_NEWUSER, others = ~user;
    // As many as possible with the host's rights, then the user namespace, then those that belong to it.
    int joining = join_allowed(init, joined, count, others, false);
    if (joining == 0) joining = join_allowed(init, joined, count, user, true);
    if (joining == 0) joining = join_allowed(init, joined, count, others, true);
    return joining;
}

int create_user_namespace(struct init *init, const struct operation *op) {
    (void)op;
    long result = sys(unshare, CLONE_NEWUSER);
    if (result < 0) return failed(init, result, "unshare user namespace");
    // A supervisor that is not the host's root may write the maps of a dumpable process only.
    long dumpable = sys(prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
    sys(prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
    struct control_message message;
    control_begin(&message, GTY_MSG_MAP_IDS);
    control_number(&message, GTY_A_PID, (uint32_t)sys(getpid));
    int mapped = control_send(init, &message, -1);
    if (mapped == 0) mapped = control_wait(init);
    if (mapped == 0 && dumpable != 1) result = sys(prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
    return result < 0 ? failed(init, result, "prctl PR_SET_DUMPABLE") : mapped;
}

int become_root(struct init *init, const struct operation *op) {
    (void)op;
    long result = sys(setresgid, 0, 0, 0);
    if (result < 0) return failed(init, result, "setresgid");
    result = sys(setresuid, 0, 0, 0);
    return result < 0 ? failed(init, result, "setresuid") : 0;
}

int unshare_namespaces(struct init *init, const struct operation *op) {
    long result = sys(unshare, number_of(op, GTY_A_FLAGS));
    return result < 0 ? failed(init, result, "unshare") : 0;
}

int set_time_offsets(struct init *init, const struct operation *op) {
    (void)op;
    int result = write_text(init, init->time_offsets, init->offsets, "write timens_offsets");
    close_fd(init->time_offsets);
    init->time_offsets = -1;
    return result;
}

static long clone_child(uint32_t flags, int *pidfd) {
    // With CLONE_PARENT the signal at exit is the one of this process, and must not be given.
    struct clone_args arguments = {
        .flags = (uint64_t)flags | CLONE_PARENT | CLONE_PIDFD,
        .pidfd = (uint64_t)(uintptr_t)pidfd,
    };
    return sys(clone3, &arguments, sizeof arguments);
}

// The child waits until CHILD is sent, so that none of its own messages comes before.
static int wait_for_parent(struct init *init, int ends[2]) {
    char byte;
    long result;
    close_fd(ends[1]);
    do result = sys(read, ends[0], &byte, 1);
    while (result == -EINTR);
    close_fd(ends[0]);
    if (result == 0) exit_process(EXIT_FAILED);
    return result < 0 ? failed(init, result, "wait for the first process") : 0;
}

int clone_process(struct init *init, const struct operation *op) {
    int ends[2], pidfd = -1;
    leave_source_helper(init);
    // Of a process that is killed before it has sent CHILD, the supervisor knows the child by its group alone.
    long result = sys(setpgid, 0, 0);
    if (result < 0) return failed(init, result, "setpgid");
    result = sys(pipe2, ends, O_CLOEXEC);
    if (result < 0) return failed(init, result, "pipe2");
    long pid = clone_child(number_of(op, GTY_A_FLAGS), &pidfd);
    if (pid == 0) return wait_for_parent(init, ends);
    close_fd(ends[0]);
    if (pid < 0) {
        close_fd(ends[1]);
        return failed(init, pid, "clone3");
    }
#ifdef GANTRY_FAULT_INJECTION
    if (init->fault_killed && init->fault_step == init->step) sys(kill, sys(getpid), SIGKILL);
#endif
    struct control_message message;
    control_begin(&message, GTY_MSG_CHILD);
    control_number(&message, GTY_A_PID, (uint32_t)pid);
    int sent = control_send(init, &message, pidfd);
    if (sent == 0) sys(write, ends[1], "", 1);
    close_fd(ends[1]);
    if (sent < 0) return sent;
    exit_process(0);
}
