// SPDX-License-Identifier: Apache-2.0
//
// linux.resources: blockIO, hugepageLimits, network, rdma
#include <string.h>

#include "check/areas.h"

// ---- blockIO --------------------------------------------------------------------------------------------------------

#define WEIGHT_MIN 10
#define WEIGHT_MAX 1000

// 0 is "leave it".
static void check_weight(const struct gty_checker *checker, struct gty_number weight, const char *name) {
    if (weight.value != 0 && (weight.value < WEIGHT_MIN || weight.value > WEIGHT_MAX))
        gty_find(checker->diagnostics, GTY_RULE_BLOCK_WEIGHT, weight.node, NULL, "blockIO.%s must be from %d to %d",
                 name, WEIGHT_MIN, WEIGHT_MAX);
}

static void check_numbers(const struct gty_checker *checker, struct gty_number major, struct gty_number minor,
                          const struct gty_json *node) {
    if (node->type == GTY_JSON_OBJECT && (!major.present || !minor.present))
        gty_find(checker->diagnostics, GTY_RULE_BLOCK_DEVICE, node, "write both, major and minor",
                 "the block device has no %s number: 0 is taken", major.present ? "minor" : "major");
}

static void check_limits(const struct gty_checker *checker, const struct gty_block_limits *limits) {
    for (size_t i = 0; i < limits->count; i++)
        check_numbers(checker, limits->items[i].major, limits->items[i].minor, limits->items[i].node);
}

static void check_block_io(const struct gty_checker *checker, const struct gty_block_io *io) {
    check_weight(checker, io->weight, "weight");
    check_weight(checker, io->leaf_weight, "leafWeight");
    for (size_t i = 0; i < io->weights.count; i++) {
        const struct gty_block_weight *device = &io->weights.items[i];
        if (device->node->type != GTY_JSON_OBJECT) continue;
        check_numbers(checker, device->major, device->minor, device->node);
        check_weight(checker, device->weight, "weightDevice");
        check_weight(checker, device->leaf_weight, "weightDevice");
        if (!device->weight.present && !device->leaf_weight.present)
            gty_find(checker->diagnostics, GTY_RULE_BLOCK_WEIGHT_MISSING, device->node, "write at least one of them",
                     "the block device has neither weight nor leafWeight");
    }
    check_limits(checker, &io->read_bytes);
    check_limits(checker, &io->write_bytes);
    check_limits(checker, &io->read_operations);
    check_limits(checker, &io->write_operations);
}

// ---- hugepageLimits -------------------------------------------------------------------------------------------------

// As the kernel names the files: "64KB", "2MB", "1GB".
static bool is_page_size(struct gty_text size) {
    size_t digits = 0;
    while (digits < size.length && size.data[digits] >= '0' && size.data[digits] <= '9') digits++;
    return digits && size.data[0] != '0' && size.length == digits + 2 && strchr("KMG", size.data[digits]) &&
           size.data[digits + 1] == 'B';
}

static void check_hugepages(const struct gty_checker *checker, const struct gty_resources *resources) {
    for (size_t i = 0; i < resources->hugepage_limit_count; i++) {
        const struct gty_hugepage_limit *limit = &resources->hugepage_limits[i];
        if (limit->node->type != GTY_JSON_OBJECT) continue;
        if (!is_page_size(limit->page_size))
            gty_find(checker->diagnostics, GTY_RULE_HUGEPAGE_SIZE,
                     limit->page_size_node ? limit->page_size_node : limit->node, "such as 2MB or 1GB",
                     "hugepage size %s is none of Linux", gty_quote(checker, limit->page_size));
        if (!limit->limit.present)
            gty_find(checker->diagnostics, GTY_RULE_HUGEPAGE_LIMIT, limit->node, "it counts bytes",
                     "the hugepage limit has no limit: 0 is taken");
    }
}

// ---- network and rdma -----------------------------------------------------------------------------------------------

static void check_network(const struct gty_checker *checker, const struct gty_network_resources *network) {
    for (size_t i = 0; i < network->priority_count; i++) {
        const struct gty_interface_priority *priority = &network->priorities[i];
        if (priority->node->type == GTY_JSON_OBJECT && priority->name.length == 0)
            gty_find(checker->diagnostics, GTY_RULE_NETWORK_NAME, priority->node, "such as eth0",
                     "the network priority names no interface");
    }
}

static void check_rdma(const struct gty_checker *checker, const struct gty_resources *resources) {
    for (size_t i = 0; i < resources->rdma_count; i++) {
        const struct gty_rdma_limit *limit = &resources->rdma[i];
        if (!limit->handles.present && !limit->objects.present)
            gty_find(checker->diagnostics, GTY_RULE_RDMA_EMPTY, limit->node, "write at least one of them",
                     "rdma %s has neither hcaHandles nor hcaObjects", gty_quote(checker, limit->device));
    }
}

void gty_check_other_limits(const struct gty_checker *checker) {
    const struct gty_resources *resources = &checker->config->resources;
    if (resources->block_io.node) check_block_io(checker, &resources->block_io);
    check_hugepages(checker, resources);
    check_network(checker, &resources->network);
    check_rdma(checker, resources);
}
