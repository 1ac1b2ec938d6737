// SPDX-License-Identifier: Apache-2.0
//
// The floor of the benchmark: what one small C program needs for the same cgroup directories, namespaces, mounts,
// devices, masked paths and exec as the config of `gantry spec` without a terminal, and nothing else: no state, no
// hooks, no answer to anybody. It also runs commands, so that all are started and timed by the same small process.
//
//   floor ROOTFS PROGRAM [mkdir DIR | write FILE VALUE | tasks DIR | into DIR]…
//
// A request is a line on the standard input: `floor`, or `run` and the words of a command, words separated by 0x1f.
// The answer is a line: nanoseconds of wall time, microseconds of processor time of the children, exit status.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *rootfs, *program;
static char **steps;
static int step_count;

_Noreturn static void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    _exit(125);
}

static void check(int result, const char *what) {
    if (result < 0) fail(what);
}

static void put(const char *path, const char *value) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    check(fd, path);
    if (write(fd, value, strlen(value)) < 0) fail(path);
    close(fd);
}

static void filesystem(const char *type, const char *target, unsigned long flags, const char *data) {
    if (mkdir(target, 0755) && errno != EEXIST) fail(target);
    check(mount(type, target, type, flags, data), target);
}

static void read_only(const char *target) {
    if (mount(target, target, NULL, MS_BIND | MS_REC, NULL)) {
        if (errno == ENOENT) return;
        fail(target);
    }
    check(mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), target);
}

static void mask(const char *target, const char **shared) {
    struct stat about;
    if (stat(target, &about)) return;
    if (!S_ISDIR(about.st_mode)) {
        check(mount("/dev/null", target, NULL, MS_BIND, NULL), target);
    } else if (*shared) {
        check(mount(*shared, target, NULL, MS_BIND, NULL), target);
    } else {
        check(mount("tmpfs", target, "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1"), target);
        *shared = target;
    }
}

static void devices(void) {
    static const struct {
        const char *path;
        unsigned major, minor;
    } nodes[] = {{"dev/null", 1, 3}, {"dev/random", 1, 8}, {"dev/full", 1, 7},
                 {"dev/tty", 5, 0},  {"dev/zero", 1, 5},   {"dev/urandom", 1, 9}};
    static const char *const links[][2] = {{"/proc/self/fd", "dev/fd"},       {"/proc/self/fd/0", "dev/stdin"},
                                           {"/proc/self/fd/1", "dev/stdout"}, {"/proc/self/fd/2", "dev/stderr"},
                                           {"/proc/kcore", "dev/core"},       {"pts/ptmx", "dev/ptmx"}};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        check(mknod(nodes[i].path, S_IFCHR | 0666, makedev(nodes[i].major, nodes[i].minor)), nodes[i].path);
        check(chmod(nodes[i].path, 0666), nodes[i].path);
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) check(symlink(links[i][0], links[i][1]), links[i][1]);
}

// On cgroup v1 the config's cgroup mount is a tmpfs with a bind of the container's own directory for each hierarchy.
static void cgroup_mount(void) {
    const char *target = "sys/fs/cgroup";
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    int v1 = 0;
    for (int i = 0; i < step_count; i++) v1 |= strcmp(steps[i], "tasks") == 0;
    if (!v1) {
        if (mount("cgroup", target, "cgroup2", flags | MS_RDONLY | MS_RELATIME, NULL) == 0) return;
        check(mount("/sys/fs/cgroup", target, NULL, MS_BIND, NULL), target);
        check(mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, NULL), target);
        return;
    }
    check(mount("tmpfs", target, "tmpfs", flags, "mode=755"), target);
    for (int i = 0; i + 1 < step_count; i++) {
        if (strcmp(steps[i], "tasks") != 0) continue;
        // /sys/fs/cgroup/HIERARCHY/…
        char name[256] = "", path[512];
        sscanf(steps[i + 1], "/sys/fs/cgroup/%255[^/]", name);
        snprintf(path, sizeof path, "%s/%s", target, name);
        if (mkdir(path, 0755) && errno == EEXIST) continue;
        check(mount(steps[i + 1], path, NULL, MS_BIND | MS_REC, NULL), path);
        check(mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, NULL), path);
    }
    check(mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, NULL), target);
}

static void loopback(void) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    check(fd, "socket");
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    check(ioctl(fd, SIOCSIFFLAGS, &request), "loopback");
    close(fd);
}

static void privileges(void) {
    const uint64_t keep = 1u << CAP_AUDIT_WRITE | 1u << CAP_KILL | 1u << CAP_NET_BIND_SERVICE;
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
        if (!(keep >> cap & 1)) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{(uint32_t)keep, (uint32_t)keep, 0}, {0, 0, 0}};
    check((int)syscall(SYS_capset, &header, data), "capset");
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
}

_Noreturn static void child(void) {
    static const char *const masked[] = {
        "/proc/acpi",       "/proc/asound",      "/proc/kcore",       "/proc/keys",    "/proc/latency_stats",
        "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi"};
    static const char *const readonly[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    for (int i = 0; i + 1 < step_count; i++) {
        if (strcmp(steps[i], "tasks") != 0) continue;
        char path[4096];
        snprintf(path, sizeof path, "%s/tasks", steps[i + 1]);
        put(path, "0");
    }
    setsid();
    syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, "_ses.floor");
    loopback();
    check(mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL), "/");
    check(mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL), rootfs);
    check(mount(NULL, rootfs, NULL, MS_PRIVATE, NULL), rootfs);
    check(chdir(rootfs), rootfs);
    filesystem("proc", "proc", 0, NULL);
    filesystem("tmpfs", "dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
    filesystem("devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    filesystem("tmpfs", "dev/shm", safe, "mode=1777,size=65536k");
    filesystem("mqueue", "dev/mqueue", safe, NULL);
    filesystem("sysfs", "sys", safe | MS_RDONLY, NULL);
    cgroup_mount();
    devices();
    check((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
    check(umount2(".", MNT_DETACH), "old root");
    check(mount(NULL, "/", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL), "/");
    check(sethostname("gantry", 6), "hostname");
    for (size_t i = 0; i < sizeof readonly / sizeof *readonly; i++) read_only(readonly[i]);
    const char *shared = NULL;
    for (size_t i = 0; i < sizeof masked / sizeof *masked; i++) mask(masked[i], &shared);
    struct rlimit files = {1024, 1024};
    check(setrlimit(RLIMIT_NOFILE, &files), "rlimit");
    check(chdir("/"), "/");
    umask(022);
    privileges();
    syscall(SYS_close_range, 3, ~0u, 0);
    char *const args[] = {(char *)program, NULL}, *const env[] = {"PATH=/bin", NULL};
    execve(program, args, env);
    fail(program);
}

static void make_cgroups(void) {
    for (int i = 0; i < step_count; i++) {
        if (strcmp(steps[i], "mkdir") == 0) {
            if (mkdir(steps[++i], 0755) && errno != EEXIST) fail(steps[i]);
        } else if (strcmp(steps[i], "write") == 0) {
            put(steps[i + 1], steps[i + 2]);
            i += 2;
        } else {
            i++;
        }
    }
}

// Parents that other containers still use stay.
static void remove_cgroups(void) {
    for (int i = step_count - 2; i >= 0; i--)
        if (strcmp(steps[i], "mkdir") == 0) rmdir(steps[i + 1]);
}

static int container(void) {
    make_cgroups();
    struct clone_args args = {
        .flags = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS,
        .exit_signal = SIGCHLD,
    };
    int cgroup = -1;
    for (int i = 0; i + 1 < step_count; i++) {
        if (strcmp(steps[i], "into") != 0) continue;
        check(cgroup = open(steps[i + 1], O_PATH | O_DIRECTORY | O_CLOEXEC), steps[i + 1]);
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (uint64_t)cgroup;
    }
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (pid == 0) child();
    check(pid, "clone3");
    int status;
    check(waitpid(pid, &status, 0), "wait");
    if (cgroup >= 0) close(cgroup);
    remove_cgroups();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int command(char **words) {
    pid_t pid = vfork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        execv(words[0], words);
        _exit(127);
    }
    check(pid, "vfork");
    int status;
    check(waitpid(pid, &status, 0), "wait");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static long long children_time(void) {
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    rootfs = argv[1];
    program = argv[2];
    steps = argv + 3;
    step_count = argc - 3;
    char line[65536];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *words[64];
        int count = 0;
        for (char *word = strtok(line, "\x1f"); word && count < 63; word = strtok(NULL, "\x1f")) words[count++] = word;
        words[count] = NULL;
        struct timespec start, end;
        long long cpu = children_time();
        clock_gettime(CLOCK_MONOTONIC, &start);
        int status = count > 1 ? command(words + 1) : container();
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%lld %lld %d\n", (long long)(end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec,
               children_time() - cpu, status);
        fflush(stdout);
    }
    return 0;
}
