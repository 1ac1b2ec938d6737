// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/openat2.h>

#include "descriptors.h"
#include "functions.h"
#include "job.h"
#include "values.h"

namespace gantry {
namespace {

// Some milliseconds.
constexpr int openTries = 4096;

// The mode is put on by chmod: that of mkfifo is subject to the umask, which belongs to the whole process.
Napi::Value makeFifo(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "makeFifo");
    std::string path = reader.text(info[0], "path");
    auto mode = static_cast<mode_t>(reader.integer(info[1], "mode", 0, 07777));
    if (!reader.ok()) return info.Env().Undefined();
    if (mkfifo(path.c_str(), 0) < 0) return throwErrno(info.Env(), "mkfifo", path.c_str());
    if (chmod(path.c_str(), mode) == 0) return info.Env().Undefined();
    int error = errno;
    unlink(path.c_str());
    errno = error;
    return throwErrno(info.Env(), "chmod", path.c_str());
}

// For reading, without ever waiting for the other end of a fifo, and never as a controlling terminal.
int openBeneath(const char *root, const char *path, gty_failure &failure) {
    int directory = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return gty_fail(&failure, "open", root);
    open_how how = {};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    long fd = -1;
    // EAGAIN: something was renamed meanwhile, so that a ".." could not be trusted. Who renames without a pause must
    // not keep a thread for ever.
    for (int tries = 0; tries < openTries; tries++) {
        fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
        if (fd >= 0 || (errno != EINTR && errno != EAGAIN)) break;
    }
    if (fd < 0) gty_fail(&failure, "openat2", path);
    close(directory);
    return static_cast<int>(fd);
}

Napi::Value openInRoot(const Napi::CallbackInfo &info) {
    struct Opening {
        std::string root, path;
        int fd;
    };
    Reader reader(info.Env(), "openInRoot");
    auto opening = std::make_shared<Opening>(Opening{reader.text(info[0], "root"), reader.text(info[1], "path"), -1});
    if (!reader.ok()) return info.Env().Undefined();
    auto work = [opening](gty_failure &failure) {
        opening->fd = openBeneath(opening->root.c_str(), opening->path.c_str(), failure);
        return opening->fd < 0 ? -1 : 0;
    };
    auto result = [opening](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, opening->fd); };
    return startJob(info.Env(), {work, result, {}});
}

// flock(2): true if the lock was taken, false if somebody else has it.
Napi::Value tryLock(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "tryLock");
    int fd = reader.descriptor(info[0], "fd");
    bool exclusive = reader.boolean(info[1], "exclusive");
    if (!reader.ok()) return info.Env().Undefined();
    int result;
    do result = flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
    while (result < 0 && errno == EINTR);
    if (result == 0) return Napi::Boolean::New(info.Env(), true);
    if (errno == EWOULDBLOCK) return Napi::Boolean::New(info.Env(), false);
    return throwErrno(info.Env(), "flock");
}

// How many bytes are in a pipe now.
Napi::Value unread(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "unread");
    int fd = reader.descriptor(info[0], "fd");
    int count = 0;
    if (!reader.ok()) return info.Env().Undefined();
    if (ioctl(fd, FIONREAD, &count) < 0) return throwErrno(info.Env(), "ioctl FIONREAD");
    return Napi::Number::New(info.Env(), count);
}

// Those of the addon are not Node's to close: in a worker it knows the descriptors that it opened itself, and warns
// about any other. On Linux a descriptor is closed whatever close(2) says, but for EBADF, which is a caller's mistake.
Napi::Value closeDescriptor(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "close");
    int fd = reader.descriptor(info[0], "fd");
    if (reader.ok()) disownDescriptor(info.Env(), fd);
    if (reader.ok() && close(fd) < 0 && errno == EBADF) return throwErrno(info.Env(), "close");
    return info.Env().Undefined();
}

Napi::Value own(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "own");
    int fd = reader.descriptor(info[0], "fd");
    if (reader.ok()) ownDescriptor(info.Env(), fd);
    return info.Env().Undefined();
}

Napi::Value disown(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "disown");
    int fd = reader.descriptor(info[0], "fd");
    if (reader.ok()) disownDescriptor(info.Env(), fd);
    return info.Env().Undefined();
}

Napi::Value duplicate(const Napi::CallbackInfo &info) {
    Reader reader(info.Env(), "duplicate");
    int fd = reader.descriptor(info[0], "fd");
    if (!reader.ok()) return info.Env().Undefined();
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return throwErrno(info.Env(), "duplicate");
    ownDescriptor(info.Env(), copy);
    return Napi::Number::New(info.Env(), copy);
}

} // namespace

void addFile(Napi::Env env, Napi::Object exports) {
    exports.Set("makeFifo", Napi::Function::New(env, makeFifo, "makeFifo"));
    exports.Set("openInRoot", Napi::Function::New(env, openInRoot, "openInRoot"));
    exports.Set("tryLock", Napi::Function::New(env, tryLock, "tryLock"));
    exports.Set("unread", Napi::Function::New(env, unread, "unread"));
    exports.Set("own", Napi::Function::New(env, own, "own"));
    exports.Set("disown", Napi::Function::New(env, disown, "disown"));
    exports.Set("duplicate", Napi::Function::New(env, duplicate, "duplicate"));
    exports.Set("close", Napi::Function::New(env, closeDescriptor, "close"));
}

} // namespace gantry
