// SPDX-License-Identifier: Apache-2.0
//
// Hands prepared rtnetlink requests to the kernel of this network namespace.
#include <linux/netlink.h>

#include "operations.h"
#include "socket.h"
#include "string.h"

// An acknowledgement repeats the header of its request; an error repeats the whole.
#define ANSWER_MAX 8192

static size_t count_requests(const struct attribute *value) {
    size_t count = 0, at = 0;
    while (at < value->length) { // verified with the message
        uint32_t length;
        memcpy(&length, value->data + at, sizeof length);
        at += GTY_ALIGN((size_t)length);
        count++;
    }
    return count;
}

// Takes the acknowledgements out of one datagram.
static int read_answers(struct init *init, const uint8_t *data, size_t size, size_t *expected) {
    size_t at = 0;
    while (at < size) {
        struct nlmsghdr header;
        struct nlmsgerr error;
        if (size - at < sizeof header) return failed(init, -EBADMSG, "read an answer of rtnetlink");
        memcpy(&header, data + at, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > size - at)
            return failed(init, -EBADMSG, "read an answer of rtnetlink");
        if (header.nlmsg_type == NLMSG_ERROR) {
            if (header.nlmsg_len < sizeof header + sizeof error)
                return failed(init, -EBADMSG, "read an answer of rtnetlink");
            memcpy(&error, data + at + sizeof header, sizeof error);
            if (error.error > 0 || error.error < -4095) return failed(init, -EBADMSG, "read an answer of rtnetlink");
            if (error.error < 0) return failed(init, error.error, "rtnetlink request");
            if (*expected) (*expected)--;
        }
        at += GTY_ALIGN((size_t)header.nlmsg_len);
    }
    return 0;
}

static int exchange(struct init *init, int fd, const struct attribute *value) {
    uint8_t answer[ANSWER_MAX] __attribute__((aligned(4)));
    size_t expected = count_requests(value);
    long result = syscall6(__NR_sendto, fd, (long)value->data, value->length, MSG_NOSIGNAL, 0, 0);
    if (result < 0) return failed(init, result, "send to rtnetlink");
    while (expected) {
        result = syscall6(__NR_recvfrom, fd, (long)answer, sizeof answer, MSG_TRUNC, 0, 0);
        if (result == -EINTR) continue;
        if (result < 0) return failed(init, result, "receive from rtnetlink");
        if (result == 0 || (size_t)result > sizeof answer) return failed(init, -EMSGSIZE, "receive from rtnetlink");
        int read = read_answers(init, answer, (size_t)result, &expected);
        if (read < 0) return read;
    }
    return 0;
}

int configure_network(struct init *init, const struct operation *op) {
    long fd = sys(socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return failed(init, fd, "open an rtnetlink socket");
    int result = exchange(init, (int)fd, &op->values[GTY_A_MESSAGE]);
    close_fd((int)fd);
    return result;
}
