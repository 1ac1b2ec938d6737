// SPDX-License-Identifier: Apache-2.0
//
// Doing something: output, time, exits, signals, children, memory, the loopback network.
#include "verbs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void print(FILE *to, int count, char **args) {
    for (int i = 0; i < count; i++) fprintf(to, i ? " %s" : "%s", args[i]);
    fputc('\n', to);
}

static void echo(int count, char **args) { print(stdout, count, args); }

static void echo_error(int count, char **args) { print(stderr, count, args); }

// `bytes N`: every byte value in turn, so that a stream that changes one is found out.
static void bytes(int count, char **args) {
    (void)count;
    for (long long left = number(args[0]), i = 0; left > 0; left--, i++) putchar((int)(i & 0xff));
}

static void nap(int count, char **args) {
    (void)count;
    char *end;
    double seconds = strtod(args[0], &end);
    if (*end || seconds < 0) {
        fprintf(stderr, "not a time: %s\n", args[0]);
        exit(2);
    }
    struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (nanosleep(&time, &time) && errno == EINTR) {
    }
}

static void quit(int count, char **args) {
    (void)count;
    exit((int)number(args[0]));
}

static void do_true(int count, char **args) { (void)count, (void)args; }

static void do_false(int count, char **args) {
    (void)count, (void)args;
    exit(1);
}

// A fault ends even the first process of a pid namespace, which may ignore signals that it sends to itself.
static void fault(int count, char **args) {
    (void)count, (void)args;
    *(volatile int *)8 = 1;
}

static void kill_one(int count, char **args) {
    (void)count;
    if (kill((pid_t)number(args[0]), (int)number(args[1]))) fail("kill", args[0]);
}

// Prints each signal that comes; SIGTERM is the last.
static void signals(int count, char **args) {
    (void)count, (void)args;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int got = sigwaitinfo(&all, NULL);
        if (got < 0) continue;
        printf("signal %d\n", got);
        fflush(stdout);
        if (got == SIGTERM) exit(0);
    }
}

// `fork N`: children that sleep; says how many there could be.
static void fork_many(int count, char **args) {
    (void)count;
    long long made = 0;
    for (long long i = 0; i < number(args[0]); i++) {
        pid_t pid = fork();
        if (pid == 0) {
            pause();
            _exit(0);
        }
        if (pid < 0) {
            printf("fork %s\n", strerrorname_np(errno));
            break;
        }
        made++;
    }
    printf("forked %lld\n", made);
}

// Forks, and so does every child, as long as there can be more.
static void breed(int count, char **args) {
    (void)count, (void)args;
    for (;;)
        if (fork() < 0) usleep(500);
}

// `deny SYSCALL ERRNO`: from now on that system call fails.
static void deny(int count, char **args) {
    (void)count;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number(args[0]), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)number(args[1])),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("deny", "no_new_privs");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) fail("deny", args[0]);
}

// The rest of the line of verbs in a child; prints how it ended.
static void child(int count, char **args) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) fail("child", "fork");
    if (pid == 0) {
        run_verbs(count, args);
        exit(0);
    }
    int status;
    if (waitpid(pid, &status, 0) < 0) fail("child", "wait");
    if (WIFSIGNALED(status))
        printf("child killed by %d\n", WTERMSIG(status));
    else
        printf("child exited with %d\n", WEXITSTATUS(status));
}

// The same, not waited for, in a session of its own.
static void background(int count, char **args) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) fail("background", "fork");
    if (pid == 0) {
        setsid();
        run_verbs(count, args);
        exit(0);
    }
    printf("background %d\n", pid);
}

static void execute(int count, char **args) {
    char **vector = calloc((size_t)count + 1, sizeof *vector);
    if (!vector) fail("exec", "memory");
    memcpy(vector, args, (size_t)count * sizeof *vector);
    fflush(stdout);
    execv(args[0], vector);
    fail("exec", args[0]);
}

// Every page is written to, so that the memory is there.
static void eat(int count, char **args) {
    (void)count;
    size_t length = (size_t)number(args[0]);
    char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) fail("eat", args[0]);
    for (size_t i = 0; i < length; i += 4096) memory[i] = 1;
    printf("ate %zu\n", length);
}

// `spin MILLISECONDS`: processor time, not wall time; prints the wall time that it took.
static void spin(int count, char **args) {
    (void)count;
    struct timespec start, now, used;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < number(args[0]));
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("spun %lld\n", (long long)((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000));
}

static void links(int count, char **args) {
    (void)count, (void)args;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("links", "socket");
    for (int index = 1; index < 64; index++) {
        struct ifreq request = {.ifr_ifindex = index};
        if (ioctl(fd, SIOCGIFNAME, &request)) continue;
        if (ioctl(fd, SIOCGIFFLAGS, &request)) fail("links", request.ifr_name);
        printf("%s %s\n", request.ifr_name, request.ifr_flags & IFF_UP ? "up" : "down");
    }
    close(fd);
}

// A connection over 127.0.0.1 to itself.
static void loopback(int count, char **args) {
    (void)count, (void)args;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
        client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server < 0 || client < 0) fail("loopback", "socket");
    if (bind(server, (struct sockaddr *)&address, length) || listen(server, 1)) fail("loopback", "bind");
    if (getsockname(server, (struct sockaddr *)&address, &length)) fail("loopback", "getsockname");
    if (connect(client, (struct sockaddr *)&address, length)) fail("loopback", "connect");
    puts("loopback works");
}

const struct verb process_verbs[] = {
    {"echo", 0, echo},     {"err", 0, echo_error},  {"bytes", 1, bytes},           {"sleep", 1, nap},
    {"exit", 1, quit},     {"true", 0, do_true},    {"false", 0, do_false},        {"fault", 0, fault},
    {"kill", 2, kill_one}, {"signals", 0, signals}, {"fork", 1, fork_many},        {"breed", 0, breed},
    {"deny", 2, deny},     {"child", 1, child},     {"background", 1, background}, {"exec", 1, execute},
    {"eat", 1, eat},       {"spin", 1, spin},       {"links", 0, links},           {"loopback", 0, loopback},
    {NULL, 0, NULL},
};
