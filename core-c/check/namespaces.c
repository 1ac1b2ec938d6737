// SPDX-License-Identifier: Apache-2.0
//
// linux.namespaces and linux.timeOffsets
#include <string.h>

#include "check/areas.h"

#define NANOSECONDS 1000000000u

static void check_path(const struct gty_checker *checker, const struct gty_namespace *namespace) {
    if (!namespace->present || namespace->path.length == 0) return;
    // The paths of the bootstrap message stand in one list with commas between.
    if (memchr(namespace->path.data, ',', namespace->path.length))
        gty_find(checker->diagnostics, GTY_RULE_NAMESPACE_COMMA, gty_at(namespace->node, "path"),
                 "bind the namespace to another path", "invalid namespace path %s: it contains a comma",
                 gty_quote(checker, namespace->path));
    if (!gty_is_absolute(namespace->path))
        gty_find(checker->diagnostics, GTY_RULE_NAMESPACE_RELATIVE, gty_at(namespace->node, "path"), "start it with /",
                 "namespace path %s is not absolute", gty_quote(checker, namespace->path));
}

// The runtime's own, however it is written: it cannot be joined again.
static void check_own_user(const struct gty_checker *checker, const struct gty_namespace *user) {
    if (!user->present || user->path.length == 0) return;
    if (gty_text_is(user->path, "/proc/self/ns/user") || gty_text_is(user->path, "/proc/thread-self/ns/user"))
        gty_find(checker->diagnostics, GTY_RULE_NAMESPACE_OWN_USER, user->node, "remove the entry to stay in it",
                 "a process cannot join its own user namespace");
}

void gty_check_namespaces(const struct gty_checker *checker) {
    for (int type = 0; type < GTY_NS_COUNT; type++) check_path(checker, &checker->config->namespaces[type]);
    check_own_user(checker, &checker->config->namespaces[GTY_NS_USER]);
}

static void check_offset(const struct gty_checker *checker, const struct gty_time_offset *offset) {
    if (!offset->present) return;
    struct gty_diagnostic *finding = NULL;
    if (!gty_has(checker, GTY_NS_TIME))
        finding = gty_find(checker->diagnostics, GTY_RULE_TIME_NAMESPACE, offset->node,
                           "add {\"type\": \"time\"} to linux.namespaces", "time offsets need a time namespace");
    else if (!gty_is_new_namespace(checker, GTY_NS_TIME))
        finding = gty_find(checker->diagnostics, GTY_RULE_TIME_PATH, offset->node, "remove timeOffsets or the path",
                           "time offsets cannot be set in a time namespace that is joined by path");
    gty_relate_namespace(checker, finding, GTY_NS_TIME);
    if (offset->nanoseconds >= NANOSECONDS)
        gty_find(checker->diagnostics, GTY_RULE_TIME_NANOSECONDS, gty_at(offset->node, "nanosecs"),
                 "put whole seconds into secs", "nanosecs must be below %u", NANOSECONDS);
}

void gty_check_time(const struct gty_checker *checker) {
    check_offset(checker, &checker->config->time_monotonic);
    check_offset(checker, &checker->config->time_boottime);
}
