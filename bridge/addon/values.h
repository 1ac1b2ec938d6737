// SPDX-License-Identifier: Apache-2.0
//
// Between JavaScript's values and C's: checked arguments, and errors with an errno.
#ifndef GANTRY_ADDON_VALUES_H
#define GANTRY_ADDON_VALUES_H

#include <cstdint>
#include <string>
#include <vector>

#include <napi.h>

#include "failure.h"

namespace gantry {

// Reads the arguments of one call. A value of the wrong type throws a TypeError that names it, once; after that every
// reading gives zero or nothing, and `ok` is false.
class Reader {
  public:
    Reader(Napi::Env env, const char *function) : env_(env), function_(function) {}

    bool ok() const { return ok_; }
    Napi::Env env() const { return env_; }

    int64_t integer(Napi::Value value, const char *name, int64_t least, int64_t most);
    int descriptor(Napi::Value value, const char *name);
    // A descriptor, or -1 where the value is undefined.
    int optionalDescriptor(Napi::Value value, const char *name);
    bool boolean(Napi::Value value, const char *name);
    uint64_t bigint(Napi::Value value, const char *name);
    // Text for the kernel: a NUL inside is refused.
    std::string text(Napi::Value value, const char *name);
    // A copy: the work is done on another thread, and memory of WebAssembly moves.
    std::vector<uint8_t> bytes(Napi::Value value, const char *name);
    Napi::Function function(Napi::Value value, const char *name);
    Napi::Object object(Napi::Value value, const char *name);
    Napi::Array array(Napi::Value value, const char *name);
    std::vector<int> descriptors(Napi::Value value, const char *name);
    std::vector<std::string> texts(Napi::Value value, const char *name);

  private:
    void refuse(const char *name, const std::string &expected);

    Napi::Env env_;
    const char *function_;
    bool ok_ = true;
};

// As C takes them; they are valid as long as the texts.
std::vector<const char *> pointers(const std::vector<std::string> &texts);
// NULL for the empty text.
inline const char *orNone(const std::string &text) { return text.empty() ? nullptr : text.c_str(); }

// An Error with `errno` (positive), `code` (its name), `action` and, where there is one, `path`.
Napi::Object makeError(Napi::Env env, const gty_failure &failure);

// Throws such an error for the errno of the call that has just failed; returns undefined.
Napi::Value throwErrno(Napi::Env env, const char *action, const char *path = nullptr);

} // namespace gantry

#endif
