// SPDX-License-Identifier: Apache-2.0
//
// Netlink sockets. The kernel acts on a request while it is sent, and makes a dump while it is read, each time behind a
// lock that may be held for long: all of it is done on the thread pool.
#include <cstdint>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "functions.h"
#include "job.h"
#include "netlink_names.h"
#include "netlink_socket.h"
#include "network_namespace.h"
#include "values.h"

namespace gantry {
namespace {

// A namespace by path, or by descriptor.
Napi::Value openNetworkNamespace(const Napi::CallbackInfo &info) {
    struct Opening {
        std::string path;
        int given;
        int fd;
    };
    Reader reader(info.Env(), "openNetworkNamespace");
    bool byPath = info[0].IsString();
    auto opening = std::make_shared<Opening>(Opening{byPath ? reader.text(info[0], "namespace") : "",
                                                     byPath ? -1 : reader.descriptor(info[0], "namespace"), -1});
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [opening](gty_failure &failure) {
        opening->fd = opening->given < 0 ? gty_network_namespace_open(opening->path.c_str(), &failure)
                                         : gty_network_namespace_duplicate(opening->given, &failure);
        return opening->fd < 0 ? -1 : 0;
    };
    auto result = [opening](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, opening->fd); };
    return startJob(info.Env(), {work, result, {}});
}

Napi::Value bindNetworkNamespace(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "bindNetworkNamespace");
    int fd = reader.descriptor(info[0], "fd");
    auto path = std::make_shared<std::string>(reader.text(info[1], "path"));
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [fd, path](gty_failure &failure) { return gty_network_namespace_bind(fd, path->c_str(), &failure); };
    return startJob(info.Env(), {work, {}, {}});
}

Napi::Value unknownName(Napi::Env env, const char *what, const std::string &name) {
    Napi::TypeError::New(env, std::string("unknown netlink ") + what + " " + name).ThrowAsJavaScriptException();
    return env.Undefined();
}

Napi::Value openNetlink(const Napi::CallbackInfo &info) {
    struct Opening {
        gty_netlink_socket request;
        std::vector<uint32_t> groups;
        int fd;
    };
    Reader reader(info.Env(), "openNetlink");
    auto opening = std::make_shared<Opening>();
    std::string protocol = reader.text(info[0], "protocol");
    opening->request.protocol = gty_netlink_protocol(protocol.c_str());
    if (reader.ok() && opening->request.protocol < 0) return unknownName(info.Env(), "protocol", protocol);
    opening->request.namespace_fd = reader.optionalDescriptor(info[1], "namespace");
    Napi::Array groups = reader.array(info[2], "groups");
    for (uint32_t i = 0; i < groups.Length() && reader.ok(); i++) {
        Napi::Value group = groups.Get(i);
        std::string name = group.IsString() ? reader.text(group, "group") : "";
        int64_t number =
            group.IsString() ? gty_netlink_group(name.c_str()) : reader.integer(group, "group", 1, INT32_MAX);
        if (number < 0) return unknownName(info.Env(), "group", name);
        opening->groups.push_back(static_cast<uint32_t>(number));
    }
    opening->request.receive_buffer = static_cast<int>(reader.integer(info[3], "receiveBuffer", 0, 1 << 30));
    if (!reader.ok()) return info.Env().Undefined();
    opening->request.groups = opening->groups.data();
    opening->request.group_count = opening->groups.size();
    auto work = [opening](gty_failure &failure) {
        opening->fd = gty_netlink_open(&opening->request, &failure);
        return opening->fd < 0 ? -1 : 0;
    };
    auto result = [opening](Napi::Env env) -> Napi::Value {
        Napi::Object object = Napi::Object::New(env);
        object.Set("fd", opening->fd);
        object.Set("port", opening->request.port);
        return object;
    };
    return startJob(info.Env(), {work, result, {}});
}

Napi::Value sendNetlink(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "sendNetlink");
    int fd = reader.descriptor(info[0], "fd");
    auto bytes = std::make_shared<std::vector<uint8_t>>(reader.bytes(info[1], "messages"));
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [fd, bytes](gty_failure &failure) {
        return gty_netlink_send(fd, bytes->data(), bytes->size(), &failure);
    };
    return startJob(info.Env(), {work, {}, {}});
}

struct Datagram {
    std::vector<uint8_t> data;
    uint32_t group;
};

void take(void *context, const uint8_t *data, size_t length, uint32_t group) {
    static_cast<std::vector<Datagram> *>(context)->push_back({{data, data + length}, group});
}

Napi::Value listOf(Napi::Env env, const std::vector<Datagram> &datagrams) {
    Napi::Array list = Napi::Array::New(env, datagrams.size());
    uint32_t index = 0;
    for (const Datagram &datagram : datagrams) {
        Napi::Object object = Napi::Object::New(env);
        object.Set("data", Napi::Buffer<uint8_t>::Copy(env, datagram.data.data(), datagram.data.size()));
        object.Set("group", datagram.group);
        list.Set(index++, object);
    }
    return list;
}

// A failure carries what was received before it as `received`.
Napi::Value receiveNetlink(const Napi::CallbackInfo &info) {
    constexpr size_t enough = 1 << 20;
    Reader reader(info.Env(), "receiveNetlink");
    int fd = reader.descriptor(info[0], "fd");
    if (!reader.ok()) return info.Env().Undefined();
    auto datagrams = std::make_shared<std::vector<Datagram>>();
    auto work = [fd, datagrams](gty_failure &failure) {
        return gty_netlink_receive(fd, enough, take, datagrams.get(), &failure);
    };
    auto result = [datagrams](Napi::Env env) { return listOf(env, *datagrams); };
    auto explain = [datagrams](Napi::Object error) { error.Set("received", listOf(error.Env(), *datagrams)); };
    return startJob(info.Env(), {work, result, explain});
}

} // namespace

void addNetlink(Napi::Env env, Napi::Object exports) {
    exports.Set("openNetworkNamespace", Napi::Function::New(env, openNetworkNamespace, "openNetworkNamespace"));
    exports.Set("bindNetworkNamespace", Napi::Function::New(env, bindNetworkNamespace, "bindNetworkNamespace"));
    exports.Set("openNetlink", Napi::Function::New(env, openNetlink, "openNetlink"));
    exports.Set("sendNetlink", Napi::Function::New(env, sendNetlink, "sendNetlink"));
    exports.Set("receiveNetlink", Napi::Function::New(env, receiveNetlink, "receiveNetlink"));
}

} // namespace gantry
