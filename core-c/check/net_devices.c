// SPDX-License-Identifier: Apache-2.0
//
// linux.netDevices
#include <stdlib.h>

#include "check/areas.h"

// The kernel's IFNAMSIZ counts the NUL too.
#define NAME_MAX_LENGTH 15

bool gty_is_interface_name(struct gty_text name) {
    if (name.length == 0 || name.length > NAME_MAX_LENGTH) return false;
    if (gty_text_is(name, ".") || gty_text_is(name, "..")) return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c == '/' || c == ':' || c == ' ' || (c >= '\t' && c <= '\r')) return false;
    }
    return true;
}

static void check_name(const struct gty_checker *checker, struct gty_text name, const struct gty_json *node) {
    if (!gty_is_interface_name(name))
        gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_NAME, node,
                 "a name has 1 to 15 bytes without / : and blanks, and is not . or ..",
                 "invalid network device name %s", gty_quote(checker, name));
}

static struct gty_text name_inside(const struct gty_net_device *device) {
    return device->name.length ? device->name : device->host_name;
}

// The kernel puts the first free number in the place of %d.
static bool is_template(struct gty_text name) {
    return name.length > 2 && name.data[name.length - 2] == '%' && name.data[name.length - 1] == 'd';
}

static int compare(const void *left, const void *right) {
    const struct gty_net_device *a = *(const struct gty_net_device *const *)left;
    const struct gty_net_device *b = *(const struct gty_net_device *const *)right;
    int order = gty_text_compare(name_inside(a), name_inside(b));
    return order ? order : (a > b) - (a < b);
}

// Sorted by name, equal names stand together: n log n, where an attacker chose the list.
static void check_duplicates(const struct gty_checker *checker) {
    size_t count = checker->config->net_device_count;
    const struct gty_net_device **sorted = gty_arena_array(checker->arena, count, sizeof *sorted);
    if (!sorted) return;
    for (size_t i = 0; i < count; i++) sorted[i] = &checker->config->net_devices[i];
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = 1; i < count; i++) {
        struct gty_text name = name_inside(sorted[i]);
        if (is_template(name) || !gty_text_equal(name, name_inside(sorted[i - 1]))) continue;
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_DUPLICATE, sorted[i]->node,
                     "give it another name, or a template like eth%d", "the container gets two network devices %s",
                     gty_quote(checker, name));
        gty_relate(checker->diagnostics, finding, sorted[i - 1]->node, "the other one");
    }
}

void gty_check_net_devices(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (config->net_device_count == 0) return;
    if (!gty_has(checker, GTY_NS_NET)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_NAMESPACE, config->net_devices_node,
                     "add {\"type\": \"network\"} to linux.namespaces",
                     "unable to move network devices without a NET namespace");
        gty_relate_namespace(checker, finding, GTY_NS_NET);
    }
    if (checker->options->rootless)
        gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_ROOTLESS, config->net_devices_node, NULL,
                 "network devices are not supported for rootless containers");
    for (size_t i = 0; i < config->net_device_count; i++) {
        const struct gty_net_device *device = &config->net_devices[i];
        check_name(checker, device->host_name, device->node);
        if (device->name.length) check_name(checker, device->name, device->name_node);
    }
    check_duplicates(checker);
}
