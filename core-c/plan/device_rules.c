// SPDX-License-Identifier: Apache-2.0
#include "plan/device_rules.h"

#include <string.h>

#include "plan/devices.h"
#include "tables/devices.h"

// Absent and negative mean any, as runc reads it.
static bool number(struct gty_planner *planner, const struct gty_number *given, uint32_t *out) {
    *out = GTY_ANY_NUMBER;
    if (!given->present || given->value < 0) return true;
    if (given->value >= GTY_ANY_NUMBER) {
        gty_find(planner->diagnostics, GTY_RULE_PLAN_DEVICE_NUMBER, given->node, NULL, "%lld is not a device number",
                 (long long)given->value);
        return false;
    }
    *out = (uint32_t)given->value;
    return true;
}

static uint8_t access_of(struct gty_text letters) {
    uint8_t access = 0;
    if (memchr(letters.data, 'r', letters.length)) access |= GTY_ACCESS_READ;
    if (memchr(letters.data, 'w', letters.length)) access |= GTY_ACCESS_WRITE;
    if (memchr(letters.data, 'm', letters.length)) access |= GTY_ACCESS_MKNOD;
    return access;
}

static bool add_configured(struct gty_planner *planner, struct gty_access_rules *rules) {
    const struct gty_resources *resources = &planner->config->resources;
    for (size_t i = 0; i < resources->device_count; i++) {
        const struct gty_device_rule *given = &resources->devices[i];
        struct gty_access_rule *rule = &rules->items[rules->count++];
        *rule = (struct gty_access_rule){.allow = given->allow,
                                         .type = given->type.present ? (char)given->type.value : 'a',
                                         .access = access_of(given->access),
                                         .node = given->node};
        if (!number(planner, &given->major, &rule->major) || !number(planner, &given->minor, &rule->minor)) {
            return false;
        }
    }
    return true;
}

static void add_default(struct gty_planner *planner, struct gty_access_rules *rules) {
    for (const struct gty_default_rule *given = gty_default_rules; given->type; given++) {
        if (given->path && gty_is_configured_device(planner, given->path)) continue;
        rules->items[rules->count++] = (struct gty_access_rule){
            .allow = true,
            .type = given->type,
            .major = given->major,
            .minor = given->minor,
            .access = strcmp(given->access, "m") ? GTY_ACCESS_ALL : GTY_ACCESS_MKNOD,
        };
    }
}

bool gty_device_rules(struct gty_planner *planner, struct gty_access_rules *rules) {
    const struct gty_resources *resources = &planner->config->resources;
    if (resources->device_count > GTY_DEVICE_RULES_MAX) {
        gty_find(planner->diagnostics, GTY_RULE_PLAN_DEVICE_RULES, resources->node, NULL,
                 "%zu device rules are more than the limit of %d", resources->device_count, GTY_DEVICE_RULES_MAX);
        return false;
    }
    size_t defaults = 0;
    while (gty_default_rules[defaults].type) defaults++;
    rules->count = 0;
    rules->items = gty_arena_array(planner->arena, resources->device_count + defaults, sizeof *rules->items);
    if (!rules->items || !add_configured(planner, rules)) return false;
    add_default(planner, rules);
    return true;
}
