// SPDX-License-Identifier: Apache-2.0
#include <climits>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unistd.h>
#include <vector>

#include <gantry/bootstrap.h>

#include "cgroup.h"
#include "descriptors.h"
#include "functions.h"
#include "job.h"
#include "launch.h"
#include "orphans.h"
#include "seal.h"
#include "values.h"

namespace gantry {
namespace {

// The cgroup steps of a call, with all that they point to.
class Steps {
  public:
    void read(Reader &reader, Napi::Value value) {
        Napi::Array list = reader.array(value, "steps");
        storage_.resize(list.Length());
        for (uint32_t i = 0; i < list.Length() && reader.ok(); i++) {
            readOne(reader, reader.object(list.Get(i), "step"), storage_[i]);
        }
    }

    gty_cgroup_step *data() { return steps_.data(); }
    size_t size() const { return steps_.size(); }

    // For each step what became of it.
    Napi::Value results(Napi::Env env) const {
        Napi::Array list = Napi::Array::New(env, steps_.size());
        for (uint32_t i = 0; i < steps_.size(); i++) {
            Napi::Object result = Napi::Object::New(env);
            result.Set("made", steps_[i].made != 0);
            result.Set("marked", steps_[i].marked != 0);
            result.Set("skipped", steps_[i].result);
            list.Set(i, result);
        }
        return list;
    }

  private:
    struct Storage {
        std::string path, from, needed, optional;
        std::vector<uint8_t> value;
        std::vector<int> skip;
    };

    void readOne(Reader &reader, Napi::Object object, Storage &own) {
        gty_cgroup_step step = {};
        step.op =
            static_cast<gty_cgroup_op>(reader.integer(object.Get("op"), "op", GTY_CGROUP_MKDIR, GTY_CGROUP_ENABLE));
        own.path = reader.text(object.Get("path"), "path");
        own.from = reader.text(object.Get("from"), "from");
        own.value = reader.bytes(object.Get("value"), "value");
        own.needed = reader.text(object.Get("needed"), "needed");
        own.optional = reader.text(object.Get("optional"), "optional");
        own.skip = reader.descriptors(object.Get("skip"), "skip");
        step.path = own.path.c_str();
        step.from = own.from.c_str();
        step.value = own.value.data();
        step.value_length = own.value.size();
        step.owned = reader.boolean(object.Get("owned"), "owned");
        step.needed = own.needed.c_str();
        step.optional = own.optional.c_str();
        step.skip = own.skip.data();
        step.skip_count = own.skip.size();
        steps_.push_back(step);
    }

    std::vector<Storage> storage_;
    std::vector<gty_cgroup_step> steps_;
};

void setFailedStep(Napi::Object error, size_t step) {
    if (step != SIZE_MAX) error.Set("failedStep", static_cast<double>(step));
}

struct Request {
    struct gty_launch launch = {};
    std::vector<uint8_t> message;
    Steps steps;
    std::vector<std::string> tasks, initArgs;
    std::vector<const char *> taskPointers, argPointers;
    std::string cgroupMark, cloneCgroup, fifo;
    std::vector<int> preserve;

    Request() { launch.pidfd = launch.control = launch.report = -1; }
    // Of an environment that ended meanwhile: what was started ends with its descriptors.
    ~Request() {
        for (int fd : {launch.control, launch.report})
            if (fd >= 0) close(fd);
        if (launch.pidfd >= 0) reapLater(launch.pidfd);
    }

    void read(Reader &reader, Napi::Object object);

    // They are its own now.
    Napi::Object result(Napi::Env env) {
        Napi::Object launched = Napi::Object::New(env);
        launched.Set("pid", launch.pid);
        launched.Set("pidfd", launch.pidfd);
        launched.Set("control", launch.control);
        launched.Set("report", launch.report);
        launched.Set("steps", steps.results(env));
        for (int *fd : {&launch.control, &launch.report, &launch.pidfd}) {
            ownDescriptor(env, *fd);
            *fd = -1;
        }
        return launched;
    }
};

void Request::read(Reader &reader, Napi::Object object) {
    launch.init_fd = reader.descriptor(object.Get("initFd"), "initFd");
    message = reader.bytes(object.Get("message"), "message");
    launch.clone_flags = static_cast<uint64_t>(reader.integer(object.Get("cloneFlags"), "cloneFlags", 0, UINT32_MAX));
    steps.read(reader, object.Get("steps"));
    cgroupMark = reader.text(object.Get("cgroupMark"), "cgroupMark");
    tasks = reader.texts(object.Get("tasks"), "tasks");
    cloneCgroup = reader.text(object.Get("cloneCgroup"), "cloneCgroup");
    std::vector<int> stdio = reader.descriptors(object.Get("stdio"), "stdio");
    preserve = reader.descriptors(object.Get("preserve"), "preserve");
    fifo = reader.text(object.Get("fifo"), "fifo");
    launch.reaper = reader.boolean(object.Get("reaper"), "reaper");
    initArgs = reader.texts(object.Get("initArgs"), "initArgs");
    if (!reader.ok()) return;
    if (stdio.size() != 3 || message.size() > GTY_MESSAGE_MAX) {
        Napi::RangeError::New(reader.env(), "launch: 3 stdio descriptors and a message of at most 8 MiB are expected")
            .ThrowAsJavaScriptException();
        return;
    }
    taskPointers = pointers(tasks);
    argPointers = pointers(initArgs);
    argPointers.push_back(nullptr);
    std::memcpy(launch.stdio, stdio.data(), sizeof launch.stdio);
    launch.message = message.data();
    launch.message_length = message.size();
    launch.steps = steps.data();
    launch.step_count = steps.size();
    launch.cgroup_mark = orNone(cgroupMark);
    launch.tasks = taskPointers.data();
    launch.task_count = taskPointers.size();
    launch.clone_cgroup = orNone(cloneCgroup);
    launch.preserve = preserve.data();
    launch.preserve_count = preserve.size();
    launch.fifo = fifo.c_str();
    launch.init_args = argPointers.data();
}

Napi::Value launch(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "launch");
    auto request = std::make_shared<Request>();
    request->read(reader, reader.object(info[0], "request"));
    if (env.IsExceptionPending()) return env.Undefined();
    auto work = [request](gty_failure &failure) {
        int result = gty_launch(&request->launch);
        failure = {request->launch.error, request->launch.action, request->launch.path};
        return result;
    };
    auto result = [request](Napi::Env env) -> Napi::Value { return request->result(env); };
    auto explain = [request](Napi::Object error) { setFailedStep(error, request->launch.failed_step); };
    return startJob(env, {work, result, explain});
}

Napi::Value applyCgroup(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "applyCgroup");
    auto steps = std::make_shared<Steps>();
    auto failedStep = std::make_shared<size_t>(SIZE_MAX);
    steps->read(reader, info[0]);
    std::string mark = reader.text(info[1], "mark");
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [steps, mark, failedStep](gty_failure &failure) {
        return gty_cgroup_apply(steps->data(), steps->size(), orNone(mark), failedStep.get(), &failure);
    };
    auto result = [steps](Napi::Env env) { return steps->results(env); };
    auto explain = [failedStep](Napi::Object error) { setFailedStep(error, *failedStep); };
    return startJob(info.Env(), {work, result, explain});
}

// A copy of each init in memory for the whole process, whatever its threads: they come and go. One that is spoilt stays
// open, since launches that go on meanwhile have its number.
Napi::Value sealInit(const Napi::CallbackInfo &info) {
    static std::mutex mutex;
    static std::map<std::string, int> copies;
    Reader reader(info.Env(), "sealInit");
    std::string path = reader.text(info[0], "path");
    int spoilt = reader.optionalDescriptor(info[1], "spoilt");
    if (!reader.ok()) return info.Env().Undefined();
    std::lock_guard<std::mutex> lock(mutex);
    auto before = copies.find(path);
    if (before != copies.end() && before->second != spoilt) return Napi::Number::New(info.Env(), before->second);
    gty_failure failure = {};
    int fd = gty_seal_init(path.c_str(), &failure);
    if (fd >= 0) {
        copies[path] = fd;
        return Napi::Number::New(info.Env(), fd);
    }
    napi_throw(info.Env(), makeError(info.Env(), failure));
    return info.Env().Undefined();
}

} // namespace

void addLaunch(Napi::Env env, Napi::Object exports) {
    exports.Set("launch", Napi::Function::New(env, launch, "launch"));
    exports.Set("applyCgroup", Napi::Function::New(env, applyCgroup, "applyCgroup"));
    exports.Set("sealInit", Napi::Function::New(env, sealInit, "sealInit"));
}

} // namespace gantry
