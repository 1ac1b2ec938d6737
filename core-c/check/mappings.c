// SPDX-License-Identifier: Apache-2.0
//
// linux.uidMappings and linux.gidMappings: what the kernel takes in uid_map and gid_map (user_namespaces(7))
#include "check/areas.h"

// One write of less than a page.
#define TEXT_MAX 4095

static size_t digits_of(uint32_t number) {
    size_t digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static bool overlaps(uint32_t a, uint32_t b, uint32_t size_a, uint32_t size_b) {
    return a < b ? b - a < size_a : a - b < size_b;
}

static void check_mapping(const struct gty_checker *checker, const struct gty_idmap *map) {
    // The kernel wants the number behind the last id to be one too.
    uint32_t highest = map->container_id > map->host_id ? map->container_id : map->host_id;
    if (map->size == 0)
        gty_find(checker->diagnostics, GTY_RULE_MAPPING_SIZE, gty_at(map->node, "size"), "it counts ids, from 1",
                 "the mapping has the size 0");
    else if (map->size > UINT32_MAX - highest)
        gty_find(checker->diagnostics, GTY_RULE_MAPPING_RANGE, map->node, NULL,
                 "the mapping goes past the last id, 4294967294");
}

static void check_overlap(const struct gty_checker *checker, const struct gty_idmaps *maps, size_t index) {
    const struct gty_idmap *b = &maps->items[index];
    for (size_t i = 0; i < index; i++) {
        const struct gty_idmap *a = &maps->items[i];
        bool container = overlaps(a->container_id, b->container_id, a->size, b->size);
        if (!container && !overlaps(a->host_id, b->host_id, a->size, b->size)) continue;
        gty_relate(checker->diagnostics,
                   gty_find(checker->diagnostics, GTY_RULE_MAPPING_OVERLAP, b->node, "each id is mapped once",
                            "the mapping overlaps with element %zu in its %s ids", i, container ? "container" : "host"),
                   a->node, "the other mapping");
        return;
    }
}

void gty_check_mapping_list(const struct gty_checker *checker, const struct gty_idmaps *maps) {
    size_t text = 0;
    for (size_t i = 0; i < maps->count; i++) {
        const struct gty_idmap *map = &maps->items[i];
        text += digits_of(map->container_id) + digits_of(map->host_id) + digits_of(map->size) + 3;
        check_mapping(checker, map);
        if (i < GTY_MAPPINGS_MAX) check_overlap(checker, maps, i);
    }
    const struct gty_json *node = maps->count ? maps->items[0].node->parent : NULL;
    if (maps->count > GTY_MAPPINGS_MAX)
        gty_find(checker->diagnostics, GTY_RULE_MAPPING_COUNT, node, "join ranges that follow each other",
                 "there are %zu mappings; Linux takes at most %d", maps->count, GTY_MAPPINGS_MAX);
    else if (text > TEXT_MAX)
        gty_find(checker->diagnostics, GTY_RULE_MAPPING_COUNT, node, "join ranges that follow each other",
                 "the mappings take %zu bytes of text; Linux takes at most %d", text, TEXT_MAX);
}

static bool maps_root(const struct gty_idmaps *maps) {
    for (size_t i = 0; i < maps->count; i++)
        if (maps->items[i].container_id == 0 && maps->items[i].size > 0) return true;
    return false;
}

static void check_new(const struct gty_checker *checker, const struct gty_idmaps *maps, const char *kind) {
    if (maps->count == 0)
        gty_find(checker->diagnostics, GTY_RULE_MAPPINGS_MISSING, checker->config->namespaces[GTY_NS_USER].node,
                 "for example {\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}",
                 "the new user namespace has no %s mappings", kind);
    else if (!maps_root(maps))
        gty_find(checker->diagnostics, GTY_RULE_MAPPINGS_ROOT, maps->items[0].node->parent, NULL,
                 "%s 0 of the container is not mapped", kind);
    gty_check_mapping_list(checker, maps);
}

void gty_check_mappings(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    if (gty_is_new_namespace(checker, GTY_NS_USER)) {
        check_new(checker, &config->uid_mappings, "uid");
        check_new(checker, &config->gid_mappings, "gid");
        return;
    }
    const struct gty_idmaps *maps = config->uid_mappings.count ? &config->uid_mappings : &config->gid_mappings;
    if (maps->count == 0) return;
    const struct gty_json *node = maps->items[0].node->parent;
    struct gty_diagnostic *finding =
        gty_has(checker, GTY_NS_USER)
            ? gty_find(checker->diagnostics, GTY_RULE_MAPPINGS_PATH, node, "remove the mappings or the path",
                       "the joined user namespace has mappings already: these are not used")
            : gty_find(checker->diagnostics, GTY_RULE_MAPPINGS_UNUSED, node,
                       "add {\"type\": \"user\"} to linux.namespaces, or remove the mappings",
                       "without a user namespace the mappings are not used");
    gty_relate_namespace(checker, finding, GTY_NS_USER);
}
