// SPDX-License-Identifier: Apache-2.0
//
// A source that the root of a user namespace could not reach is opened by a helper that has kept the host's rights. It
// opens it in the container's mount namespace: what the host has mounted read-only, nosuid and the like is locked there
// (mount_namespaces(7)), and so it is in the copy. In the host's own, nothing would be.
#include "sources.h"

#include "beneath.h"
#include "mount.h"
#include "operations.h"
#include "socket.h"

#define SIGCHLD 17

struct answer {
    int error;          // negative, or 0
    const char *action; // the helper is a fork: its words lie where they lie here
};

// Where programs of the container's owner can write, a link could have taken the source's place.
int open_source(struct init *init, const struct operation *op) {
    uint32_t flags = has(op, GTY_A_RECURSIVE) ? AT_RECURSIVE : 0;
    const char *path = string_of(op, GTY_A_SOURCE);
    if (!has(op, GTY_A_ORDINARY)) return clone_tree(init, AT_FDCWD, path, flags);
    int fd = open_straight(path);
    if (fd < 0) return failed(init, fd, "open mount source");
    int tree = clone_tree(init, fd, "", flags | AT_EMPTY_PATH);
    close_fd(fd);
    return tree;
}

// ---- the helper --------------------------------------------------------------------------------------------------

static int enter_mount_namespace(struct init *init, int namespace) {
    if (namespace < 0) return 0; // it came with the first request
    long result = sys(setns, namespace, CLONE_NEWNS);
    close_fd(namespace);
    return result < 0 ? failed(init, result, "setns to the mount namespace") : 0;
}

// It opens nothing but what the message names, in that order.
static int open_next(struct init *init, struct operation_reader *reader) {
    struct attribute attribute;
    struct operation op;
    do {
        if (next_operation(reader, &attribute) <= 0) return failed(init, -EBADMSG, "find the next mount source");
    } while (attribute.type != GTY_OP_OPEN_SOURCE);
    int result = operation_parse(init, &attribute, &op);
    return result < 0 ? result : open_source(init, &op);
}

_Noreturn static void be_source_helper(struct init *init, int requests) {
    struct operation_reader reader = operations_of(init);
    char request;
    int namespace;
    while (socket_receive(requests, &request, sizeof request, &namespace) > 0) {
        int tree = enter_mount_namespace(init, namespace);
        if (tree == 0) tree = open_next(init, &reader);
        struct answer answer = {0};
        if (tree < 0) answer = (struct answer){.error = tree, .action = init->failure.action};
        if (socket_send(requests, &answer, sizeof answer, tree) < 0) break;
        close_fd(tree);
    }
    exit_process(0);
}

int start_source_helper(struct init *init, const struct operation *op) {
    int ends[2];
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    (void)op;
    long result = sys(socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
    if (result < 0) return failed(init, result, "socketpair");
    long pid = sys(clone3, &arguments, sizeof arguments);
    if (pid == 0) {
        close_fd(ends[0]); // the end of this process is seen by it
        be_source_helper(init, ends[1]);
    }
    close_fd(ends[1]);
    if (pid < 0) close_fd(ends[0]);
    if (pid < 0) return failed(init, pid, "clone3");
    init->helper = ends[0];
    init->helper_pid = pid;
    return 0;
}

void leave_source_helper(struct init *init) {
    if (init->helper < 0) return;
    close_fd(init->helper);
    init->helper = -1;
    while (sys(wait4, init->helper_pid, NULL, 0, NULL) == -EINTR) continue;
}

// ---- the init ----------------------------------------------------------------------------------------------------

// The mount namespace goes along, so that the helper needs no right over this process.
static int ask(struct init *init, int *tree) {
    struct answer answer = {.error = -EPIPE, .action = "ask the source helper"};
    char request = 0;
    long namespace = sys(openat, init->proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC, 0);
    if (namespace < 0) return failed(init, namespace, "open the mount namespace");
    *tree = -1;
    if (socket_send(init->helper, &request, sizeof request, (int)namespace) > 0)
        socket_receive(init->helper, &answer, sizeof answer, tree);
    close_fd((int)namespace);
    if (answer.error < 0) return failed(init, answer.error, answer.action);
    return *tree < 0 ? failed(init, -EBADF, "ask the source helper") : 0;
}

int open_mount_source(struct init *init, const struct operation *op) {
    int tree;
    if (init->helper < 0) return failed(init, -EBADF, "ask the source helper");
    int result = ask(init, &tree);
    if (result < 0) return result;
    int *slot = &init->slots[number_of(op, GTY_A_SLOT)];
    close_fd(*slot);
    *slot = tree;
    return 0;
}
