// SPDX-License-Identifier: Apache-2.0
//
// A terminal from the container's own devpts.
#include <asm/ioctls.h>
#include <linux/magic.h>

#include "beneath.h"
#include "control.h"
#include "mount.h"
#include "operations.h"
#include "proc.h"

#define PTMX_DEVICE (5 << 8 | 2)
// As chown(2) takes it.
#define KEEP_GROUP ~0u

struct window_size {
    uint16_t rows, columns, width, height;
};

static int open_master(struct init *init, const struct operation *op) {
    struct stat status;
    int path = open_beneath(init, op, "/dev/pts/ptmx", 0);
    if (path < 0) return failed(init, path, "open /dev/pts/ptmx");
    long result = stat_fd(path, &status);
    if (result == 0 && ((status.st_mode & S_IFMT) != S_IFCHR || status.st_rdev != PTMX_DEVICE ||
                        !on_filesystem(path, DEVPTS_SUPER_MAGIC)))
        result = -EXDEV;
    if (result == 0) result = proc_reopen(init, path, O_RDWR | O_NOCTTY);
    close_fd(path);
    if (result == -EXDEV) return failed(init, result, "verify that /dev/pts/ptmx is on devpts");
    return result < 0 ? failed(init, result, "open /dev/pts/ptmx") : (int)result;
}

// TIOCGPTPEER (Linux 4.13) needs no path to the other end.
static int open_slave(struct init *init, int master) {
    int locked = 0;
    long result = sys(ioctl, master, TIOCSPTLCK, &locked);
    if (result < 0) return failed(init, result, "unlock the terminal");
    result = sys(ioctl, master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return result < 0 ? failed(init, result, "open the terminal") : (int)result;
}

static int prepare_slave(struct init *init, int slave, const struct operation *op) {
    struct window_size size = {.rows = (uint16_t)number_of(op, GTY_A_ROWS),
                               .columns = (uint16_t)number_of(op, GTY_A_COLUMNS)};
    long result = 0;
    if (has(op, GTY_A_ROWS) || has(op, GTY_A_COLUMNS)) result = sys(ioctl, slave, TIOCSWINSZ, &size);
    if (result < 0) return failed(init, result, "set the terminal's size");
    result = sys(fchown, slave, number_of(op, GTY_A_UID), has(op, GTY_A_GID) ? number_of(op, GTY_A_GID) : KEEP_GROUP);
    return result < 0 ? failed(init, result, "chown the terminal") : 0;
}

static int bind_console(struct init *init, const struct operation *op, int slave) {
    static const struct creation file = {.type = S_IFREG, .mode = 0644};
    int target = open_or_create(init, op, "/dev/console", &file, NULL);
    if (target < 0) return target;
    int result = refuse_proc(init, target);
    if (result == 0) result = clone_tree(init, slave, "", AT_EMPTY_PATH);
    if (result >= 0) {
        int tree = result;
        result = attach_mount(init, tree, target);
        close_fd(tree);
    }
    close_fd(target);
    return result;
}

static int take_streams(struct init *init, int slave) {
    for (int fd = 0; fd < 3; fd++) {
        long result = sys(dup3, slave, fd, 0);
        if (result < 0) return failed(init, result, "dup3");
    }
    long result = sys(ioctl, 0, TIOCSCTTY, 0);
    return result < 0 ? failed(init, result, "set the controlling terminal") : 0;
}

static int use_terminal(struct init *init, int master, int slave, const struct operation *op) {
    int result = prepare_slave(init, slave, op);
    if (result == 0) result = bind_console(init, op, slave);
    if (result < 0) return result;
    struct control_message message;
    control_begin(&message, GTY_MSG_CONSOLE);
    result = control_send(init, &message, master);
    return result < 0 ? result : take_streams(init, slave);
}

int open_console(struct init *init, const struct operation *op) {
    int master = open_master(init, op);
    if (master < 0) return master;
    int slave = open_slave(init, master);
    int result = slave < 0 ? slave : use_terminal(init, master, slave, op);
    close_fd(slave);
    close_fd(master);
    return result;
}
