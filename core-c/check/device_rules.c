// SPDX-License-Identifier: Apache-2.0
//
// linux.resources.devices: what the device controller cannot be told
#include "resolve/device_rules.h"

#include "check/areas.h"
#include "tables/devices.h"

static bool overlaps(uint32_t a, uint32_t b) { return a == GTY_ANY_NUMBER || b == GTY_ANY_NUMBER || a == b; }

static bool types_overlap(char a, char b) { return a == 'a' || b == 'a' || a == b; }

// The kernel keeps exceptions to "all" or "nothing". A rule that takes back a part of a wider exception it ignores
// without a word, so the container would have what the config denies. That wider rule, or NULL.
static const struct gty_access_rule *hole_in(const struct gty_access_rules *rules, size_t first, size_t at, bool base) {
    const struct gty_access_rule *rule = &rules->items[at];
    if (rule->allow != base) return NULL;
    for (size_t i = first; i < at; i++) {
        const struct gty_access_rule *wide = &rules->items[i];
        bool same = wide->type == rule->type && wide->major == rule->major && wide->minor == rule->minor;
        if (wide->allow != base && !same && wide->access & rule->access && types_overlap(wide->type, rule->type) &&
            overlaps(wide->major, rule->major) && overlaps(wide->minor, rule->minor))
            return wide;
    }
    return NULL;
}

static void check_holes(const struct gty_checker *checker) {
    struct gty_access_rules rules;
    if (!gty_v1_hierarchy(checker->host, "devices")) return;
    if (!gty_device_rules(checker->arena, checker->config, &rules)) return;
    size_t first = gty_first_in_force(&rules);
    bool base = first && rules.items[first - 1].allow;
    for (size_t i = first; i < rules.count && rules.items[i].node; i++) {
        const struct gty_access_rule *wide = rules.items[i].access ? hole_in(&rules, first, i, base) : NULL;
        if (!wide) continue;
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_PLAN_DEVICE_HOLE, rules.items[i].node,
                     "cgroup v1 cannot take back a part of an earlier rule: write the narrow rules that remain",
                     "the device rule makes a hole in an earlier one");
        gty_relate(checker->diagnostics, finding, wide->node, "the earlier rule");
    }
}

static void check_number(const struct gty_checker *checker, const struct gty_number *number) {
    if (number->present && number->value == GTY_ANY_NUMBER)
        gty_find(checker->diagnostics, GTY_RULE_PLAN_DEVICE_NUMBER, number->node, "leave it out for any device",
                 "%lld is not a device number", (long long)number->value);
}

void gty_check_device_rules(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (resources->device_count == 0) return;
    for (size_t i = 0; i < resources->device_count; i++) {
        check_number(checker, &resources->devices[i].major);
        check_number(checker, &resources->devices[i].minor);
    }
    if (resources->device_count > GTY_DEVICE_RULES_MAX) {
        if (gty_for_gantry(checker))
            gty_find(checker->diagnostics, GTY_RULE_PLAN_DEVICE_RULES, resources->node, NULL,
                     "%zu device rules are more than the limit of %d", resources->device_count, GTY_DEVICE_RULES_MAX);
        return; // looking for holes takes the square of their number
    }
    if (!checker->host->present) return;
    if (checker->host->cgroup_mode == GTY_CGROUP_NONE)
        gty_find(checker->diagnostics, GTY_RULE_PLAN_DEVICE_RULES_UNUSED, resources->node, NULL,
                 "no cgroup hierarchy is mounted on this host: the device rules have no effect");
    check_holes(checker);
}
