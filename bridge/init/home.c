// SPDX-License-Identifier: Apache-2.0
//
// HOME from the container's /etc/passwd, which is the container's: any file, of any length and content.
#include "beneath.h"
#include "operations.h"
#include "proc.h"
#include "string.h"
#include "vector.h"

#define PASSWD_MAX (16u << 20)
#define LINE_MAX 4096
#define UID_DIGITS 10
#define HOME_DEFAULT "/"

enum field { FIELD_NAME, FIELD_PASSWORD, FIELD_UID, FIELD_GID, FIELD_GECOS, FIELD_HOME, FIELD_SHELL };

struct lines {
    int fd;
    size_t read; // of the file so far
    size_t start, end;
    bool skipping; // the rest of a line that did not fit
    char data[LINE_MAX];
};

// A regular file only: opening a fifo would wait, opening a device might do anything.
static int open_passwd(struct init *init) {
    struct stat status;
    int path = open_beneath(init, NULL, "/etc/passwd", 0);
    if (path < 0) return path;
    int fd = -EINVAL;
    if (stat_fd(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFREG) fd = proc_reopen(init, path, O_RDONLY);
    close_fd(path);
    return fd;
}

static bool fill(struct lines *lines) {
    memmove(lines->data, lines->data + lines->start, lines->end - lines->start);
    lines->end -= lines->start;
    lines->start = 0;
    if (lines->end == sizeof lines->data) { // too long to be an entry
        lines->end = 0;
        lines->skipping = true;
    }
    if (lines->read >= PASSWD_MAX) return false;
    long count = sys(read, lines->fd, lines->data + lines->end, sizeof lines->data - lines->end);
    if (count <= 0) return false;
    lines->read += (size_t)count;
    lines->end += (size_t)count;
    return true;
}

// What follows the last end of a line.
static char *last_line(struct lines *lines) {
    char *line = lines->data + lines->start;
    if (lines->skipping || lines->start == lines->end || lines->end == sizeof lines->data) return NULL;
    lines->data[lines->end] = 0;
    lines->start = lines->end;
    return line;
}

// The next whole line, without its end; NULL at the end of the file.
static char *next_line(struct lines *lines) {
    size_t at = lines->start;
    for (;;) {
        if (at == lines->end) {
            at -= lines->start;
            if (!fill(lines)) return last_line(lines);
            if (lines->skipping) at = lines->start;
        }
        for (; at < lines->end; at++) {
            if (lines->data[at] != '\n') continue;
            char *line = lines->data + lines->start;
            bool whole = !lines->skipping;
            lines->data[at] = 0;
            lines->start = ++at;
            lines->skipping = false;
            if (whole) return line;
        }
        if (lines->skipping) lines->start = lines->end;
    }
}

// The home of an entry of this uid, NULL if it is another's or malformed.
static const char *home_of(char *line, uint32_t uid) {
    char *fields[FIELD_SHELL + 1] = {0};
    int count = 0;
    for (char *at = line; at && count <= FIELD_SHELL; count++) {
        fields[count] = at;
        at = (char *)text_find(at, ':');
        if (at) *at++ = 0;
    }
    if (count <= FIELD_HOME) return NULL;
    const char *number = fields[FIELD_UID];
    uint64_t value;
    if (text_length(number) > UID_DIGITS || !parse_number(&number, &value) || *number || value != uid) return NULL;
    return fields[FIELD_HOME];
}

static int add_home(struct init *init, const char *home) {
    int result = collect(init, &init->environment, "HOME=", sizeof "HOME=" - 1);
    return result < 0 ? result : collect(init, &init->environment, home, text_length(home) + 1);
}

int find_home(struct init *init, const struct operation *op) {
    struct lines lines = {.fd = open_passwd(init)};
    const char *home = NULL;
    char *line;
    if (lines.fd < 0) return add_home(init, HOME_DEFAULT);
    while (!home && (line = next_line(&lines))) home = home_of(line, number_of(op, GTY_A_UID));
    close_fd(lines.fd);
    return add_home(init, home && *home ? home : HOME_DEFAULT);
}
