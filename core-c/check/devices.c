// SPDX-License-Identifier: Apache-2.0
//
// linux.devices and linux.resources.devices
#include "check/areas.h"

// ---- nodes ----------------------------------------------------------------------------------------------------------

// The kernel's makedev(): 12 bits of major and 20 of minor.
#define MAJOR_MAX 0xfff
#define MINOR_MAX 0xfffff

static void check_number(const struct gty_checker *checker, struct gty_number number, int64_t most, const char *name) {
    if (number.present && (number.value < 0 || number.value > most))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_RANGE, number.node, NULL,
                 "the %s number of a device must be from 0 to %lld", name, (long long)most);
}

static void check_device(const struct gty_checker *checker, const struct gty_device *device) {
    if (device->node->type != GTY_JSON_OBJECT) return;
    if (gty_text_is(gty_path_clean_rooted(checker->arena, device->path), "/"))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_PATH, device->node, "for example /dev/fuse",
                 "the device has no path below the root");
    check_number(checker, device->major, MAJOR_MAX, "major");
    check_number(checker, device->minor, MINOR_MAX, "minor");
    bool numbered = device->type.known && device->type.value != 'p';
    if (numbered && (!device->major.present || !device->minor.present))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_NUMBERS, device->node, NULL,
                 "the device has no %s number: 0 is taken", device->major.present ? "minor" : "major");
}

// ---- rules of the device cgroup -------------------------------------------------------------------------------------

static void check_access(const struct gty_checker *checker, const struct gty_device_rule *rule) {
    if (rule->access.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_RULE_ACCESS, rule->node, "rwm is all of it",
                 "device access at %zu field cannot be empty", rule->node->index);
    for (size_t i = 0; i < rule->access.length; i++) {
        char letter = rule->access.data[i];
        if (letter == 'r' || letter == 'w' || letter == 'm') continue;
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_RULE_LETTER, rule->access_node, NULL,
                 "device access %s has letters beside r, w and m", gty_quote(checker, rule->access));
        return;
    }
}

// -1 is written for "any" by some engines.
static void check_rule_number(const struct gty_checker *checker, struct gty_number number, const char *name) {
    if (number.present && (number.value < -1 || number.value > UINT32_MAX))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_RANGE, number.node, "leave it out for any device",
                 "the %s number of a device rule must be from 0 to 4294967295", name);
}

static void check_rule(const struct gty_checker *checker, const struct gty_device_rule *rule) {
    if (rule->node->type != GTY_JSON_OBJECT) return;
    check_access(checker, rule);
    check_rule_number(checker, rule->major, "major");
    check_rule_number(checker, rule->minor, "minor");
    if (!rule->allow_node)
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_RULE_ALLOW, rule->node, "write allow: false",
                 "the device rule has no allow: it denies");
}

void gty_check_devices(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    for (size_t i = 0; i < checker->config->device_count; i++) check_device(checker, &checker->config->devices[i]);
    for (size_t i = 0; i < resources->device_count; i++) check_rule(checker, &resources->devices[i]);
}
