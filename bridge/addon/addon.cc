// SPDX-License-Identifier: Apache-2.0
#include "functions.h"

static Napi::Object init(Napi::Env env, Napi::Object exports) {
    gantry::addLaunch(env, exports);
    gantry::addCgroup(env, exports);
    gantry::addPoll(env, exports);
    gantry::addProcess(env, exports);
    gantry::addSocket(env, exports);
    gantry::addTerminal(env, exports);
    gantry::addFile(env, exports);
    gantry::addMount(env, exports);
    gantry::addNetlink(env, exports);
    gantry::addWatches(env, exports);
    return exports;
}

NODE_API_MODULE(gantry, init)
