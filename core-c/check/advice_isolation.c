// SPDX-License-Identifier: Apache-2.0
//
// Advice on namespaces, masks and seccomp
#include <string.h>

#include "check/advice.h"
#include "tables/advice.h"

#define ACTION_ALLOW 0x7fff0000u // SECCOMP_RET_ALLOW

// ---- namespaces -----------------------------------------------------------------------------------------------------

static const struct {
    enum gty_namespace_type type;
    enum gty_rule rule;
    const char *file; // below /proc/PID/ns
    const char *means;
} namespaces[] = {
    {GTY_NS_PID, GTY_RULE_ADVICE_HOST_PID, "pid", "sees and signals the processes of the host"},
    {GTY_NS_NET, GTY_RULE_ADVICE_HOST_NETWORK, "net", "uses the network interfaces and sockets of the host"},
    {GTY_NS_IPC, GTY_RULE_ADVICE_HOST_IPC, "ipc", "reaches the shared memory and queues of the host"},
    {GTY_NS_UTS, GTY_RULE_ADVICE_HOST_UTS, "uts", "shares the host name of the host"},
    {GTY_NS_MNT, GTY_RULE_ADVICE_HOST_MOUNT, "mnt", "shares the mounts of the host"},
    {GTY_NS_CGROUP, GTY_RULE_ADVICE_HOST_CGROUP, "cgroup", "sees the cgroups of the host"},
    {GTY_NS_USER, GTY_RULE_ADVICE_HOST_USER, "user", "has the same users as the host"},
};

// /proc/1/ns/pid and the runtime's own: what is joined is what was left.
static bool is_host(const struct gty_checker *checker, struct gty_text path, const char *file) {
    static const char *const owners[] = {"1", "self", "thread-self"};
    if (path.length == 0) return false;
    struct gty_text clean = gty_path_clean(checker->arena, path);
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
        if (gty_text_equal(clean, gty_text_format(checker->arena, "/proc/%s/ns/%s", owners[i], file))) return true;
    return false;
}

static void advise_namespaces(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    const struct gty_json *list = config->namespaces_node ? config->namespaces_node : gty_linux_or_document(checker);
    for (size_t i = 0; i < sizeof namespaces / sizeof namespaces[0]; i++) {
        const struct gty_namespace *namespace = &config->namespaces[namespaces[i].type];
        if (namespace->present && !is_host(checker, namespace->path, namespaces[i].file)) continue;
        gty_find(checker->diagnostics, namespaces[i].rule, namespace->present ? namespace->node : list,
                 "give it a namespace of its own", "the container %s", namespaces[i].means);
    }
}

// ---- masks ----------------------------------------------------------------------------------------------------------

#define USUAL_MAX 32

// Sets the bits of those among `usual` that a path of the list is, or is above. Each path is cleaned once: the list may
// be long.
static uint32_t covered_by(const struct gty_checker *checker, const struct gty_texts *paths, const char *const *usual) {
    uint32_t covered = 0;
    for (size_t i = 0; i < paths->count; i++) {
        struct gty_text path = gty_path_clean_rooted(checker->arena, paths->items[i]);
        for (size_t j = 0; j < USUAL_MAX && usual[j]; j++)
            if (gty_path_is_below((struct gty_text){usual[j], strlen(usual[j])}, path)) covered |= 1u << j;
    }
    return covered;
}

static void advise_paths(const struct gty_checker *checker, const char *const *usual, uint32_t covered,
                         enum gty_rule rule, const struct gty_json *node, const char *what) {
    struct gty_buffer missing;
    gty_buffer_init(&missing, checker->arena);
    for (size_t j = 0; j < USUAL_MAX && usual[j]; j++) {
        if (covered >> j & 1) continue;
        gty_buffer_text(&missing, missing.length ? ", " : "");
        gty_buffer_text(&missing, usual[j]);
    }
    if (missing.length == 0) return;
    gty_buffer_byte(&missing, 0);
    gty_find(checker->diagnostics, rule, node ? node : gty_linux_or_document(checker), "add them", "%s lacks %s", what,
             missing.failed ? "" : (const char *)missing.data);
}

static void advise_restrictions(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    uint32_t masked = covered_by(checker, &config->masked_paths, gty_usual_masked_paths);
    uint32_t readonly = covered_by(checker, &config->readonly_paths, gty_usual_readonly_paths) |
                        covered_by(checker, &config->masked_paths, gty_usual_readonly_paths);
    advise_paths(checker, gty_usual_masked_paths, masked, GTY_RULE_ADVICE_MASKED, config->masked_node, "maskedPaths");
    advise_paths(checker, gty_usual_readonly_paths, readonly, GTY_RULE_ADVICE_READONLY_PATHS, config->readonly_node,
                 "readonlyPaths");
}

static bool mounts_proc(const struct gty_config *config) {
    for (size_t i = 0; i < config->mount_count; i++)
        if (gty_text_is(config->mounts[i].type, "proc")) return true;
    return false;
}

// ---- seccomp --------------------------------------------------------------------------------------------------------

static void advise_seccomp(const struct gty_checker *checker, const struct gty_seccomp *seccomp) {
    if (!gty_may_advise(checker, GTY_SUPPORT_SECCOMP)) return;
    if (!seccomp->default_action.present && seccomp->rule_count == 0)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SECCOMP,
                 seccomp->node ? seccomp->node : gty_linux_or_document(checker), "take an engine's default profile",
                 "no seccomp filter: the container has every system call");
    else if (seccomp->default_action.known && seccomp->default_action.value == ACTION_ALLOW)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SECCOMP_ALLOW, seccomp->default_action.node,
                 "allow what is needed, and refuse the rest with SCMP_ACT_ERRNO",
                 "the seccomp filter allows what it does not name: system calls to come, too");
}

// ---- all of it ------------------------------------------------------------------------------------------------------

void gty_advise_isolation(const struct gty_checker *checker) {
    advise_namespaces(checker);
    if (mounts_proc(checker->config)) advise_restrictions(checker);
    advise_seccomp(checker, &checker->config->seccomp);
}
