// SPDX-License-Identifier: Apache-2.0
//
// inotify(7), for names that come and go in directories. Node's own fs.watch wants every write into a directory too,
// which fills the queue, and does not tell when it was full.
#include <cerrno>
#include <climits>
#include <string>
#include <sys/inotify.h>
#include <unistd.h>

#include "descriptors.h"
#include "functions.h"
#include "values.h"

namespace gantry {
namespace {

// A name that was taken away, or taken by another. One that is new is none of these: whoever fills a directory with
// files does not fill the queue.
constexpr uint32_t lostNames = IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE;

Napi::Value openWatcher(const Napi::CallbackInfo &info) {
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd < 0) return throwErrno(info.Env(), "inotify_init1");
    ownDescriptor(info.Env(), fd);
    return Napi::Number::New(info.Env(), fd);
}

Napi::Value addWatch(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "addWatch");
    int fd = reader.descriptor(info[0], "watcher");
    std::string path = reader.text(info[1], "path");
    if (!reader.ok()) return info.Env().Undefined();
    int watch = inotify_add_watch(fd, path.c_str(), lostNames | IN_ONLYDIR | IN_DONT_FOLLOW);
    if (watch < 0) return throwErrno(info.Env(), "inotify_add_watch", path.c_str());
    return Napi::Number::New(info.Env(), watch);
}

// One that is not there any more is fine: it goes with its directory.
Napi::Value removeWatch(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "removeWatch");
    int fd = reader.descriptor(info[0], "watcher");
    auto watch = static_cast<int>(reader.integer(info[1], "watch", 0, INT_MAX));
    if (reader.ok() && inotify_rm_watch(fd, watch) < 0 && errno != EINVAL) {
        return throwErrno(info.Env(), "inotify_rm_watch");
    }
    return info.Env().Undefined();
}

// What is in the queue: `{ watch, name }` each, with the watch -1 where the queue was full and the rest was dropped.
Napi::Value readWatcher(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "readWatcher");
    int fd = reader.descriptor(info[0], "watcher");
    if (!reader.ok()) return env.Undefined();
    alignas(inotify_event) char buffer[16384];
    ssize_t length;
    do length = read(fd, buffer, sizeof buffer);
    while (length < 0 && errno == EINTR);
    if (length < 0 && errno != EAGAIN) return throwErrno(env, "read inotify");
    Napi::Array changes = Napi::Array::New(env);
    for (ssize_t at = 0; at < length;) {
        const auto *event = reinterpret_cast<const inotify_event *>(buffer + at);
        at += static_cast<ssize_t>(sizeof *event + event->len);
        Napi::Object change = Napi::Object::New(env);
        change.Set("watch", event->wd);
        change.Set("name", event->len > 0 ? event->name : "");
        changes.Set(changes.Length(), change);
    }
    return changes;
}

} // namespace

void addWatches(Napi::Env env, Napi::Object exports) {
    exports.Set("openWatcher", Napi::Function::New(env, openWatcher, "openWatcher"));
    exports.Set("addWatch", Napi::Function::New(env, addWatch, "addWatch"));
    exports.Set("removeWatch", Napi::Function::New(env, removeWatch, "removeWatch"));
    exports.Set("readWatcher", Napi::Function::New(env, readWatcher, "readWatcher"));
}

} // namespace gantry
