// SPDX-License-Identifier: Apache-2.0
//
// Unmounting waits for what the kernel has to write back: it is done on the thread pool.
#include "mount.h"

#include <memory>
#include <string>

#include "functions.h"
#include "job.h"
#include "values.h"

namespace gantry {
namespace {

Napi::Value detachMount(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "detachMount");
    auto path = std::make_shared<std::string>(reader.text(info[0], "path"));
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [path](gty_failure &failure) { return gty_detach_mount(path->c_str(), &failure); };
    return startJob(info.Env(), {work, {}, {}});
}

Napi::Value identifyMount(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "identifyMount");
    std::string path = reader.text(info[0], "path");
    char text[128];
    if (!reader.ok() || gty_identify_mount(path.c_str(), text, sizeof text) < 0) return info.Env().Undefined();
    return Napi::String::New(info.Env(), text);
}

} // namespace

void addMount(Napi::Env env, Napi::Object exports) {
    exports.Set("identifyMount", Napi::Function::New(env, identifyMount, "identifyMount"));
    exports.Set("detachMount", Napi::Function::New(env, detachMount, "detachMount"));
}

} // namespace gantry
