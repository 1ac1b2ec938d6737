// SPDX-License-Identifier: Apache-2.0
#include "job.h"

#include <utility>

#include "values.h"

namespace gantry {
namespace {

class Worker : public Napi::AsyncWorker {
  public:
    Worker(Napi::Env env, Job job)
        : Napi::AsyncWorker(env, "gantry"), job_(std::move(job)), deferred_(Napi::Promise::Deferred::New(env)) {}

    Napi::Promise promise() const { return deferred_.Promise(); }

  protected:
    void Execute() override { status_ = job_.work(failure_); }

    void OnOK() override {
        if (status_ == 0) {
            deferred_.Resolve(job_.result ? job_.result(Env()) : Env().Undefined());
            return;
        }
        Napi::Object error = makeError(Env(), failure_);
        if (job_.explain) job_.explain(error);
        deferred_.Reject(error);
    }

  private:
    Job job_;
    Napi::Promise::Deferred deferred_;
    gty_failure failure_ = {};
    int status_ = 0;
};

} // namespace

Napi::Value startJob(Napi::Env env, Job job) {
    auto *worker = new Worker(env, std::move(job));
    Napi::Promise promise = worker->promise();
    worker->Queue();
    return promise;
}

} // namespace gantry
