// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <climits>
#include <csignal>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "functions.h"
#include "values.h"

namespace gantry {
namespace {

Napi::Value pidfdOpen(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "pidfdOpen");
    auto pid = static_cast<pid_t>(reader.integer(info[0], "pid", 1, INT_MAX));
    if (!reader.ok()) return info.Env().Undefined();
    long fd = syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0) return throwErrno(info.Env(), "pidfd_open");
    return Napi::Number::New(info.Env(), static_cast<double>(fd));
}

Napi::Value pidfdSendSignal(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "pidfdSendSignal");
    int pidfd = reader.descriptor(info[0], "pidfd");
    auto signal = static_cast<int>(reader.integer(info[1], "signal", 0, SIGRTMAX));
    if (!reader.ok()) return info.Env().Undefined();
    if (syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) < 0) {
        return throwErrno(info.Env(), "pidfd_send_signal");
    }
    return info.Env().Undefined();
}

// Null while the process runs. WNOHANG: the caller has waited for the descriptor already.
Napi::Value reap(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "reap");
    int pidfd = reader.descriptor(info[0], "pidfd");
    if (!reader.ok()) return env.Undefined();
    siginfo_t status = {};
    int result;
    do result = waitid(P_PIDFD, static_cast<id_t>(pidfd), &status, WEXITED | WNOHANG);
    while (result < 0 && errno == EINTR);
    if (result < 0) return throwErrno(env, "waitid");
    if (status.si_pid == 0) return env.Null();
    bool exited = status.si_code == CLD_EXITED;
    Napi::Object object = Napi::Object::New(env);
    object.Set("code", exited ? status.si_status : 0);
    object.Set("signal", exited ? 0 : status.si_status);
    return object;
}

// The children of this process that are in a process group, but not its leader: false while one of them runs.
Napi::Value reapGroup(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "reapGroup");
    auto group = static_cast<id_t>(reader.integer(info[0], "group", 1, INT_MAX));
    if (!reader.ok()) return env.Undefined();
    for (;;) {
        siginfo_t status = {};
        int result = waitid(P_PGID, group, &status, WEXITED | WNOHANG | WNOWAIT);
        if (result < 0 && errno == EINTR) continue;
        if (result < 0 && errno != ECHILD) return throwErrno(env, "waitid");
        // With its leader it is another group, that was given the number anew.
        auto pid = static_cast<id_t>(status.si_pid);
        if (result < 0 || pid == group) return Napi::Boolean::New(env, true);
        if (pid == 0) return Napi::Boolean::New(env, false);
        waitid(P_PID, pid, &status, WEXITED | WNOHANG);
    }
}

Napi::Value setLimit(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "setLimit");
    auto pid = static_cast<pid_t>(reader.integer(info[0], "pid", 0, INT_MAX));
    auto resource = static_cast<int>(reader.integer(info[1], "resource", 0, RLIM_NLIMITS - 1));
    rlimit limit = {reader.bigint(info[2], "soft"), reader.bigint(info[3], "hard")};
    if (!reader.ok()) return info.Env().Undefined();
    if (prlimit(pid, static_cast<__rlimit_resource>(resource), &limit, nullptr) < 0) {
        return throwErrno(info.Env(), "prlimit");
    }
    return info.Env().Undefined();
}

} // namespace

void addProcess(Napi::Env env, Napi::Object exports) {
    exports.Set("pidfdOpen", Napi::Function::New(env, pidfdOpen, "pidfdOpen"));
    exports.Set("pidfdSendSignal", Napi::Function::New(env, pidfdSendSignal, "pidfdSendSignal"));
    exports.Set("reap", Napi::Function::New(env, reap, "reap"));
    exports.Set("reapGroup", Napi::Function::New(env, reapGroup, "reapGroup"));
    exports.Set("setLimit", Napi::Function::New(env, setLimit, "setLimit"));
}

} // namespace gantry
