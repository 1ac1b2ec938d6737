// SPDX-License-Identifier: Apache-2.0
//
// Files, devices and mounts: what the process can see and what it may do.
#include "verbs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int open_or_fail(const char *what, const char *path, int flags) {
    int fd = open(path, flags | O_CLOEXEC, 0644);
    if (fd < 0) fail(what, path);
    return fd;
}

static void cat(int count, char **args) {
    if (count == 0) copy(0, 1, "cat");
    for (int i = 0; i < count; i++) {
        int fd = open_or_fail("cat", args[i], O_RDONLY);
        copy(fd, 1, "cat");
        close(fd);
    }
}

static void write_to(const char *what, char **args, int flags) {
    int fd = open_or_fail(what, args[0], O_WRONLY | flags);
    size_t length = strlen(args[1]);
    if (write(fd, args[1], length) != (ssize_t)length) fail(what, args[0]);
    close(fd);
}

static void write_file(int count, char **args) {
    (void)count;
    write_to("write", args, O_CREAT | O_TRUNC);
}

// Only an existing file: what a sysctl or a read-only path wants.
static void overwrite(int count, char **args) {
    (void)count;
    write_to("overwrite", args, 0);
}

// The standard input, added to a file: what hooks of tests do with their state.
static void save(int count, char **args) {
    (void)count;
    int fd = open_or_fail("save", args[0], O_WRONLY | O_CREAT | O_APPEND);
    copy(0, fd, "save");
    close(fd);
}

static void append(int count, char **args) {
    (void)count;
    write_to("append", args, O_CREAT | O_APPEND);
}

// `open PATH r|w|rw`: whether it is allowed.
static void open_file(int count, char **args) {
    (void)count;
    int flags = strcmp(args[1], "r") == 0 ? O_RDONLY : strcmp(args[1], "w") == 0 ? O_WRONLY : O_RDWR;
    close(open_or_fail("open", args[0], flags | O_NONBLOCK | O_NOCTTY));
    printf("open %s\n", args[0]);
}

static void show_stat(int count, char **args) {
    for (int i = 0; i < count; i++) {
        struct stat about;
        if (lstat(args[i], &about)) fail("stat", args[i]);
        const char *type = S_ISREG(about.st_mode)    ? "file"
                           : S_ISDIR(about.st_mode)  ? "directory"
                           : S_ISLNK(about.st_mode)  ? "link"
                           : S_ISCHR(about.st_mode)  ? "char"
                           : S_ISBLK(about.st_mode)  ? "block"
                           : S_ISFIFO(about.st_mode) ? "fifo"
                                                     : "socket";
        printf("%s %s %04o %u:%u %u:%u %lld\n", args[i], type, about.st_mode & 07777, about.st_uid, about.st_gid,
               major(about.st_rdev), minor(about.st_rdev), (long long)about.st_size);
    }
}

static void list(int count, char **args) {
    (void)count;
    struct dirent **entries;
    int n = scandir(args[0], &entries, NULL, alphasort);
    if (n < 0) fail("ls", args[0]);
    for (int i = 0; i < n; i++)
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0) puts(entries[i]->d_name);
}

static void show_link(int count, char **args) {
    (void)count;
    char target[4096];
    ssize_t length = readlink(args[0], target, sizeof target - 1);
    if (length < 0) fail("readlink", args[0]);
    target[length] = 0;
    puts(target);
}

static void make_directory(int count, char **args) {
    (void)count;
    if (mkdir(args[0], 0777)) fail("mkdir", args[0]);
}

// `mknod PATH MAJOR MINOR`
static void make_device(int count, char **args) {
    (void)count;
    dev_t device = makedev((unsigned)number(args[1]), (unsigned)number(args[2]));
    if (mknod(args[0], S_IFCHR | 0666, device)) fail("mknod", args[0]);
}

// `mount SOURCE TARGET TYPE`
static void mount_one(int count, char **args) {
    (void)count;
    if (mount(args[0], args[1], args[2], strcmp(args[2], "bind") == 0 ? MS_BIND : 0, NULL)) fail("mount", args[1]);
}

static void remount_writable(int count, char **args) {
    (void)count;
    if (mount(NULL, args[0], NULL, MS_REMOUNT | MS_BIND, NULL)) fail("remount", args[0]);
}

// `swap A B`: their names.
static void swap(int count, char **args) {
    (void)count;
    if (renameat2(AT_FDCWD, args[0], AT_FDCWD, args[1], RENAME_EXCHANGE)) fail("exchange", args[0]);
}

// `exchange A B`: the same again and again until it is killed, or after a minute.
static void exchange(int count, char **args) {
    alarm(60);
    for (;;) {
        swap(count, args);
        usleep(200);
    }
}

static void unmount(int count, char **args) {
    (void)count;
    if (umount2(args[0], MNT_DETACH)) fail("umount", args[0]);
}

static void read_descriptor(int count, char **args) {
    (void)count;
    copy((int)number(args[0]), 1, "readfd");
}

static void write_descriptor(int count, char **args) {
    (void)count;
    size_t length = strlen(args[1]);
    if (write((int)number(args[0]), args[1], length) != (ssize_t)length) fail("writefd", args[0]);
}

const struct verb file_verbs[] = {
    {"cat", 0, cat},
    {"write", 2, write_file},
    {"overwrite", 2, overwrite},
    {"append", 2, append},
    {"save", 1, save},
    {"open", 2, open_file},
    {"stat", 1, show_stat},
    {"ls", 1, list},
    {"readlink", 1, show_link},
    {"mkdir", 1, make_directory},
    {"mknod", 3, make_device},
    {"mount", 3, mount_one},
    {"remount", 1, remount_writable},
    {"umount", 1, unmount},
    {"swap", 2, swap},
    {"exchange", 2, exchange},
    {"readfd", 1, read_descriptor},
    {"writefd", 2, write_descriptor},
    {NULL, 0, NULL},
};
