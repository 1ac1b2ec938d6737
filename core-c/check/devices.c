// SPDX-License-Identifier: Apache-2.0
//
// linux.devices: where they are. Their types and numbers, and the device rules, are checked where they are read
// (spec/oci_devices.c), for the model holds them as the kernel's.
#include "check/areas.h"

static void check_device(const struct gty_checker *checker, const struct gty_device *device) {
    if (device->node->type != GTY_JSON_OBJECT) return;
    if (gty_text_is(gty_path_clean_rooted(checker->arena, device->path), "/"))
        gty_find(checker->diagnostics, GTY_RULE_DEVICE_PATH, device->node, "for example /dev/fuse",
                 "the device has no path below the root");
}

void gty_check_devices(const struct gty_checker *checker) {
    for (size_t i = 0; i < checker->config->device_count; i++) check_device(checker, &checker->config->devices[i]);
}
