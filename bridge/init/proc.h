// SPDX-License-Identifier: Apache-2.0
//
// The host's procfs, opened once before anything is mounted and verified. A container's /proc may be anything.
#ifndef GANTRY_INIT_PROC_H
#define GANTRY_INIT_PROC_H

#include "init.h"

int proc_open(struct init *init);
// From here on programs of the container may see this process: they must not take its descriptors. Sets it
// non-dumpable, and where it can opens the one directory that is still needed when the host's procfs is given up.
int proc_hide(struct init *init);
// After a fork: the directory of descriptors is this process's.
void proc_follow(struct init *init);
// Gives the host's procfs up; what is left is reopening the init's own descriptors.
void proc_leave(struct init *init);
// Opens a file of procfs for writing or reading; no symbolic link may stand in the path but `self` at its start.
int proc_file(struct init *init, const char *path, int flags);
// Opens anew, with other flags, what `fd` refers to. The link of procfs is the file itself, whatever its path is now.
int proc_reopen(struct init *init, int fd, int flags);
// Changes the mode of what an O_PATH descriptor refers to.
int proc_chmod(struct init *init, int fd, uint32_t mode);
// The whole text in one write, as procfs wants it.
int write_text(struct init *init, int fd, const char *text, const char *action);
bool on_filesystem(int fd, long magic);

#endif
