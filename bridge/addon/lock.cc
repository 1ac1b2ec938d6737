// SPDX-License-Identifier: Apache-2.0
//
// flock(2). A wait for a lock has a thread of its own: on the thread pool, four waits would keep everything else from
// running, the work of the lock's holder included.
#include <cerrno>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include "functions.h"
#include "values.h"

namespace gantry {
namespace {

int kind(bool exclusive) { return exclusive ? LOCK_EX : LOCK_SH; }

int retry(int fd, int operation) {
    int result;
    do result = flock(fd, operation);
    while (result < 0 && errno == EINTR);
    return result;
}

// True if the lock was taken, false if somebody else has it.
Napi::Value tryLock(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "tryLock");
    int fd = reader.descriptor(info[0], "fd");
    bool exclusive = reader.boolean(info[1], "exclusive");
    if (!reader.ok()) return info.Env().Undefined();
    if (retry(fd, kind(exclusive) | LOCK_NB) == 0) return Napi::Boolean::New(info.Env(), true);
    if (errno == EWOULDBLOCK) return Napi::Boolean::New(info.Env(), false);
    return throwErrno(info.Env(), "flock");
}

// The duplicate shares the lock with the caller's descriptor: if the caller gives up and closes its own, the lock ends
// with this one.
struct LockWait {
    int fd;
    int operation;
    int error;
    Napi::ThreadSafeFunction report;
};

void finish(Napi::Env env, Napi::Function callback, LockWait *wait) {
    gty_failure failure = {wait->error, "flock", nullptr};
    delete wait;
    if (env == nullptr || callback.IsEmpty()) return;
    if (failure.error == 0)
        callback.Call({});
    else
        callback.Call({makeError(env, failure)});
}

void *waitForLock(void *argument) {
    auto *wait = static_cast<LockWait *>(argument);
    Napi::ThreadSafeFunction report = wait->report;
    wait->error = retry(wait->fd, wait->operation) < 0 ? errno : 0;
    close(wait->fd);
    // The environment may have ended meanwhile.
    if (report.BlockingCall(wait, finish) != napi_ok)
        delete wait;
    else
        report.Release();
    return nullptr;
}

int startThread(LockWait *wait) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, waitForLock, wait);
    pthread_attr_destroy(&attributes);
    return error;
}

// Calls back with nothing once the lock is taken, or with an error.
Napi::Value startLock(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "startLock");
    int fd = reader.descriptor(info[0], "fd");
    bool exclusive = reader.boolean(info[1], "exclusive");
    Napi::Function callback = reader.function(info[2], "callback");
    if (!reader.ok()) return env.Undefined();
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0) return throwErrno(env, "duplicate descriptor");
    auto report = Napi::ThreadSafeFunction::New(env, callback, "flock", 0, 1);
    auto *wait = new LockWait{own, kind(exclusive), 0, report};
    errno = startThread(wait);
    if (errno == 0) return env.Undefined();
    int error = errno;
    report.Release();
    close(own);
    delete wait;
    errno = error;
    return throwErrno(env, "pthread_create");
}

} // namespace

void addLock(Napi::Env env, Napi::Object exports) {
    exports.Set("tryLock", Napi::Function::New(env, tryLock, "tryLock"));
    exports.Set("startLock", Napi::Function::New(env, startLock, "startLock"));
}

} // namespace gantry
