// SPDX-License-Identifier: Apache-2.0
//
// Waiting in the event loop until one of some descriptors can be read, or written: what every asynchronous function
// that depends on another process is made of. A wait holds duplicates: libuv takes a descriptor only once, and the
// caller may close its own.
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <unordered_map>
#include <vector>

#include <uv.h>

#include "functions.h"
#include "values.h"

namespace gantry {
namespace {

class Wait;

// The waits of one environment (the main thread, or a worker).
class Waits {
  public:
    static Waits &of(Napi::Env env);

    uint32_t add(Wait *wait) {
        waits_[++last_] = wait;
        return last_;
    }
    void remove(uint32_t id) { waits_.erase(id); }
    void cancel(uint32_t id);
    void opened() { open_++; }
    void closed();

  private:
    static void end(napi_async_cleanup_hook_handle hook, void *self);

    std::unordered_map<uint32_t, Wait *> waits_;
    uint32_t last_ = 0;
    size_t open_ = 0; // libuv's handles
    bool ending_ = false;
    napi_async_cleanup_hook_handle hook_ = nullptr;
};

// Lives until the last of its handles is closed.
class Wait {
  public:
    Wait(Waits &waits, Napi::Function callback) : waits_(waits), callback_(Napi::Persistent(callback)) {}

    // Returns 0 or -1 with errno; after that only stop().
    int start(uv_loop_t *loop, const std::vector<int> &descriptors, int events) {
        id_ = waits_.add(this);
        for (int fd : descriptors) {
            int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
            if (own < 0) return -1;
            auto *entry = new Entry{{}, this, entries_.size(), own};
            int error = uv_poll_init(loop, &entry->handle, own);
            if (error == 0) {
                entry->handle.data = entry;
                entries_.push_back(entry);
                waits_.opened();
                error = uv_poll_start(&entry->handle, events, ready);
            } else {
                close(own);
                delete entry;
            }
            if (error != 0) {
                errno = -error;
                return -1;
            }
        }
        return 0;
    }

    // Ends the wait; the callback is not called any more. Takes itself away.
    void stop() {
        waits_.remove(id_);
        callback_.Reset();
        if (entries_.empty()) {
            delete this;
            return;
        }
        for (Entry *entry : entries_) {
            uv_close(reinterpret_cast<uv_handle_t *>(&entry->handle), closed);
            close(entry->fd);
        }
    }

    uint32_t id() const { return id_; }

  private:
    struct Entry {
        uv_poll_t handle;
        Wait *wait;
        size_t index;
        int fd;
    };

    // An error of the descriptor makes it ready as well: the system call that follows tells which.
    static void ready(uv_poll_t *handle, int, int) {
        auto *entry = static_cast<Entry *>(handle->data);
        Napi::Env env = entry->wait->callback_.Env();
        Napi::HandleScope scope(env);
        Napi::Function callback = entry->wait->callback_.Value();
        Napi::Number index = Napi::Number::New(env, static_cast<double>(entry->index));
        entry->wait->stop();
        callback.MakeCallback(env.Global(), {index});
    }

    static void closed(uv_handle_t *handle) {
        auto *entry = static_cast<Entry *>(handle->data);
        Wait *wait = entry->wait;
        Waits &waits = wait->waits_;
        delete entry;
        if (++wait->closed_ == wait->entries_.size()) delete wait;
        waits.closed();
    }

    Waits &waits_;
    Napi::FunctionReference callback_;
    std::vector<Entry *> entries_;
    size_t closed_ = 0;
    uint32_t id_ = 0;
};

Waits &Waits::of(Napi::Env env) {
    auto *waits = env.GetInstanceData<Waits>();
    if (waits != nullptr) return *waits;
    waits = new Waits();
    // Freed by the end of the environment, which comes after the last closed handle.
    env.SetInstanceData<Waits>(waits);
    napi_add_async_cleanup_hook(env, end, waits, &waits->hook_);
    return *waits;
}

void Waits::cancel(uint32_t id) {
    auto found = waits_.find(id);
    if (found != waits_.end()) found->second->stop();
}

void Waits::closed() {
    open_--;
    if (ending_ && open_ == 0) napi_remove_async_cleanup_hook(hook_);
}

// A worker that ends has to close its handles first.
void Waits::end(napi_async_cleanup_hook_handle, void *self) {
    auto *waits = static_cast<Waits *>(self);
    waits->ending_ = true;
    while (!waits->waits_.empty()) waits->waits_.begin()->second->stop();
    if (waits->open_ == 0) napi_remove_async_cleanup_hook(waits->hook_);
}

Napi::Value startWait(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "startWait");
    std::vector<int> descriptors = reader.descriptors(info[0], "descriptors");
    Napi::Function callback = reader.function(info[1], "callback");
    int events = reader.boolean(info[2], "writing") ? UV_WRITABLE : UV_READABLE;
    uv_loop_t *loop = nullptr;
    if (!reader.ok() || napi_get_uv_event_loop(env, &loop) != napi_ok) return env.Undefined();
    auto *wait = new Wait(Waits::of(env), callback);
    if (wait->start(loop, descriptors, events) == 0) return Napi::Number::New(env, wait->id());
    int error = errno;
    wait->stop();
    errno = error;
    return throwErrno(env, "poll");
}

Napi::Value cancelWait(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "cancelWait");
    auto id = static_cast<uint32_t>(reader.integer(info[0], "id", 0, UINT32_MAX));
    if (reader.ok()) Waits::of(info.Env()).cancel(id);
    return info.Env().Undefined();
}

} // namespace

void addPoll(Napi::Env env, Napi::Object exports) {
    exports.Set("startWait", Napi::Function::New(env, startWait, "startWait"));
    exports.Set("cancelWait", Napi::Function::New(env, cancelWait, "cancelWait"));
}

} // namespace gantry
