// SPDX-License-Identifier: Apache-2.0
//
// Descriptors that belong to an environment (the main thread, or a worker): what hangs on them ends with it, also where
// it has no time to close them.
#ifndef GANTRY_ADDON_DESCRIPTORS_H
#define GANTRY_ADDON_DESCRIPTORS_H

#include <napi.h>

namespace gantry {

// Closed at the end of the environment, unless it is disowned before; the child of a pidfd is reaped when it has ended.
// Nothing happens for -1.
void ownDescriptor(Napi::Env env, int fd);
// Whoever asks closes it, whether it was owned or not.
void disownDescriptor(Napi::Env env, int fd);

} // namespace gantry

#endif
