// SPDX-License-Identifier: Apache-2.0
#include "vector.h"

#include "string.h"

#define SIGNALS 64
#define SIG_SETMASK 2

// struct sigaction of the kernel is no larger; all zero it is SIG_DFL.
#define SIGACTION_WORDS 4

size_t vector_add(struct init *init, size_t at, const char *data, size_t length) {
    const char *end = data + length;
    while (data < end) {
        if (at + 1 >= init->vector_size) return 0;
        init->vector[at++] = data;
        data += text_length(data) + 1;
    }
    if (at >= init->vector_size) return 0;
    init->vector[at++] = NULL;
    return at;
}

int collect(struct init *init, struct collected *collected, const void *data, size_t length) {
    if (length > collected->size - collected->length) return failed(init, -E2BIG, "collect strings");
    memcpy(collected->data + collected->length, data, length);
    collected->length += length;
    return 0;
}

const char *environment_value(const struct init *init, const char *name) {
    const char *at = init->environment.data, *end = at + init->environment.length, *value = NULL;
    size_t length = text_length(name);
    for (; at < end; at += text_length(at) + 1)
        if (starts_with(at, name) && at[length] == '=') value = at + length + 1;
    return value;
}

void reset_signals(void) {
    uint64_t action[SIGACTION_WORDS] = {0}, none = 0;
    for (int signal = 1; signal <= SIGNALS; signal++) sys(rt_sigaction, signal, action, NULL, sizeof none);
    sys(rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}
