// SPDX-License-Identifier: Apache-2.0
//
// Netlink sockets: opened in any network namespace, and read without losing a byte. What is in the messages is not
// looked at here.
#ifndef GANTRY_NETLINK_SOCKET_H
#define GANTRY_NETLINK_SOCKET_H

#include <stddef.h>
#include <stdint.h>

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gty_netlink_socket {
    // in
    int protocol;           // NETLINK_ROUTE …
    int namespace_fd;       // a network namespace, or -1 for that of the calling thread
    const uint32_t *groups; // multicast groups to join, by number
    size_t group_count;
    int receive_buffer; // SO_RCVBUF in bytes; 0: the system's
    // out
    uint32_t port; // as the kernel has assigned it
};

// Returns a bound, nonblocking, close-on-exec socket with strict checking and extended acknowledgements on, or -1. A
// namespace is entered by a thread that ends with the call: no other thread is moved.
int gty_netlink_open(struct gty_netlink_socket *request, struct gty_failure *failure);

// Sends one datagram to the kernel, which acts on it before this returns: that may take its time. 0, or -1 with EAGAIN
// where the socket takes no more.
int gty_netlink_send(int fd, const uint8_t *data, size_t length, struct gty_failure *failure);

// Called with each datagram; `group` is 0 if it was sent to this socket alone.
typedef void gty_netlink_take(void *context, const uint8_t *data, size_t length, uint32_t group);

// Takes datagrams of the kernel until there are none, or about `enough` bytes of them. Those of other senders are
// dropped. 0, or -1: ENOBUFS if the kernel dropped messages because the socket was full, after all that it still held
// has been taken.
int gty_netlink_receive(int fd, size_t enough, gty_netlink_take *take, void *context, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
