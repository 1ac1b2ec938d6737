// SPDX-License-Identifier: Apache-2.0
//
// Work on Node's thread pool as a promise.
#ifndef GANTRY_ADDON_JOB_H
#define GANTRY_ADDON_JOB_H

#include <functional>

#include <napi.h>

#include "failure.h"

namespace gantry {

struct Job {
    // On the thread pool: returns 0, or -1 with the failure.
    std::function<int(gty_failure &)> work;
    // On the main thread, after success: what the promise resolves with. Absent: undefined.
    std::function<Napi::Value(Napi::Env)> result;
    // On the main thread, after failure: adds to the error. Absent: nothing.
    std::function<void(Napi::Object)> explain;
};

// Starts it and returns the promise. Paths in the failure must live as long as the job's functions.
Napi::Value startJob(Napi::Env env, Job job);

} // namespace gantry

#endif
