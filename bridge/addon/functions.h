// SPDX-License-Identifier: Apache-2.0
//
// What each file of the addon contributes to its exports. The functions are described in src/bridge/native.ts.
#ifndef GANTRY_ADDON_FUNCTIONS_H
#define GANTRY_ADDON_FUNCTIONS_H

#include <napi.h>

namespace gantry {

void addLaunch(Napi::Env env, Napi::Object exports);
void addCgroup(Napi::Env env, Napi::Object exports);
void addPoll(Napi::Env env, Napi::Object exports);
void addProcess(Napi::Env env, Napi::Object exports);
void addSocket(Napi::Env env, Napi::Object exports);
void addTerminal(Napi::Env env, Napi::Object exports);
void addFile(Napi::Env env, Napi::Object exports);
void addMount(Napi::Env env, Napi::Object exports);
void addNetlink(Napi::Env env, Napi::Object exports);
void addWatches(Napi::Env env, Napi::Object exports);

} // namespace gantry

#endif
