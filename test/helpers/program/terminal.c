// SPDX-License-Identifier: Apache-2.0
//
// The standard streams as terminals.
#include "verbs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void show_isatty(int count, char **args) {
    (void)count, (void)args;
    for (int fd = 0; fd < 3; fd++) printf("%d %s\n", fd, isatty(fd) ? "tty" : "no");
}

static void size(void) {
    struct winsize window;
    if (ioctl(0, TIOCGWINSZ, &window)) fail("winsize", "0");
    printf("winsize %d %d\n", window.ws_row, window.ws_col);
}

static void winsize(int count, char **args) {
    (void)count, (void)args;
    size();
}

// `winch N`: the size after each of N changes.
static void winch(int count, char **args) {
    (void)count;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigprocmask(SIG_BLOCK, &set, NULL);
    puts("ready");
    for (long long i = number(args[0]); i > 0; i--) {
        fflush(stdout);
        while (sigwaitinfo(&set, NULL) < 0 && errno == EINTR) {
        }
        size();
    }
}

static void session(int count, char **args) {
    (void)count, (void)args;
    printf("session %s\nforeground %s\n", getsid(0) == getpid() ? "leader" : "member",
           tcgetpgrp(0) == getpgrp() ? "yes" : "no");
}

static void modes(int count, char **args) {
    (void)count, (void)args;
    struct termios mode;
    if (tcgetattr(0, &mode)) fail("modes", "0");
    printf("onlcr %s\necho %s\nicanon %s\n", mode.c_oflag & ONLCR ? "on" : "off", mode.c_lflag & ECHO ? "on" : "off",
           mode.c_lflag & ICANON ? "on" : "off");
}

// One line of the standard input, with a mark in front.
static void line(int count, char **args) {
    (void)count, (void)args;
    char text[4096];
    ssize_t length = read(0, text, sizeof text - 1);
    if (length < 0) fail("line", "0");
    text[length] = 0;
    printf("line %s%s", text, length && text[length - 1] == '\n' ? "" : "\n");
}

const struct verb terminal_verbs[] = {
    {"isatty", 0, show_isatty}, {"winsize", 0, winsize}, {"winch", 1, winch}, {"session", 0, session},
    {"modes", 0, modes},        {"line", 0, line},       {NULL, 0, NULL},
};
