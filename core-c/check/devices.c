// SPDX-License-Identifier: Apache-2.0
//
// linux.devices and linux.resources.devices
#include <stdlib.h>

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

static void check_path(const struct gty_checker *checker, const struct gty_device *device) {
    struct gty_text path = device->path;
    const struct gty_json *node = gty_at(device->node, "path");
    if (node != device->node && (node->type != GTY_JSON_STRING || node->has_nul)) return;
    if (gty_text_is(path, "/"))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_PATH, node, "for example /dev/fuse",
                 "the device has no path below the root");
    else if (gty_text_is(path, "/dev/ptmx"))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_PTMX, node, "remove it",
                 "the device at /dev/ptmx is not made: it is always a link to pts/ptmx");
    else if (!gty_is_absolute(node->text))
        gty_suggest_text(checker,
                         gty_find(checker->diagnostics, GTY_RULE_DEVICE_RELATIVE, node, "start it with /",
                                  "device path %s is not absolute: it is taken from the root",
                                  gty_quote(checker, node->text)),
                         path);
}

// mknod(2) makes a FIFO without numbers; runc then misses those that it asked for.
static void check_fifo(const struct gty_checker *checker, const struct gty_device *device) {
    struct gty_number number = device->major.value ? device->major : device->minor;
    if (device->type.known && device->type.value == 'p' && number.value)
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_FIFO, number.node, "remove major and minor",
                 "a FIFO has no device numbers");
}

static void check_device(const struct gty_checker *checker, const struct gty_device *device) {
    if (device->node->type != GTY_JSON_OBJECT) return;
    check_path(checker, device);
    check_number(checker, device->major, MAJOR_MAX, "major");
    check_number(checker, device->minor, MINOR_MAX, "minor");
    bool numbered = device->type.known && device->type.value != 'p';
    if (numbered && (!device->major.present || !device->minor.present))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_NUMBERS, device->node, NULL,
                 "the device has no %s number: 0 is taken", device->major.present ? "minor" : "major");
    check_fifo(checker, device);
}

// Nodes are made one after another, and one that exists stays: of two at a place the second one is not made.
struct place {
    struct gty_text path;
    const struct gty_device *device;
};

static int compare(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    int order = gty_text_compare(a->path, b->path);
    if (order) return order;
    return (a->device > b->device) - (a->device < b->device);
}

static void check_places(const struct gty_checker *checker, const struct gty_device *devices, size_t count) {
    struct place *places = gty_arena_array(checker->arena, count, sizeof *places);
    if (count < 2 || !places) return;
    for (size_t i = 0; i < count; i++) places[i] = (struct place){devices[i].path, &devices[i]};
    qsort(places, count, sizeof *places, compare);
    for (size_t i = 1; i < count; i++) {
        if (places[i].path.length == 1 || !gty_text_equal(places[i].path, places[i - 1].path)) continue;
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_DEVICE_DUPLICATE, places[i].device->node, "keep one of them",
                     "the device at %s is not made: there is one already", gty_quote(checker, places[i].path));
        gty_relate(checker->diagnostics, finding, places[i - 1].device->node, "the first one");
    }
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
    check_places(checker, checker->config->devices, checker->config->device_count);
    for (size_t i = 0; i < resources->device_count; i++) check_rule(checker, &resources->devices[i]);
}
