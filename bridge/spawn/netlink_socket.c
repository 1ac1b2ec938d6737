// SPDX-License-Identifier: Apache-2.0
#include "netlink_socket.h"

#include <linux/netlink.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The kernel makes the datagrams of a dump as large as the reader's buffer, up to this.
enum { OFFERED = 32768 };
// How many times as much is read after an overrun.
enum { OVERRUN_FACTOR = 64 };

// ---- opening -----------------------------------------------------------------------------------------------------

static int set_option(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value);
}

static int configure(int fd, struct gty_netlink_socket *request, struct gty_failure *failure) {
    // All of Linux 4.20 and before. PKTINFO tells what came to a group.
    static const int options[] = {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK, NETLINK_PKTINFO};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (set_option(fd, SOL_NETLINK, options[i], 1) < 0) return gty_fail(failure, "configure netlink socket", NULL);
    }
    // FORCE goes beyond net.core.rmem_max, with CAP_NET_ADMIN.
    if (request->receive_buffer > 0 && set_option(fd, SOL_SOCKET, SO_RCVBUFFORCE, request->receive_buffer) < 0 &&
        set_option(fd, SOL_SOCKET, SO_RCVBUF, request->receive_buffer) < 0)
        return gty_fail(failure, "set receive buffer", NULL);
    struct sockaddr_nl address = {.nl_family = AF_NETLINK};
    socklen_t length = sizeof address;
    if (bind(fd, (struct sockaddr *)&address, length) < 0) return gty_fail(failure, "bind netlink socket", NULL);
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) return gty_fail(failure, "getsockname", NULL);
    request->port = address.nl_pid;
    for (size_t i = 0; i < request->group_count; i++) {
        if (set_option(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, (int)request->groups[i]) < 0)
            return gty_fail(failure, "join netlink group", NULL);
    }
    return 0;
}

static int open_here(struct gty_netlink_socket *request, struct gty_failure *failure) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, request->protocol);
    if (fd < 0) return gty_fail(failure, "open netlink socket", NULL);
    if (configure(fd, request, failure) == 0) return fd;
    close(fd);
    return -1;
}

struct visit {
    struct gty_netlink_socket *request;
    struct gty_failure *failure;
    int fd;
};

static void *open_there(void *argument) {
    struct visit *visit = argument;
    if (setns(visit->request->namespace_fd, CLONE_NEWNET) < 0)
        visit->fd = gty_fail(visit->failure, "enter network namespace", NULL);
    else
        visit->fd = open_here(visit->request, visit->failure);
    return NULL;
}

// The program's signal handlers are not to run in another namespace.
static int start_blocked(pthread_t *thread, struct visit *visit) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(thread, NULL, open_there, visit);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

int gty_netlink_open(struct gty_netlink_socket *request, struct gty_failure *failure) {
    if (request->namespace_fd < 0) return open_here(request, failure);
    struct visit visit = {request, failure, -1};
    pthread_t thread;
    errno = start_blocked(&thread, &visit);
    if (errno != 0) return gty_fail(failure, "pthread_create", NULL);
    pthread_join(thread, NULL);
    return visit.fd;
}

// ---- sending -----------------------------------------------------------------------------------------------------

int gty_netlink_send(int fd, const uint8_t *data, size_t length, struct gty_failure *failure) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    ssize_t sent;
    do sent = sendto(fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&kernel, sizeof kernel);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? gty_fail(failure, "send to netlink", NULL) : 0;
}

// ---- receiving ---------------------------------------------------------------------------------------------------

static uint32_t group_of(struct msghdr *message) {
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    struct nl_pktinfo info = {0};
    if (header && header->cmsg_level == SOL_NETLINK && header->cmsg_type == NETLINK_PKTINFO)
        memcpy(&info, CMSG_DATA(header), sizeof info);
    return info.group;
}

// The length of the next datagram, or -1.
static ssize_t peek(int fd) {
    ssize_t length;
    do length = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    while (length < 0 && errno == EINTR);
    return length;
}

struct datagram {
    uint8_t *buffer;
    size_t size;
    size_t length;
    uint32_t group;
    bool from_kernel;
};

static int take_one(int fd, struct datagram *datagram, struct gty_failure *failure) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(struct nl_pktinfo))];
    } control;
    struct sockaddr_nl sender = {0};
    struct iovec part = {datagram->buffer, datagram->size};
    struct msghdr message = {.msg_name = &sender,
                             .msg_namelen = sizeof sender,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t length;
    do length = recvmsg(fd, &message, MSG_DONTWAIT);
    while (length < 0 && errno == EINTR);
    if (length < 0) return gty_fail(failure, "receive from netlink", NULL);
    if (message.msg_flags & MSG_TRUNC) {
        errno = EMSGSIZE;
        return gty_fail(failure, "receive from netlink", NULL);
    }
    datagram->length = (size_t)length;
    datagram->group = group_of(&message);
    datagram->from_kernel = message.msg_namelen == sizeof sender && sender.nl_pid == 0;
    return 0;
}

// Room for a datagram of `length` bytes.
static int make_room(struct datagram *datagram, size_t length, struct gty_failure *failure) {
    if (length <= datagram->size) return 0;
    uint8_t *larger = realloc(datagram->buffer, length);
    if (!larger) return gty_fail(failure, "receive from netlink", NULL);
    datagram->buffer = larger;
    datagram->size = length;
    return 0;
}

// After an overrun the kernel drops messages, and says so no more, until all that it holds has been read. So that is
// done before the overrun is told: whoever then asks for the state of things misses nothing.
static bool goes_on(size_t taken, size_t enough, bool overrun) {
    return taken < (overrun ? enough * OVERRUN_FACTOR : enough);
}

int gty_netlink_receive(int fd, size_t enough, gty_netlink_take *take, void *context, struct gty_failure *failure) {
    struct datagram datagram = {0};
    size_t taken = 0;
    bool overrun = false;
    int result = make_room(&datagram, OFFERED, failure);
    while (result == 0 && goes_on(taken, enough, overrun)) {
        ssize_t length = peek(fd);
        if (length < 0 && errno == EAGAIN) break;
        if (length < 0 && errno == ENOBUFS) {
            overrun = true;
            continue;
        }
        if (length < 0)
            result = gty_fail(failure, "receive from netlink", NULL);
        else
            result = make_room(&datagram, (size_t)length, failure);
        if (result == 0) result = take_one(fd, &datagram, failure);
        if (result < 0) break;
        taken += datagram.length + 1; // a sender of empty datagrams does not hold us either
        if (datagram.from_kernel) take(context, datagram.buffer, datagram.length, datagram.group);
    }
    free(datagram.buffer);
    if (result < 0 || !overrun) return result;
    errno = ENOBUFS;
    return gty_fail(failure, "receive from netlink", NULL);
}
