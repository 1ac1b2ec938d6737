// SPDX-License-Identifier: Apache-2.0
#include "verbs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct verb *find(const char *name) {
    const struct verb *const tables[] = {show_verbs,     file_verbs,   process_verbs,
                                         terminal_verbs, attack_verbs, invade_verbs};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct verb *verb = tables[i]; verb->name; verb++)
            if (strcmp(verb->name, name) == 0) return verb;
    return NULL;
}

_Noreturn void fail(const char *what, const char *argument) {
    const char *name = strerrorname_np(errno);
    fflush(stdout);
    fprintf(stderr, "%s %s: %s\n", what, argument, name ? name : "unknown errno");
    exit(1);
}

long long number(const char *text) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 0);
    if (errno || end == text || *end) {
        fprintf(stderr, "not a number: %s\n", text);
        exit(2);
    }
    return value;
}

void copy(int from, int to, const char *what) {
    static char buffer[65536];
    ssize_t length;
    while ((length = read(from, buffer, sizeof buffer)) > 0)
        for (ssize_t done = 0, wrote; done < length; done += wrote)
            if ((wrote = write(to, buffer + done, (size_t)(length - done))) < 0) fail(what, "write");
    if (length < 0) fail(what, "read");
}

static void run_one(const char *name, int count, char **args) {
    const struct verb *verb = find(name);
    if (!verb || count < verb->least) {
        fprintf(stderr, verb ? "%s: too few arguments\n" : "no verb %s\n", name);
        exit(2);
    }
    verb->run(count, args);
    // The next verb may write past stdio, or never return.
    if (fflush(stdout) != 0) fail(name, "stdout");
}

void run_verbs(int count, char **args) {
    for (int start = 0; start < count;) {
        int end = start;
        while (end < count && strcmp(args[end], ";") != 0) end++;
        if (end > start) run_one(args[start], end - start - 1, args + start + 1);
        start = end + 1;
    }
}

int main(int argc, char **argv) {
    if (argc < 1) return 2;
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    if (find(name))
        run_one(name, argc - 1, argv + 1);
    else
        run_verbs(argc - 1, argv + 1);
    return 0;
}
