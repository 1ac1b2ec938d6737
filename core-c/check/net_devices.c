// SPDX-License-Identifier: Apache-2.0
//
// linux.netDevices
#include <string.h>

#include "check/areas.h"

// The kernel's IFNAMSIZ counts the NUL too.
#define NAME_MAX_LENGTH 15
#define PATTERN "%d" // the kernel puts the first free number in its place

static bool is_name(struct gty_text name) {
    if (name.length == 0 || name.length > NAME_MAX_LENGTH) return false;
    if (gty_text_is(name, ".") || gty_text_is(name, "..")) return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c == '/' || c == ':' || c == ' ' || (c >= '\t' && c <= '\r')) return false;
    }
    return true;
}

static void check_name(const struct gty_checker *checker, struct gty_text name, const struct gty_json *node) {
    if (!is_name(name))
        gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_NAME, node,
                 "a name has 1 to 15 bytes without / : and blanks, and is not . or ..",
                 "invalid network device name %s", gty_quote(checker, name));
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
    if (checker->facts->rootless)
        gty_find(checker->diagnostics, GTY_RULE_NET_DEVICE_ROOTLESS, config->net_devices_node, NULL,
                 "network devices are not supported for rootless containers");
    for (size_t i = 0; i < config->net_device_count; i++) {
        const struct gty_net_device *device = &config->net_devices[i];
        check_name(checker, device->host_name, device->node);
        if (device->name.length) check_name(checker, device->name, device->name_node);
    }
}
