// SPDX-License-Identifier: Apache-2.0
//
// linux.sysctl: only what belongs to a namespace of the container
#include <string.h>

#include "check/areas.h"
#include "spec/sysctl.h"

static const char *const ipc_names[] = {
    "kernel/msgmax", "kernel/msgmnb", "kernel/msgmni", "kernel/sem",
    "kernel/shmall", "kernel/shmmax", "kernel/shmmni", "kernel/shm_rmid_forced",
};

static bool is_ipc(struct gty_text path) {
    for (size_t i = 0; i < sizeof ipc_names / sizeof ipc_names[0]; i++)
        if (gty_text_is(path, ipc_names[i])) return true;
    return gty_text_starts(path, "fs/mqueue/");
}

// A part that is empty, "." or ".." would lead out of the subtree that the first parts name.
static bool is_straight(struct gty_text path) {
    const char *at = path.data, *end = path.data + path.length;
    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t length = (size_t)((slash ? slash : end) - at);
        if (length == 0 || (at[0] == '.' && (length == 1 || (length == 2 && at[1] == '.')))) return false;
        if (!slash) return true;
        at = slash + 1;
    }
}

static void check_name(const struct gty_checker *checker, const struct gty_pair *pair) {
    struct gty_text path = gty_sysctl_path(checker->arena, pair->name);
    const char *name = gty_quote(checker, pair->name);
    if (!is_straight(path)) {
        gty_find(checker->diagnostics, GTY_RULE_SYSCTL_PATH, pair->node, NULL,
                 "sysctl %s is not a path below /proc/sys", name);
    } else if (is_ipc(path)) {
        if (!gty_has(checker, GTY_NS_IPC))
            gty_find(checker->diagnostics, GTY_RULE_SYSCTL_IPC, pair->node,
                     "add {\"type\": \"ipc\"} to linux.namespaces",
                     "sysctl %s needs an IPC namespace of the container's own", name);
    } else if (gty_text_starts(path, "net/")) {
        if (!gty_has(checker, GTY_NS_NET))
            gty_find(checker->diagnostics, GTY_RULE_SYSCTL_NET, pair->node,
                     "add {\"type\": \"network\"} to linux.namespaces",
                     "sysctl %s needs a network namespace of the container's own", name);
    } else if (gty_text_is(path, "kernel/hostname") && gty_has(checker, GTY_NS_UTS)) {
        gty_find(checker->diagnostics, GTY_RULE_SYSCTL_HOSTNAME, pair->node, "write the property hostname",
                 "sysctl %s stands in the way of the property hostname", name);
    } else if (gty_text_starts(path, "user/")) {
        if (!gty_has(checker, GTY_NS_USER))
            gty_find(checker->diagnostics, GTY_RULE_SYSCTL_USER, pair->node,
                     "add {\"type\": \"user\"} to linux.namespaces",
                     "sysctl %s needs a user namespace of the container's own", name);
    } else if (!gty_text_is(path, "kernel/domainname") || !gty_has(checker, GTY_NS_UTS)) {
        gty_find(checker->diagnostics, GTY_RULE_SYSCTL_HOST, pair->node, "set it on the host",
                 "sysctl %s is not in a separate kernel namespace: it would change the host", name);
    }
}

void gty_check_sysctl(const struct gty_checker *checker) {
    const struct gty_pairs *sysctl = &checker->config->sysctl;
    for (size_t i = 0; i < sysctl->count; i++) check_name(checker, &sysctl->items[i]);
}
