// SPDX-License-Identifier: Apache-2.0
#include "resolve/device_rules.h"

#include <string.h>

#include "tables/devices.h"

bool gty_is_configured_device(const struct gty_config *config, const char *path) {
    for (size_t i = 0; i < config->device_count; i++)
        if (gty_text_is(config->devices[i].path, path)) return true;
    return false;
}

// Absent and negative mean any, as runc reads it.
static uint32_t number(const struct gty_number *given) {
    return given->present && given->value >= 0 ? (uint32_t)given->value : GTY_ANY_NUMBER;
}

static uint8_t access_of(struct gty_text letters) {
    uint8_t access = 0;
    if (memchr(letters.data, 'r', letters.length)) access |= GTY_ACCESS_READ;
    if (memchr(letters.data, 'w', letters.length)) access |= GTY_ACCESS_WRITE;
    if (memchr(letters.data, 'm', letters.length)) access |= GTY_ACCESS_MKNOD;
    return access;
}

static void add_configured(const struct gty_config *config, struct gty_access_rules *rules) {
    const struct gty_resources *resources = &config->resources;
    for (size_t i = 0; i < resources->device_count; i++) {
        const struct gty_device_rule *given = &resources->devices[i];
        rules->items[rules->count++] = (struct gty_access_rule){
            .allow = given->allow,
            .type = given->type.present ? (char)given->type.value : 'a',
            .major = number(&given->major),
            .minor = number(&given->minor),
            .access = access_of(given->access),
            .node = given->node,
        };
    }
}

static void add_default(const struct gty_config *config, struct gty_access_rules *rules) {
    for (const struct gty_default_rule *given = gty_default_rules; given->type; given++) {
        if (given->path && gty_is_configured_device(config, given->path)) continue;
        rules->items[rules->count++] = (struct gty_access_rule){
            .allow = true,
            .type = given->type,
            .major = given->major,
            .minor = given->minor,
            .access = strcmp(given->access, "m") ? GTY_ACCESS_ALL : GTY_ACCESS_MKNOD,
        };
    }
}

bool gty_device_rules(struct gty_arena *arena, const struct gty_config *config, struct gty_access_rules *rules) {
    size_t defaults = 0;
    while (gty_default_rules[defaults].type) defaults++;
    rules->count = 0;
    rules->items = gty_arena_array(arena, config->resources.device_count + defaults, sizeof *rules->items);
    if (!rules->items) return false;
    add_configured(config, rules);
    add_default(config, rules);
    return true;
}

static bool is_full(const struct gty_access_rule *rule) {
    return rule->type == 'a' && rule->major == GTY_ANY_NUMBER && rule->minor == GTY_ANY_NUMBER &&
           rule->access == GTY_ACCESS_ALL;
}

size_t gty_first_in_force(const struct gty_access_rules *rules) {
    size_t first = rules->count;
    while (first && !is_full(&rules->items[first - 1])) first--;
    return first;
}
