// SPDX-License-Identifier: Apache-2.0
#include "values.h"

#include <cctype>
#include <climits>
#include <cmath>
#include <cstring>

#include <uv.h>

namespace gantry {

void Reader::refuse(const char *name, const std::string &expected) {
    if (!ok_) return;
    ok_ = false;
    Napi::TypeError::New(env_, std::string(function_) + ": " + name + " must be " + expected)
        .ThrowAsJavaScriptException();
}

int64_t Reader::integer(Napi::Value value, const char *name, int64_t least, int64_t most) {
    double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
    if (std::trunc(number) == number && number >= static_cast<double>(least) && number <= static_cast<double>(most)) {
        return static_cast<int64_t>(number);
    }
    refuse(name, "an integer from " + std::to_string(least) + " to " + std::to_string(most));
    return 0;
}

int Reader::descriptor(Napi::Value value, const char *name) {
    return static_cast<int>(integer(value, name, 0, INT_MAX));
}

int Reader::optionalDescriptor(Napi::Value value, const char *name) {
    return value.IsUndefined() ? -1 : descriptor(value, name);
}

bool Reader::boolean(Napi::Value value, const char *name) {
    if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
    refuse(name, "a boolean");
    return false;
}

uint64_t Reader::bigint(Napi::Value value, const char *name) {
    bool lossless = false;
    uint64_t number = value.IsBigInt() ? value.As<Napi::BigInt>().Uint64Value(&lossless) : 0;
    if (!lossless) refuse(name, "a bigint of 64 bits without sign");
    return number;
}

std::string Reader::text(Napi::Value value, const char *name) {
    std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
    if (value.IsString() && text.find('\0') == std::string::npos) return text;
    refuse(name, "a string without NUL");
    return {};
}

std::vector<uint8_t> Reader::bytes(Napi::Value value, const char *name) {
    if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
        auto array = value.As<Napi::Uint8Array>();
        return {array.Data(), array.Data() + array.ByteLength()};
    }
    refuse(name, "a Uint8Array");
    return {};
}

Napi::Function Reader::function(Napi::Value value, const char *name) {
    if (!value.IsFunction()) refuse(name, "a function");
    return value.As<Napi::Function>();
}

Napi::Object Reader::object(Napi::Value value, const char *name) {
    if (value.IsObject()) return value.As<Napi::Object>();
    refuse(name, "an object");
    return Napi::Object::New(env_);
}

Napi::Array Reader::array(Napi::Value value, const char *name) {
    if (value.IsArray()) return value.As<Napi::Array>();
    refuse(name, "an array");
    return Napi::Array::New(env_);
}

std::vector<int> Reader::descriptors(Napi::Value value, const char *name) {
    Napi::Array list = array(value, name);
    std::vector<int> result;
    for (uint32_t i = 0; i < list.Length() && ok_; i++) result.push_back(descriptor(list.Get(i), name));
    return result;
}

std::vector<std::string> Reader::texts(Napi::Value value, const char *name) {
    Napi::Array list = array(value, name);
    std::vector<std::string> result;
    for (uint32_t i = 0; i < list.Length() && ok_; i++) result.push_back(text(list.Get(i), name));
    return result;
}

std::vector<const char *> pointers(const std::vector<std::string> &texts) {
    std::vector<const char *> result;
    for (const std::string &text : texts) result.push_back(text.c_str());
    return result;
}

static const char *errnoName(int error) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 32)
    const char *name = strerrorname_np(error);
    if (name != nullptr) return name;
#endif
    return uv_err_name(-error);
}

static std::string errnoText(int error) {
    std::string text = std::strerror(error);
    if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1]))) {
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

Napi::Object makeError(Napi::Env env, const gty_failure &failure) {
    std::string message = failure.action;
    if (failure.path != nullptr) message += std::string(" ") + failure.path;
    const char *name = errnoName(failure.error);
    Napi::Object error = Napi::Error::New(env, message + ": " + errnoText(failure.error) + " (" + name + ")").Value();
    error.Set("errno", failure.error);
    error.Set("code", name);
    error.Set("action", failure.action);
    if (failure.path != nullptr) error.Set("path", failure.path);
    return error;
}

Napi::Value throwErrno(Napi::Env env, const char *action, const char *path) {
    gty_failure failure;
    gty_fail(&failure, action, path);
    napi_throw(env, makeError(env, failure));
    return env.Undefined();
}

} // namespace gantry
