// SPDX-License-Identifier: Apache-2.0
#include "descriptors.h"

#include <map>
#include <set>
#include <unistd.h>

namespace gantry {
namespace {

// An environment is used by its own thread alone.
thread_local std::map<napi_env, std::set<int>> owned;

void closeAtEnd(void *argument) {
    auto environment = owned.find(static_cast<napi_env>(argument));
    if (environment == owned.end()) return;
    for (int fd : environment->second) close(fd);
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
