// SPDX-License-Identifier: Apache-2.0
//
// Packets with descriptors, and the kernel's socket structures, which no uapi header has.
#ifndef GANTRY_INIT_SOCKET_H
#define GANTRY_INIT_SOCKET_H

#include <asm/socket.h>
#include <stddef.h>
#include <stdint.h>

#define AF_UNIX 1
#define AF_NETLINK 16
#define SOCK_SEQPACKET 5
#define SOCK_RAW 3
#define SOCK_CLOEXEC 02000000
#define SCM_RIGHTS 1
#define MSG_TRUNC 0x20
#define MSG_NOSIGNAL 0x4000
#define MSG_CMSG_CLOEXEC 0x40000000

struct io_vector {
    void *base;
    size_t length;
};

struct message_header {
    void *name;
    int name_length;
    struct io_vector *vectors;
    size_t vector_count;
    void *control;
    size_t control_length;
    unsigned flags;
};

// A packet, with a descriptor unless it is -1. Both return what the kernel returns, and are not interrupted.
long socket_send(int socket, const void *data, size_t length, int fd);
// `fd` becomes -1 where none came along.
long socket_receive(int socket, void *data, size_t length, int *fd);

#endif
