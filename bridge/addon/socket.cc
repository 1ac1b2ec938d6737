// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <gantry/bootstrap.h>

#include "functions.h"
#include "job.h"
#include "values.h"

namespace gantry {
namespace {

// Room for one descriptor. The exact length matters: with that of CMSG_SPACE the kernel would install two; those that
// find no room it closes.
union OneDescriptor {
    cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};
constexpr size_t oneDescriptorLength = CMSG_LEN(sizeof(int));

ssize_t sendMessage(int socket, const void *data, size_t length, int fd) {
    iovec part = {const_cast<void *>(data), length};
    OneDescriptor control = {};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (fd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = oneDescriptorLength;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = oneDescriptorLength;
        std::memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

// Undefined when there is nothing yet, null at the end.
Napi::Value receive(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "receive");
    int socket = reader.descriptor(info[0], "socket");
    if (!reader.ok()) return env.Undefined();
    uint8_t buffer[GTY_CONTROL_MAX];
    iovec part = {buffer, sizeof buffer};
    OneDescriptor control;
    msghdr message;
    ssize_t length;
    bool again;
    do {
        control = {};
        message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = &control;
        message.msg_controllen = oneDescriptorLength;
        length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        // ECONNRESET comes once, ahead of what the peer had sent, when it ended without reading all that it was sent.
        again = length < 0 && (errno == EINTR || errno == ECONNRESET);
    } while (again);
    if (length < 0 && errno == EAGAIN) return env.Undefined();
    if (length < 0) return throwErrno(env, "recvmsg");
    int fd = -1;
    const cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
        std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    }
    if ((message.msg_flags & MSG_TRUNC) != 0) {
        if (fd >= 0) close(fd);
        errno = EMSGSIZE;
        return throwErrno(env, "recvmsg");
    }
    if (length == 0 && fd < 0) return env.Null();
    Napi::Object object = Napi::Object::New(env);
    object.Set("message", Napi::Buffer<uint8_t>::Copy(env, buffer, static_cast<size_t>(length)));
    object.Set("fd", fd);
    return object;
}

Napi::Value send(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "send");
    int socket = reader.descriptor(info[0], "socket");
    std::vector<uint8_t> bytes = reader.bytes(info[1], "message");
    int fd = reader.optionalDescriptor(info[2], "fd");
    if (!reader.ok()) return info.Env().Undefined();
    if (sendMessage(socket, bytes.data(), bytes.size(), fd) < 0) return throwErrno(info.Env(), "sendmsg");
    return info.Env().Undefined();
}

// A path that does not fit into an address is reached through a descriptor of it.
int connectTo(int socket, const std::string &path) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    int place = -1;
    if (path.size() < sizeof address.sun_path) {
        std::memcpy(address.sun_path, path.c_str(), path.size());
    } else {
        place = open(path.c_str(), O_PATH | O_CLOEXEC);
        if (place < 0) return -1;
        std::snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d", place);
    }
    int result = connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address);
    int error = errno;
    if (place >= 0) close(place);
    errno = error;
    return result;
}

int deliver(const std::string &path, int fd, const std::string &text, gty_failure &failure) {
    int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return gty_fail(&failure, "socket", nullptr);
    int result = 0;
    if (connectTo(socket, path) < 0)
        result = gty_fail(&failure, "connect to", path.c_str());
    else if (sendMessage(socket, text.data(), text.size(), fd) < 0) {
        result = gty_fail(&failure, "send descriptor to", path.c_str());
    }
    close(socket);
    return result;
}

Napi::Value sendDescriptor(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "sendDescriptor");
    auto path = std::make_shared<std::string>(reader.text(info[0], "path"));
    int fd = reader.descriptor(info[1], "fd");
    std::string text = reader.text(info[2], "text");
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [path, fd, text](gty_failure &failure) { return deliver(*path, fd, text, failure); };
    return startJob(info.Env(), {work, {}, {}});
}

Napi::Value twoDescriptors(Napi::Env env, const int fds[2]) {
    Napi::Array result = Napi::Array::New(env, 2);
    result.Set(0u, fds[0]);
    result.Set(1u, fds[1]);
    return result;
}

// The end of this process may be nonblocking from its beginning; the other one, a program's stream, never is.
Napi::Value pipe(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "pipe");
    int end = info[0].IsUndefined() ? -1 : static_cast<int>(reader.integer(info[0], "nonblocking", 0, 1));
    if (!reader.ok()) return info.Env().Undefined();
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0) return throwErrno(info.Env(), "pipe2");
    if (end >= 0 && fcntl(fds[end], F_SETFL, O_NONBLOCK) < 0) {
        int error = errno;
        close(fds[0]);
        close(fds[1]);
        errno = error;
        return throwErrno(info.Env(), "fcntl");
    }
    return twoDescriptors(info.Env(), fds);
}

Napi::Value socketPair(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "socketPair");
    bool packets = reader.boolean(info[0], "packets");
    if (!reader.ok()) return info.Env().Undefined();
    int fds[2];
    if (socketpair(AF_UNIX, (packets ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0, fds) < 0) {
        return throwErrno(info.Env(), "socketpair");
    }
    return twoDescriptors(info.Env(), fds);
}

} // namespace

void addSocket(Napi::Env env, Napi::Object exports) {
    exports.Set("receive", Napi::Function::New(env, receive, "receive"));
    exports.Set("send", Napi::Function::New(env, send, "send"));
    exports.Set("sendDescriptor", Napi::Function::New(env, sendDescriptor, "sendDescriptor"));
    exports.Set("pipe", Napi::Function::New(env, pipe, "pipe"));
    exports.Set("socketPair", Napi::Function::New(env, socketPair, "socketPair"));
}

} // namespace gantry
