// SPDX-License-Identifier: Apache-2.0
#include "descriptors.h"

#include <map>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>

#include "orphans.h"

namespace gantry {
namespace {

// An environment is used by its own thread alone.
thread_local std::map<napi_env, std::set<int>> owned;

void closeAtEnd(void *argument) {
    auto environment = owned.find(static_cast<napi_env>(argument));
    if (environment == owned.end()) return;
    // With the main thread the process ends, and whoever gets its children reaps them.
    bool goesOn = syscall(SYS_gettid) != getpid();
    for (int fd : environment->second) {
        if (goesOn && isChild(fd))
            reapLater(fd);
        else
            close(fd);
    }
    owned.erase(environment);
}

} // namespace

void ownDescriptor(Napi::Env env, int fd) {
    if (fd < 0) return;
    if (owned.find(env) == owned.end()) napi_add_env_cleanup_hook(env, closeAtEnd, static_cast<napi_env>(env));
    owned[env].insert(fd);
}

void disownDescriptor(Napi::Env env, int fd) {
    auto environment = owned.find(env);
    if (environment != owned.end()) environment->second.erase(fd);
}

} // namespace gantry
