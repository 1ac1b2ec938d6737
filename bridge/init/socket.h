// SPDX-License-Identifier: Apache-2.0
//
// The kernel's socket structures, which no uapi header has.
#ifndef GANTRY_INIT_SOCKET_H
#define GANTRY_INIT_SOCKET_H

#include <asm/socket.h>
#include <stddef.h>
#include <stdint.h>

#define AF_NETLINK 16
#define SOCK_RAW 3
#define SOCK_CLOEXEC 02000000
#define SCM_RIGHTS 1
#define MSG_TRUNC 0x20
#define MSG_NOSIGNAL 0x4000

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

// A cmsghdr with one descriptor.
struct control_fd {
    size_t length;
    int level, type;
    int fd;
    int padding;
};
#define CONTROL_FD_LENGTH (offsetof(struct control_fd, fd) + sizeof(int))

#endif
