// SPDX-License-Identifier: Apache-2.0
//
// Advice on devices and limits
#include "check/advice.h"
#include "tables/advice.h"

static bool is_memory(struct gty_text path) {
    for (const char *const *device = gty_memory_devices; *device; device++)
        if (gty_text_is(path, *device)) return true;
    return false;
}

static void advise_device(const struct gty_checker *checker, const struct gty_device *device) {
    bool block = device->type.known && device->type.value == 'b';
    // 1:1 is mem, 1:2 kmem, 1:4 port, whatever the node is called.
    bool memory =
        is_memory(gty_path_clean_rooted(checker->arena, device->path)) ||
        (device->type.known && device->type.value != 'b' && device->type.value != 'p' && device->major.value == 1 &&
         device->minor.present && (device->minor.value == 1 || device->minor.value == 2 || device->minor.value == 4));
    if (memory)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_MEMORY_DEVICE, device->node, "do without it",
                 "the device %s is the memory, the ports or the log of the host", gty_quote(checker, device->path));
    else if (block)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_BLOCK_DEVICE, device->node, "mount the filesystem on it",
                 "with the block device %s the container reads and writes past all file permissions",
                 gty_quote(checker, device->path));
}

// Of a rule for any device; later ones take nothing back unless they name all of it again.
static bool allows_all(const struct gty_device_rule *rule) {
    bool any = !rule->major.present || rule->major.value < 0;
    bool any_type = !rule->type.present || rule->type.value == 'a';
    bool used = false;
    for (size_t i = 0; i < rule->access.length; i++) used = used || rule->access.data[i] != 'm';
    return rule->allow && any && used && (any_type || rule->type.value == 'b');
}

void gty_advise_devices(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    for (size_t i = 0; i < config->device_count; i++) advise_device(checker, &config->devices[i]);
    for (size_t i = 0; i < config->resources.device_count; i++)
        if (allows_all(&config->resources.devices[i]))
            gty_find(checker->diagnostics, GTY_RULE_ADVICE_DEVICE_RULE, config->resources.devices[i].node,
                     "name the devices that are needed", "the device rule allows every block device of the host");
}

void gty_advise_limits(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    const struct gty_json *node = resources->node ? resources->node : gty_linux_or_document(checker);
    if (resources->memory_limit.value <= 0)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_MEMORY, resources->memory_node ? resources->memory_node : node,
                 "set memory.limit", "the container can use all memory of the host");
    if (resources->pids_limit.value <= 0 && !(resources->pids_limit.present && resources->pids_limit.value == 0))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_PIDS, resources->pids_node ? resources->pids_node : node,
                 "set pids.limit", "the container can start as many processes as the host can run");
}
