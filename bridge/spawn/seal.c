// SPDX-License-Identifier: Apache-2.0
#include "seal.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Linux 6.3: with the sysctl vm.memfd_noexec a memfd can be executed only if it was asked for.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
// Linux 6.3: keeps the executable bits as they are.
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif

enum { COPY_SIZE = 65536 };

static int create(const char *name, unsigned executable) {
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | executable);
    if (fd < 0 && errno == EINVAL) fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return fd;
}

static int write_whole(int fd, const uint8_t *data, size_t length) {
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -1;
        data += written;
        length -= (size_t)written;
    }
    return 0;
}

static int seal(int fd) { return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE); }

// A container that gets hold of it can write nothing, but could keep the host from executing it: by its mode, or by
// holding it open for writing, which takes a right to write. The latter is left to a root that is the host's.
static int seal_program(int fd) {
    if (fchmod(fd, 0500) < 0) return -1;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_EXEC) < 0 && errno != EINVAL) return -1;
    return seal(fd);
}

static int copy(int to, int from) {
    uint8_t buffer[COPY_SIZE];
    for (;;) {
        ssize_t count = read(from, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return (int)count;
        if (write_whole(to, buffer, (size_t)count) < 0) return -1;
    }
}

int gty_seal_init(const char *path, struct gty_failure *failure) {
    int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0) return gty_fail(failure, "open", path);
    int fd = create("gantry-init", MFD_EXEC);
    int result = 0;
    if (fd < 0)
        result = gty_fail(failure, "memfd_create", path);
    else if (copy(fd, from) < 0)
        result = gty_fail(failure, "copy into memory", path);
    else if (seal_program(fd) < 0)
        result = gty_fail(failure, "seal", path);
    close(from);
    if (result == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

int gty_seal_data(const char *name, const uint8_t *data, size_t length, struct gty_failure *failure) {
    int fd = create(name, MFD_NOEXEC_SEAL);
    if (fd < 0) return gty_fail(failure, "memfd_create", NULL);
    if (write_whole(fd, data, length) == 0 && seal(fd) == 0 && lseek(fd, 0, SEEK_SET) == 0) return fd;
    gty_fail(failure, "write sealed message", NULL);
    close(fd);
    return -1;
}
