// SPDX-License-Identifier: Apache-2.0
#include "socket.h"

#include "init.h"

#define CONTROL_FD_LENGTH (offsetof(struct control_fd, fd) + sizeof(int))

// A cmsghdr with one descriptor.
struct control_fd {
    size_t length;
    int level, type;
    int fd;
    int padding;
};

long socket_send(int socket, const void *data, size_t length, int fd) {
    struct io_vector vector = {.base = (void *)(uintptr_t)data, .length = length};
    struct control_fd rights = {.length = CONTROL_FD_LENGTH, .level = SOL_SOCKET, .type = SCM_RIGHTS, .fd = fd};
    struct message_header header = {.vectors = &vector, .vector_count = 1};
    if (fd >= 0) {
        header.control = &rights;
        header.control_length = sizeof rights;
    }
    long result;
    do result = sys(sendmsg, socket, &header, MSG_NOSIGNAL);
    while (result == -EINTR);
    return result;
}

long socket_receive(int socket, void *data, size_t length, int *fd) {
    struct io_vector vector = {.base = data, .length = length};
    struct control_fd rights = {0};
    struct message_header header = {
        .vectors = &vector, .vector_count = 1, .control = &rights, .control_length = sizeof rights};
    long result;
    do result = sys(recvmsg, socket, &header, MSG_CMSG_CLOEXEC);
    while (result == -EINTR);
    bool came = result >= 0 && header.control_length >= CONTROL_FD_LENGTH && rights.type == SCM_RIGHTS;
    *fd = came ? rights.fd : -1;
    return result;
}
