// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "cgroup.h"
#include "cgroup_mark.h"
#include "cgroup_signal.h"
#include "functions.h"
#include "job.h"
#include "values.h"

namespace gantry {
namespace {

Napi::Value removeCgroups(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "removeCgroups");
    auto paths = std::make_shared<std::vector<std::string>>(reader.texts(info[0], "paths"));
    std::string mark = reader.text(info[1], "mark");
    auto timeout = static_cast<unsigned>(reader.integer(info[2], "timeout", 0, INT_MAX));
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [paths, mark, timeout](gty_failure &failure) {
        std::vector<const char *> list = pointers(*paths);
        return gty_cgroup_remove(list.data(), list.size(), orNone(mark), timeout, &failure);
    };
    return startJob(info.Env(), {work, {}, {}});
}

struct Signalling {
    std::vector<std::string> paths;
    std::vector<const char *> list;
    std::string mark;
    gty_cgroup_round request = {};

    ~Signalling() { std::free(request.pids); }
};

Napi::Value met(Napi::Env env, const gty_cgroup_round &request) {
    Napi::Array pids = Napi::Array::New(env, request.pid_count);
    for (size_t i = 0; i < request.pid_count; i++) pids.Set(static_cast<uint32_t>(i), request.pids[i]);
    Napi::Object result = Napi::Object::New(env);
    result.Set("pids", pids);
    result.Set("frozen", request.frozen);
    if (request.frozen_above != nullptr) result.Set("frozenAbove", request.frozen_above);
    return result;
}

Napi::Value signalCgroups(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "signalCgroups");
    auto signalling = std::make_shared<Signalling>();
    gty_cgroup_round &request = signalling->request;
    signalling->paths = reader.texts(info[0], "paths");
    signalling->mark = reader.text(info[1], "mark");
    request.signal = static_cast<int>(reader.integer(info[2], "signal", 0, SIGRTMAX));
    request.freeze = reader.boolean(info[3], "freeze");
    request.timeout = static_cast<unsigned>(reader.integer(info[4], "timeout", 0, INT_MAX));
    if (!reader.ok()) return info.Env().Undefined();
    signalling->list = pointers(signalling->paths);
    request.paths = signalling->list.data();
    request.path_count = signalling->list.size();
    request.mark = orNone(signalling->mark);
    auto work = [signalling](gty_failure &failure) { return gty_cgroup_signal(&signalling->request, &failure); };
    auto result = [signalling](Napi::Env env) { return met(env, signalling->request); };
    return startJob(info.Env(), {work, result, {}});
}

// Undefined where it bears none, or is not there.
Napi::Value cgroupMark(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "cgroupMark");
    std::string path = reader.text(info[0], "path");
    if (!reader.ok()) return info.Env().Undefined();
    char mark[GTY_CGROUP_MARK_MAX];
    ssize_t length = gty_cgroup_find_mark(path.c_str(), mark, sizeof mark);
    if (length >= 0) return Napi::String::New(info.Env(), mark, static_cast<size_t>(length));
    if (errno == ENODATA || errno == EOPNOTSUPP || errno == ENOENT) return info.Env().Undefined();
    return throwErrno(info.Env(), "read the mark of", path.c_str());
}

} // namespace

void addCgroup(Napi::Env env, Napi::Object exports) {
    exports.Set("removeCgroups", Napi::Function::New(env, removeCgroups, "removeCgroups"));
    exports.Set("cgroupMark", Napi::Function::New(env, cgroupMark, "cgroupMark"));
    exports.Set("signalCgroups", Napi::Function::New(env, signalCgroups, "signalCgroups"));
}

} // namespace gantry
