// SPDX-License-Identifier: Apache-2.0
#include "descriptors.h"

#include <cstdint>
#include <unistd.h>

namespace gantry {

static void *asArgument(int fd) { return reinterpret_cast<void *>(static_cast<intptr_t>(fd)); }

static void closeAtEnd(void *argument) { close(static_cast<int>(reinterpret_cast<intptr_t>(argument))); }

void ownDescriptor(Napi::Env env, int fd) {
    if (fd >= 0) napi_add_env_cleanup_hook(env, closeAtEnd, asArgument(fd));
}

void disownDescriptor(Napi::Env env, int fd) { napi_remove_env_cleanup_hook(env, closeAtEnd, asArgument(fd)); }

} // namespace gantry
