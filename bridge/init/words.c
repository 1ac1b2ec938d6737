// SPDX-License-Identifier: Apache-2.0
#include "words.h"

struct word {
    int number;
    const char *text;
};

static const struct word errors[] = {
    {EPERM, "operation not permitted"},
    {ENOENT, "no such file or directory"},
    {EIO, "input/output error"},
    {ENXIO, "no such device or address"},
    {E2BIG, "argument list too long"},
    {ENOEXEC, "exec format error"},
    {EAGAIN, "resource temporarily unavailable"},
    {ENOMEM, "cannot allocate memory"},
    {EACCES, "permission denied"},
    {EBUSY, "device or resource busy"},
    {ENOTDIR, "not a directory"},
    {EISDIR, "is a directory"},
    {EINVAL, "invalid argument"},
    {ENFILE, "too many open files in system"},
    {EMFILE, "too many open files"},
    {ETXTBSY, "text file busy"},
    {EROFS, "read-only file system"},
    {ENAMETOOLONG, "file name too long"},
    {ENOSYS, "no such system call"},
    {ELOOP, "too many levels of symbolic links"},
    {ELIBBAD, "accessing a corrupted shared library"},
    {ETIMEDOUT, "connection timed out"},
    {0, NULL},
};

// The same on x86_64 and aarch64.
static const struct word signals[] = {
    {1, "hangup"},
    {2, "interrupt"},
    {3, "quit"},
    {4, "illegal instruction"},
    {5, "trace/breakpoint trap"},
    {6, "aborted"},
    {7, "bus error"},
    {8, "floating point exception"},
    {9, "killed"},
    {11, "segmentation fault"},
    {13, "broken pipe"},
    {14, "alarm clock"},
    {15, "terminated"},
    {31, "bad system call"},
    {0, NULL},
};

#define HOOK_NAME(number, name, text) [number] = text,
static const char *const hook_kinds[] = {GTY_HOOK_KINDS(HOOK_NAME)};

static void add_word(struct text *text, const struct word *words, const char *unknown, int number) {
    for (; words->text; words++) {
        if (words->number == number) {
            text_add(text, words->text);
            return;
        }
    }
    text_add(text, unknown);
    text_add_number(text, (uint64_t)number);
}

void add_error_words(struct text *text, int error) { add_word(text, errors, "errno ", error); }

void add_status_words(struct text *text, uint32_t status, uint32_t signal) {
    if (signal) {
        text_add(text, "signal: ");
        add_word(text, signals, "signal ", (int)signal);
    } else {
        text_add(text, "exit status ");
        text_add_number(text, status);
    }
}

static void add_hook(struct text *text, const struct init *init) {
    uint32_t kind = init->hook_kind;
    text_add(text, "error running ");
    text_add(text, kind < sizeof hook_kinds / sizeof *hook_kinds ? hook_kinds[kind] : "a");
    text_add(text, " hook #");
    text_add_number(text, init->hook_index);
    text_add(text, ": ");
}

void write_failure(struct init *init) {
    const struct failure *failure = &init->failure;
    char line[FAILURE_TEXT_MAX + GTY_PATH_MAX];
    struct text text = text_in(line, sizeof line - 1);
    if (failure->operation == GTY_OP_HOOK) add_hook(&text, init);
    if (failure->operation == GTY_OP_EXEC && init->executable) {
        text_add(&text, "exec ");
        text_add(&text, init->executable);
        text_add(&text, ": ");
        add_error_words(&text, failure->error);
    } else if (failure->status || failure->signal) {
        add_status_words(&text, failure->status, failure->signal);
        text_add(&text, ", ");
        text_add(&text, failure->text);
    } else {
        text_add(&text, failure->action ? failure->action : "run the container");
        if (failure->error) {
            text_add(&text, ": ");
            add_error_words(&text, failure->error);
        }
    }
    line[text.length] = '\n';
    sys(write, 2, line, text.length + 1);
}
