// SPDX-License-Identifier: Apache-2.0
//
// What the process is: ids, capabilities, limits, environment, namespaces.
#include "verbs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void ids(int count, char **args) {
    (void)count, (void)args;
    uid_t uid[3];
    gid_t gid[3], groups[128];
    if (getresuid(&uid[0], &uid[1], &uid[2]) || getresgid(&gid[0], &gid[1], &gid[2])) fail("ids", "");
    int n = getgroups(128, groups);
    if (n < 0) fail("ids", "groups");
    printf("uid %u %u %u\ngid %u %u %u\ngroups", uid[0], uid[1], uid[2], gid[0], gid[1], gid[2]);
    for (int i = 0; i < n; i++) printf(" %u", groups[i]);
    printf("\npid %d\nppid %d\n", getpid(), getppid());
}

// Read with system calls, so that it works without a procfs.
static void caps(int count, char **args) {
    (void)count, (void)args;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data)) fail("caps", "capget");
    uint64_t bounding = 0, ambient = 0;
    for (int cap = 0; cap < 64; cap++) {
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1) bounding |= UINT64_C(1) << cap;
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) == 1) ambient |= UINT64_C(1) << cap;
    }
    printf("effective %016llx\n", (unsigned long long)data[1].effective << 32 | data[0].effective);
    printf("permitted %016llx\n", (unsigned long long)data[1].permitted << 32 | data[0].permitted);
    printf("inheritable %016llx\n", (unsigned long long)data[1].inheritable << 32 | data[0].inheritable);
    printf("bounding %016llx\nambient %016llx\n", (unsigned long long)bounding, (unsigned long long)ambient);
    printf("no_new_privs %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void limits(int count, char **args) {
    (void)count, (void)args;
    static const struct {
        int number;
        const char *name;
    } all[] = {
        {RLIMIT_CPU, "CPU"},           {RLIMIT_FSIZE, "FSIZE"},
        {RLIMIT_DATA, "DATA"},         {RLIMIT_STACK, "STACK"},
        {RLIMIT_CORE, "CORE"},         {RLIMIT_RSS, "RSS"},
        {RLIMIT_NPROC, "NPROC"},       {RLIMIT_NOFILE, "NOFILE"},
        {RLIMIT_MEMLOCK, "MEMLOCK"},   {RLIMIT_AS, "AS"},
        {RLIMIT_LOCKS, "LOCKS"},       {RLIMIT_SIGPENDING, "SIGPENDING"},
        {RLIMIT_MSGQUEUE, "MSGQUEUE"}, {RLIMIT_NICE, "NICE"},
        {RLIMIT_RTPRIO, "RTPRIO"},     {RLIMIT_RTTIME, "RTTIME"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct rlimit limit;
        if (getrlimit(all[i].number, &limit)) fail("limits", all[i].name);
        printf("RLIMIT_%s %llu %llu\n", all[i].name, (unsigned long long)limit.rlim_cur,
               (unsigned long long)limit.rlim_max);
    }
}

// `env`: all, a NUL after each, since values may hold newlines; `env NAME`: the value and a newline.
static void env(int count, char **args) {
    if (count == 0) {
        for (char **entry = environ; *entry; entry++) {
            fputs(*entry, stdout);
            putchar(0);
        }
        return;
    }
    const char *value = getenv(args[0]);
    if (!value) {
        errno = ENOENT;
        fail("env", args[0]);
    }
    puts(value);
}

static void cwd(int count, char **args) {
    (void)count, (void)args;
    char path[4096];
    if (!getcwd(path, sizeof path)) fail("cwd", "");
    puts(path);
}

static void name(int count, char **args) {
    (void)count, (void)args;
    struct utsname uts;
    if (uname(&uts)) fail("uname", "");
    printf("hostname %s\ndomainname %s\nmachine %s\n", uts.nodename, uts.domainname, uts.machine);
}

static void hostname(int count, char **args) {
    (void)count, (void)args;
    struct utsname uts;
    if (uname(&uts)) fail("hostname", "");
    puts(uts.nodename);
}

static void show_umask(int count, char **args) {
    (void)count, (void)args;
    mode_t mask = umask(0);
    umask(mask);
    printf("%04o\n", mask);
}

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

// All open descriptors and what they are, but for the one that lists them.
static void fds(int count, char **args) {
    (void)count, (void)args;
    DIR *dir = opendir("/proc/self/fd");
    if (!dir) fail("fds", "/proc/self/fd");
    int found[4096], n = 0;
    for (struct dirent *entry; (entry = readdir(dir)) && n < 4096;) {
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd != dirfd(dir)) found[n++] = fd;
    }
    qsort(found, (size_t)n, sizeof *found, by_number);
    for (int i = 0; i < n; i++) {
        char text[16], target[4096];
        snprintf(text, sizeof text, "%d", found[i]);
        ssize_t length = readlinkat(dirfd(dir), text, target, sizeof target - 1);
        if (length < 0) fail("fds", text);
        target[length] = 0;
        printf("%d %s\n", found[i], target);
    }
    closedir(dir);
}

static void namespaces(int count, char **args) {
    (void)count, (void)args;
    static const char *const types[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char path[64], target[64];
        snprintf(path, sizeof path, "/proc/self/ns/%s", types[i]);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length < 0) continue; // `time` before 5.6
        target[length] = 0;
        printf("%s %s\n", types[i], target);
    }
}

// Every process that the procfs shows: pid and name.
static void ps(int count, char **args) {
    (void)count, (void)args;
    DIR *dir = opendir("/proc");
    if (!dir) fail("ps", "/proc");
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        char path[300], comm[64];
        snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) continue; // gone
        ssize_t length = read(fd, comm, sizeof comm - 1);
        close(fd);
        comm[length > 0 ? length : 0] = 0;
        printf("%s %s", entry->d_name, comm);
    }
    closedir(dir);
}

static void clocks(int count, char **args) {
    (void)count, (void)args;
    struct timespec monotonic, boottime;
    if (clock_gettime(CLOCK_MONOTONIC, &monotonic) || clock_gettime(CLOCK_BOOTTIME, &boottime)) fail("clocks", "");
    printf("monotonic %lld\nboottime %lld\n", (long long)monotonic.tv_sec, (long long)boottime.tv_sec);
}

static void keyring(int count, char **args) {
    (void)count, (void)args;
    char text[256];
    long length = syscall(SYS_keyctl, 6 /* KEYCTL_DESCRIBE */, -3 /* session */, text, sizeof text);
    if (length < 0) fail("keyring", "session");
    puts(text);
}

// The number of the session keyring.
static void serial(int count, char **args) {
    (void)count, (void)args;
    long found = syscall(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -3 /* session */, 0);
    if (found < 0) fail("serial", "session");
    printf("%ld\n", found);
}

// `plant NAME`: joins a session keyring of that name, which everybody may use; prints its number.
static void plant(int count, char **args) {
    (void)count;
    long made = syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, args[0]);
    if (made < 0 || syscall(SYS_keyctl, 5 /* KEYCTL_SETPERM */, made, 0x3f3f3f3fu)) fail("plant", args[0]);
    printf("%ld\n", made);
}

const struct verb show_verbs[] = {
    {"ids", 0, ids},
    {"caps", 0, caps},
    {"limits", 0, limits},
    {"env", 0, env},
    {"cwd", 0, cwd},
    {"uname", 0, name},
    {"hostname", 0, hostname},
    {"umask", 0, show_umask},
    {"fds", 0, fds},
    {"ns", 0, namespaces},
    {"ps", 0, ps},
    {"clocks", 0, clocks},
    {"keyring", 0, keyring},
    {"serial", 0, serial},
    {"plant", 1, plant},
    {NULL, 0, NULL},
};
