// SPDX-License-Identifier: Apache-2.0
//
// linux.sysctl: only what belongs to a namespace of the container
#include <stdlib.h>
#include <string.h>

#include "check/areas.h"
#include "model/sysctl.h"

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

static void want_namespace(const struct gty_checker *checker, const struct gty_pair *pair, enum gty_rule rule,
                           enum gty_namespace_type type, const char *help, const char *what) {
    if (gty_has(checker, type)) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, rule, pair->node, help, "sysctl %s needs %s namespace of the container's own",
                 gty_quote(checker, pair->name), what);
    gty_relate_namespace(checker, finding, type);
}

// The runtime's own network namespace, joined by path.
static bool is_own(const struct gty_checker *checker, struct gty_text path) {
    if (path.length == 0) return false;
    struct gty_text clean = gty_path_clean(checker->arena, path);
    return gty_text_is(clean, "/proc/self/ns/net") || gty_text_is(clean, "/proc/thread-self/ns/net");
}

static void check_network(const struct gty_checker *checker, const struct gty_pair *pair, bool own) {
    want_namespace(checker, pair, GTY_RULE_SYSCTL_NET, GTY_NS_NET, "add {\"type\": \"network\"} to linux.namespaces",
                   "a network");
    if (!own) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_SYSCTL_NET_OWN, pair->node, "leave out the path for a new one",
                 "sysctl %s not allowed in host network namespace", gty_quote(checker, pair->name));
    gty_relate_namespace(checker, finding, GTY_NS_NET);
}

static void check_other(const struct gty_checker *checker, const struct gty_pair *pair, struct gty_text path) {
    struct gty_diagnostic *finding;
    bool uts = gty_has(checker, GTY_NS_UTS);
    if (gty_text_is(path, "kernel/hostname") && uts) {
        finding = gty_find(checker->diagnostics, GTY_RULE_SYSCTL_HOSTNAME, pair->node, "write the property hostname",
                           "sysctl %s stands in the way of the property hostname", gty_quote(checker, pair->name));
        gty_relate(checker->diagnostics, finding, checker->config->hostname_node, "the property");
        return;
    }
    bool domain = gty_text_is(path, "kernel/domainname");
    if (domain && uts) return;
    finding = gty_find(checker->diagnostics, GTY_RULE_SYSCTL_HOST, pair->node, "set it on the host",
                       "sysctl %s is not in a separate kernel namespace: it would change the host",
                       gty_quote(checker, pair->name));
    if (domain) gty_relate_namespace(checker, finding, GTY_NS_UTS);
}

static void check_name(const struct gty_checker *checker, const struct gty_pair *pair, struct gty_text path, bool own) {
    if (!is_straight(path))
        gty_find(checker->diagnostics, GTY_RULE_SYSCTL_PATH, pair->node, NULL,
                 "sysctl %s is not a path below /proc/sys", gty_quote(checker, pair->name));
    else if (is_ipc(path))
        want_namespace(checker, pair, GTY_RULE_SYSCTL_IPC, GTY_NS_IPC, "add {\"type\": \"ipc\"} to linux.namespaces",
                       "an IPC");
    else if (gty_text_starts(path, "net/"))
        check_network(checker, pair, own);
    else if (gty_text_starts(path, "user/"))
        want_namespace(checker, pair, GTY_RULE_SYSCTL_USER, GTY_NS_USER, "add {\"type\": \"user\"} to linux.namespaces",
                       "a user");
    else
        check_other(checker, pair, path);
}

// ---- two names of one sysctl ----------------------------------------------------------------------------------------

struct entry {
    struct gty_text path;
    const struct gty_pair *pair;
};

static int compare(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    int order = gty_text_compare(a->path, b->path);
    if (order) return order;
    return (a->pair > b->pair) - (a->pair < b->pair);
}

static void check_duplicates(const struct gty_checker *checker, struct entry *entries, size_t count) {
    if (count > 1) qsort(entries, count, sizeof *entries, compare);
    for (size_t i = 1; i < count; i++) {
        if (!gty_text_equal(entries[i].path, entries[i - 1].path)) continue;
        struct gty_diagnostic *finding = gty_find(
            checker->diagnostics, GTY_RULE_SYSCTL_DUPLICATE, entries[i].pair->node, "keep one of them",
            "sysctl %s is set twice: runtimes differ in which value counts", gty_quote(checker, entries[i].pair->name));
        gty_relate(checker->diagnostics, finding, entries[i - 1].pair->node, "the same under another name");
    }
}

void gty_check_sysctl(const struct gty_checker *checker) {
    const struct gty_pairs *sysctl = &checker->config->sysctl;
    if (sysctl->count == 0) return;
    struct entry *entries = gty_arena_array(checker->arena, sysctl->count, sizeof *entries);
    bool own = is_own(checker, checker->config->namespaces[GTY_NS_NET].path);
    for (size_t i = 0; i < sysctl->count && entries; i++) {
        entries[i] = (struct entry){gty_sysctl_path(checker->arena, sysctl->items[i].name), &sysctl->items[i]};
        check_name(checker, &sysctl->items[i], entries[i].path, own);
    }
    if (entries) check_duplicates(checker, entries, sysctl->count);
}
