// SPDX-License-Identifier: Apache-2.0
#include <climits>
#include <cstring>
#include <sys/ioctl.h>
#include <termios.h>

#include "functions.h"
#include "values.h"

namespace gantry {
namespace {

Napi::Value windowSize(const Napi::CallbackInfo &info) {
    Napi::Env env = info.Env();
    Reader reader(env, "windowSize");
    int fd = reader.descriptor(info[0], "fd");
    if (!reader.ok()) return env.Undefined();
    winsize size = {};
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return throwErrno(env, "get window size");
    Napi::Object object = Napi::Object::New(env);
    object.Set("rows", size.ws_row);
    object.Set("columns", size.ws_col);
    return object;
}

Napi::Value setWindowSize(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "setWindowSize");
    int fd = reader.descriptor(info[0], "fd");
    winsize size = {};
    size.ws_row = static_cast<unsigned short>(reader.integer(info[1], "rows", 0, USHRT_MAX));
    size.ws_col = static_cast<unsigned short>(reader.integer(info[2], "columns", 0, USHRT_MAX));
    if (!reader.ok()) return info.Env().Undefined();
    if (ioctl(fd, TIOCSWINSZ, &size) < 0) return throwErrno(info.Env(), "set window size");
    return info.Env().Undefined();
}

// Returns the attributes before the change, for restoreTerminal.
Napi::Value setRaw(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "setRaw");
    int fd = reader.descriptor(info[0], "fd");
    if (!reader.ok()) return info.Env().Undefined();
    termios before = {};
    if (tcgetattr(fd, &before) < 0) return throwErrno(info.Env(), "get terminal attributes");
    termios raw = before;
    cfmakeraw(&raw);
    // The container's newlines come without carriage returns (keepNewlines): this terminal goes on adding them.
    raw.c_oflag |= before.c_oflag & OPOST;
    if (tcsetattr(fd, TCSANOW, &raw) < 0) return throwErrno(info.Env(), "set terminal attributes");
    return Napi::Buffer<uint8_t>::Copy(info.Env(), reinterpret_cast<uint8_t *>(&before), sizeof before);
}

Napi::Value restoreTerminal(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "restoreTerminal");
    int fd = reader.descriptor(info[0], "fd");
    std::vector<uint8_t> saved = reader.bytes(info[1], "attributes");
    if (!reader.ok()) return info.Env().Undefined();
    termios attributes;
    if (saved.size() != sizeof attributes) {
        Napi::TypeError::New(info.Env(), "restoreTerminal: attributes must be what setRaw returned")
            .ThrowAsJavaScriptException();
        return info.Env().Undefined();
    }
    std::memcpy(&attributes, saved.data(), sizeof attributes);
    if (tcsetattr(fd, TCSANOW, &attributes) < 0) return throwErrno(info.Env(), "set terminal attributes");
    return info.Env().Undefined();
}

// On a pty master: newlines of the container go out as they are; the caller's own terminal adds the carriage returns.
Napi::Value keepNewlines(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "keepNewlines");
    int fd = reader.descriptor(info[0], "fd");
    if (!reader.ok()) return info.Env().Undefined();
    termios attributes = {};
    if (tcgetattr(fd, &attributes) < 0) return throwErrno(info.Env(), "get terminal attributes");
    attributes.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
    if (tcsetattr(fd, TCSANOW, &attributes) < 0) return throwErrno(info.Env(), "set terminal attributes");
    return info.Env().Undefined();
}

} // namespace

void addTerminal(Napi::Env env, Napi::Object exports) {
    exports.Set("windowSize", Napi::Function::New(env, windowSize, "windowSize"));
    exports.Set("setWindowSize", Napi::Function::New(env, setWindowSize, "setWindowSize"));
    exports.Set("setRaw", Napi::Function::New(env, setRaw, "setRaw"));
    exports.Set("restoreTerminal", Napi::Function::New(env, restoreTerminal, "restoreTerminal"));
    exports.Set("keepNewlines", Napi::Function::New(env, keepNewlines, "keepNewlines"));
}

} // namespace gantry
