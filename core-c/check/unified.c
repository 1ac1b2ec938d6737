// SPDX-License-Identifier: Apache-2.0
//
// linux.resources.unified: files of cgroup v2 and what is written into them
#include <string.h>

#include "check/areas.h"
#include "check/number_list.h"

// What the systemd driver also hands to systemd, and so must be able to read.
enum reading { A_NUMBER, A_NUMBER_OR_MAX, A_LIST, A_CPU_LIMIT };
static const struct {
    const char *file;
    enum reading reading;
} read_by_driver[] = {
    {"cpu.max", A_CPU_LIMIT},        {"cpu.weight", A_NUMBER},         {"cpuset.cpus", A_LIST},
    {"cpuset.mems", A_LIST},         {"memory.high", A_NUMBER_OR_MAX}, {"memory.low", A_NUMBER_OR_MAX},
    {"memory.min", A_NUMBER_OR_MAX}, {"memory.max", A_NUMBER_OR_MAX},  {"memory.swap.max", A_NUMBER_OR_MAX},
    {"pids.max", A_NUMBER_OR_MAX},
};

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The first word, taken off `rest`.
static struct gty_text take_word(struct gty_text *rest) {
    size_t start = 0, end;
    while (start < rest->length && is_blank(rest->data[start])) start++;
    for (end = start; end < rest->length && !is_blank(rest->data[end]);) end++;
    struct gty_text word = {rest->data + start, end - start};
    *rest = (struct gty_text){rest->data + end, rest->length - end};
    return word;
}

static bool is_number(struct gty_text word, bool or_max) {
    uint64_t number;
    return (or_max && gty_text_is(word, "max")) || gty_text_to_u64(word, &number);
}

static bool can_be_read(struct gty_text value, enum reading reading) {
    if (reading == A_LIST) {
        struct gty_number_list list = gty_number_list(value, UINT32_MAX);
        return list.valid && list.ranges;
    }
    struct gty_text first = take_word(&value), second = take_word(&value), third = take_word(&value);
    if (third.length || (second.length && (reading != A_CPU_LIMIT || !is_number(second, false)))) return false;
    return is_number(first, reading != A_NUMBER);
}

static void check_value(const struct gty_checker *checker, const struct gty_pair *pair) {
    for (size_t i = 0; i < sizeof read_by_driver / sizeof read_by_driver[0]; i++)
        if (gty_text_is(pair->name, read_by_driver[i].file) && !can_be_read(pair->value, read_by_driver[i].reading))
            gty_find(checker->diagnostics, GTY_RULE_UNIFIED_VALUE, pair->node, "the systemd driver must read it",
                     "unified resource %s: %s cannot be converted for systemd", gty_quote(checker, pair->name),
                     gty_quote(checker, pair->value));
}

static bool is_available(const struct gty_checker *checker, struct gty_text controller) {
    if (gty_text_is(controller, "cgroup")) return true; // files that every cgroup has
    return gty_on_unified(checker->host, gty_text_copy(checker->arena, controller.data, controller.length).data);
}

static void check_file(const struct gty_checker *checker, const struct gty_pair *pair) {
    const char *dot = memchr(pair->name.data, '.', pair->name.length);
    if (memchr(pair->name.data, '/', pair->name.length)) {
        gty_find(checker->diagnostics, GTY_RULE_UNIFIED_SLASH, pair->node, NULL,
                 "unified resource %s must be a file name (no slashes)", gty_quote(checker, pair->name));
    } else if (!dot || dot == pair->name.data || dot + 1 == pair->name.data + pair->name.length) {
        gty_find(checker->diagnostics, GTY_RULE_UNIFIED_NAME, pair->node, "such as memory.high",
                 "unified resource %s must be in the form CONTROLLER.PARAMETER", gty_quote(checker, pair->name));
    } else if (checker->host->cgroup_mode == GTY_CGROUP_V2) {
        struct gty_text controller = {pair->name.data, (size_t)(dot - pair->name.data)};
        if (!is_available(checker, controller))
            gty_find(checker->diagnostics, GTY_RULE_UNIFIED_CONTROLLER, pair->node,
                     "remove it, or mount or delegate the controller",
                     "unified resource %s can't be set: this host has no controller %s", gty_quote(checker, pair->name),
                     gty_quote(checker, controller));
    }
    if (gty_systemd_driver(checker)) check_value(checker, pair);
}

void gty_check_unified(const struct gty_checker *checker) {
    const struct gty_pairs *unified = &checker->config->resources.unified;
    if (unified->count == 0) return;
    enum gty_cgroup_mode mode = checker->host->cgroup_mode;
    if (mode == GTY_CGROUP_V1 || mode == GTY_CGROUP_HYBRID)
        gty_find(checker->diagnostics, GTY_RULE_UNIFIED_V1, checker->config->resources.unified_node, "remove it",
                 "cannot use unified on cgroup v1");
    for (size_t i = 0; i < unified->count; i++) check_file(checker, &unified->items[i]);
}
