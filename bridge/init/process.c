// SPDX-License-Identifier: Apache-2.0
//
// The user's program: its directory, arguments, environment, executable, and its start.
#include "operations.h"
#include "proc.h"
#include "string.h"
#include "vector.h"

#ifndef AT_EACCESS
#define AT_EACCESS 0x200
#endif

int change_directory(struct init *init, const struct operation *op) {
    char path[GTY_PATH_MAX];
    if (has(op, GTY_A_DEFERRED) && init->entered) return 0;
    long result = sys(chdir, string_of(op, GTY_A_PATH));
    if (result < 0) return failed(init, result, "chdir");
    // A directory outside the root (CVE-2024-21626) shows itself by a name that does not begin with "/".
    result = sys(getcwd, path, sizeof path);
    if (result < 0) return failed(init, result, "getcwd");
    if (path[0] != '/') return failed(init, -EXDEV, "verify that the working directory is inside the root");
    init->entered = true;
    return 0;
}

int add_arguments(struct init *init, const struct operation *op) {
    const struct attribute *strings = &op->values[GTY_A_STRINGS];
    return collect(init, &init->arguments, strings->data, strings->length);
}

int add_environment(struct init *init, const struct operation *op) {
    const struct attribute *strings = &op->values[GTY_A_STRINGS];
    return collect(init, &init->environment, strings->data, strings->length);
}

// ---- FIND_EXECUTABLE ---------------------------------------------------------------------------------------------

static long check_executable(const char *path) {
    struct stat status;
    long result = sys(newfstatat, AT_FDCWD, path, &status, 0);
    if (result < 0) return result;
    if ((status.st_mode & S_IFMT) == S_IFDIR) return -EISDIR;
    if ((status.st_mode & S_IFMT) != S_IFREG) return -EACCES;
    return sys(faccessat2, AT_FDCWD, path, X_OK, AT_EACCESS);
}

// As execvp: a file that may not be executed does not end the search, but is what is reported after it.
static int search_path(struct init *init, const char *name) {
    static char found[GTY_PATH_MAX];
    const char *list = environment_value(init, "PATH");
    int error = -ENOENT;
    while (list && *name) {
        const char *end = text_find(list, ':');
        struct text text = text_in(found, sizeof found);
        text_add_bytes(&text, list, end ? (size_t)(end - list) : text_length(list));
        if (!text.length) text_add(&text, "."); // an empty entry is the working directory
        text_add(&text, "/");
        text_add(&text, name);
        long result = text.cut ? -ENAMETOOLONG : check_executable(found);
        if (result == 0) {
            init->executable = found;
            return 0;
        }
        if (result == -EACCES) error = -EACCES;
        list = end ? end + 1 : NULL;
    }
    return failed_with(init, error, "find in PATH", name, NULL, NULL);
}

int find_executable(struct init *init, const struct operation *op) {
    (void)op;
    if (!init->arguments.length) return failed(init, -EINVAL, "find executable");
    const char *name = init->arguments.data;
    if (!text_find(name, '/')) return search_path(init, name);
    long result = check_executable(name);
    if (result == -EACCES || result == -EISDIR) return failed_with(init, result, "execute", name, NULL, NULL);
    if (result < 0) return failed_with(init, result, "stat", name, NULL, NULL);
    init->executable = name;
    return 0;
}

// ---- WAIT_FOR_START and EXEC -------------------------------------------------------------------------------------

int wait_for_start(struct init *init, const struct operation *op) {
    (void)op;
    struct stat status;
    init->starting = true;
    long result = stat_fd(init->fifo, &status);
    if (result < 0) return failed(init, result, "stat the exec fifo");
    if ((status.st_mode & S_IFMT) != S_IFIFO) return failed(init, -EINVAL, "verify the exec fifo");
    int fd;
    do fd = proc_reopen(init, init->fifo, O_WRONLY);
    while (fd == -EINTR);
    if (fd < 0) return failed(init, fd, "open the exec fifo");
    int written = write_text(init, fd, "0", "write the exec fifo");
    close_fd(fd);
    return written;
}

int execute(struct init *init, const struct operation *op) {
    uint32_t end = 3 + number_of(op, GTY_A_PRESERVE);
    init->starting = true;
    if (!init->executable) return failed(init, -ENOENT, "find executable");
    size_t environment = vector_add(init, 0, init->arguments.data, init->arguments.length);
    if (!environment || !vector_add(init, environment, init->environment.data, init->environment.length))
        return failed(init, -E2BIG, "collect strings");
    // Closed, not marked: exec looks up its path first, and a link to /proc/self/fd would lead it through what the init
    // holds (CVE-2024-21626). What is left is marked: the socket that says why exec failed.
    uint32_t control = (uint32_t)init->control;
    long result = end < control ? sys(close_range, end, control - 1, 0) : 0;
    if (result == 0) result = sys(close_range, control + 1, ~0u, 0);
    if (result < 0) return failed(init, result, "close_range");
    for (uint32_t fd = 3; fd < end; fd++) {
        result = sys(fcntl, fd, F_SETFD, 0);
        if (result < 0) return failed(init, result, "keep a descriptor open");
    }
    reset_signals();
    sys(umask, init->umask);
    return failed(init, sys(execve, init->executable, init->vector, init->vector + environment), "execve");
}
