// SPDX-License-Identifier: Apache-2.0
#include "cgroup_enable.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cgroup_file.h"

enum kind { HIERARCHY_ROOT, EMPTY, WITH_PROCESSES, THREADED };

// Commands for cgroup.subtree_control: "+cpu +pids".
struct commands {
    char text[GTY_CGROUP_VALUE_MAX];
    size_t length;
};

struct look {
    struct commands needed, optional; // those that are not enabled
    enum kind kind;                   // only known if there are any
};

static bool has_word(const char *words, const char *word, size_t length) {
    for (const char *at = words; (at = strstr(at, word)) != NULL; at++) {
        if ((at == words || at[-1] == ' ') && strchr(" \n", at[length])) return true;
    }
    return false;
}

static void add(struct commands *commands, const char *name) {
    size_t room = sizeof commands->text - commands->length;
    int written = snprintf(commands->text + commands->length, room, "%s+%s", commands->length ? " " : "", name);
    if (written > 0 && (size_t)written < room) commands->length += (size_t)written;
}

// The names of the list that are not among the enabled ones.
static void add_missing(struct commands *commands, const char *names, const char *enabled) {
    char word[NAME_MAX];
    for (const char *name = names; *name; name += strspn(name, " ")) {
        size_t length = strcspn(name, " ");
        if (length < sizeof word) {
            memcpy(word, name, length);
            word[length] = 0;
            if (!has_word(enabled, word, length)) add(commands, word);
        }
        name += length;
    }
}

static int look_at(const struct gty_cgroup_step *step, struct look *look) {
    char enabled[GTY_CGROUP_VALUE_MAX], type[32], first[2];
    memset(look, 0, sizeof *look);
    if (gty_cgroup_read_in(step->path, "cgroup.subtree_control", enabled, sizeof enabled) < 0) return -1;
    add_missing(&look->needed, step->needed, enabled);
    add_missing(&look->optional, step->optional, enabled);
    if (!look->needed.length && !look->optional.length) return 0;
    if (gty_cgroup_read_in(step->path, "cgroup.type", type, sizeof type) < 0) {
        look->kind = HIERARCHY_ROOT;
        return errno == ENOENT ? 0 : -1;
    }
    if (strcmp(type, "domain\n") != 0) {
        look->kind = THREADED;
        return 0;
    }
    ssize_t length = gty_cgroup_read_in(step->path, "cgroup.procs", first, sizeof first);
    look->kind = length > 0 ? WITH_PROCESSES : EMPTY;
    return length < 0 ? -1 : 0;
}

static int refuse(const struct look *look, const struct gty_cgroup_step *step, struct gty_failure *failure) {
    if (look->kind == THREADED) {
        errno = EOPNOTSUPP;
        return gty_fail(failure, gty_action(GTY_ACTION_MAKE_BELOW_THREADED), step->path);
    }
    if (look->kind != WITH_PROCESSES || !look->needed.length) return 0;
    errno = EBUSY;
    return gty_fail(failure, gty_action(GTY_ACTION_ENABLE_IN_POPULATED), step->path);
}

static int command(const struct gty_cgroup_step *step, const char *text, size_t length) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/cgroup.subtree_control", step->path) < (int)sizeof path)
        return gty_cgroup_write_file(path, text, length);
    errno = ENAMETOOLONG;
    return -1;
}

// All at once, or if one of them cannot be had, each that can.
static void enable_optional(const struct gty_cgroup_step *step, const struct commands *optional) {
    if (!optional->length || command(step, optional->text, optional->length) == 0) return;
    for (const char *at = optional->text; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        command(step, at, length);
        at += length;
    }
}

static void disable(const struct gty_cgroup_step *step, struct commands *enabled) {
    for (size_t i = 0; i < enabled->length; i++)
        if (enabled->text[i] == '+') enabled->text[i] = '-';
    if (enabled->length) command(step, enabled->text, enabled->length);
}

int gty_cgroup_enable_check(const struct gty_cgroup_step *step, struct gty_failure *failure) {
    struct look look;
    // What cannot be looked at is not there yet, or tells why when it is used.
    return look_at(step, &look) < 0 ? 0 : refuse(&look, step, failure);
}

int gty_cgroup_enable(const struct gty_cgroup_step *step, struct gty_failure *failure) {
    struct look look;
    char type[32];
    if (look_at(step, &look) < 0) return gty_fail(failure, "look at the controllers of", step->path);
    if (refuse(&look, step, failure) < 0) return -1;
    if (look.kind == WITH_PROCESSES || !(look.needed.length || look.optional.length)) return 0;
    if (look.needed.length && command(step, look.needed.text, look.needed.length) < 0) {
        return gty_fail(failure, "enable controllers in", step->path);
    }
    enable_optional(step, &look.optional);
    if (look.kind == HIERARCHY_ROOT) return 0;
    if (gty_cgroup_read_in(step->path, "cgroup.type", type, sizeof type) < 0 || strcmp(type, "domain\n") == 0) return 0;
    // A process came into it after the look.
    disable(step, &look.needed);
    disable(step, &look.optional);
    look.kind = WITH_PROCESSES;
    return refuse(&look, step, failure);
}
