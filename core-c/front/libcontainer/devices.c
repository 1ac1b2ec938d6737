// SPDX-License-Identifier: Apache-2.0
//
// devices, and the rules of `cgroups` for devices. Libcontainer writes down the devices of every container; for OCI
// runtimes they go without saying, so they are not carried over.
#include <string.h>

#include "front/libcontainer/parts.h"
#include "tables/devices.h"

// Zeros may be left out.
static void finish_device(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made) {
    static const char *const names[] = {"major", "minor"};
    for (size_t i = 0; i < 2; i++)
        if (!gty_json_member(made, names[i]))
            gty_set(translator, made, names[i], gty_tree_number(translator->reader.arena, 0, element), element);
}

// The second name of a property is that of libcontainer 1.x.
static const struct gty_rename rows[] = {
    {"type", gty_move_device_type, "type", NULL},
    {"path", gty_move_set, "path", NULL},
    {"major", gty_move, "major", NULL},
    {"major_number", gty_move, "major", NULL},
    {"minor", gty_move, "minor", NULL},
    {"minor_number", gty_move, "minor", NULL},
    {"permissions", gty_move_none, NULL, NULL}, // for the rule
    {"cgroup_permissions", gty_move_none, NULL, NULL},
    {"allow", gty_move_none, NULL, NULL}, // for the rule
    {"file_mode", gty_move, "fileMode", NULL},
    {"uid", gty_move_set, "uid", NULL},
    {"gid", gty_move_set, "gid", NULL},
};
const struct gty_elements gty_libcontainer_devices = {GTY_RENAMES(rows), finish_device};

// ---- devices of every container -------------------------------------------------------------------------------------

static bool is_text(const struct gty_json *object, const char *name, const char *text) {
    const struct gty_json *value = gty_json_member(object, name);
    return value ? value->type == GTY_JSON_STRING && gty_text_is(value->text, text) : *text == 0;
}

static bool is_number(const struct gty_json *object, const char *name, uint32_t number) {
    const struct gty_json *value = gty_json_member(object, name);
    int64_t given;
    if (!value) return number == GTY_ANY_NUMBER || number == 0;
    return gty_json_to_i64(value, &given) && given == (number == GTY_ANY_NUMBER ? -1 : (int64_t)number);
}

static bool is_default_device(const struct gty_json *device) {
    for (const struct gty_default_rule *row = gty_default_rules; row->type; row++)
        if (row->path && is_text(device, "path", row->path))
            return is_text(device, "type", (const char[]){row->type, 0}) && is_number(device, "major", row->major) &&
                   is_number(device, "minor", row->minor) && is_number(device, "fileMode", 0666) &&
                   is_number(device, "uid", 0) && is_number(device, "gid", 0);
    return false;
}

void gty_move_devices(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    struct gty_json *found = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
    const struct gty_rename list = {row->name, gty_move_list, "devices", &gty_libcontainer_devices};
    gty_move_list(translator, &list, value, found);
    struct gty_json *all = gty_tree_get(found, "devices");
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    for (struct gty_json *device = all ? all->first : NULL, *next; device; device = next) {
        next = device->next;
        // Entries without a path are only rules.
        if (gty_json_member(device, "path") && !is_default_device(device)) gty_tree_add(&end, GTY_TEXT(""), device);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

// ---- rules ----------------------------------------------------------------------------------------------------------

// The rows of gty_default_rules that runtimes will not add: a device of the config at the same path takes their place.
static uint64_t replaced_rows(const struct gty_translator *translator) {
    const struct gty_json *devices = gty_tree_get(translator->out, "linux.devices");
    uint64_t replaced = 0;
    for (const struct gty_json *device = devices ? devices->first : NULL; device; device = device->next)
        for (size_t i = 0; gty_default_rules[i].type; i++)
            if (gty_default_rules[i].path && is_text(device, "path", gty_default_rules[i].path))
                replaced |= (uint64_t)1 << i;
    return replaced;
}

// One of the rules that runtimes add to those of a config.
static bool is_default_rule(const struct gty_json *device, const struct gty_json *permissions, uint64_t replaced) {
    if (!permissions || permissions->type != GTY_JSON_STRING) return false;
    for (const struct gty_default_rule *row = gty_default_rules; row->type; row++) {
        bool same = is_text(device, "type", (const char[]){row->type, 0}) && is_number(device, "major", row->major) &&
                    is_number(device, "minor", row->minor) && gty_text_is(permissions->text, row->access);
        if (same) return !(replaced >> (row - gty_default_rules) & 1);
    }
    return false;
}

static const struct gty_json *permissions_of(const struct gty_json *entry) {
    const struct gty_json *permissions = gty_member_of(entry, "permissions");
    return permissions ? permissions : gty_member_of(entry, "cgroup_permissions");
}

// `allow`: of each entry, or -1: as the entry says.
static void add_rules(struct gty_translator *translator, struct gty_tree_end *rules, const struct gty_json *list,
                      int allow) {
    struct gty_json *found = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, list);
    const struct gty_rename row = {"", gty_move_list, "rules", &gty_libcontainer_devices};
    gty_move_list(translator, &row, list, found);
    struct gty_json *all = gty_tree_get(found, "rules");
    uint64_t replaced = replaced_rows(translator);
    for (struct gty_json *device = all ? all->first : NULL; device; device = device->next) {
        const struct gty_json *entry = device->origin, *permissions = permissions_of(entry);
        const struct gty_json *given = allow < 0 ? gty_member_of(entry, "allow") : NULL;
        if (given && !gty_read_type(&translator->reader, given, GTY_JSON_BOOL)) continue;
        bool allows = allow < 0 ? given && given->boolean : allow;
        if (allows && is_default_rule(device, permissions, replaced)) continue;
        gty_add_device_rule(translator, rules, device, permissions, allows);
    }
}

void gty_move_device_rules(struct gty_translator *translator, const struct gty_json *cgroups) {
    const struct gty_json *list = gty_member_of(cgroups, "devices");
    const struct gty_json *all = gty_member_of(cgroups, "allow_all_devices");
    const struct gty_json *allowed = gty_member_of(cgroups, "allowed_devices");
    const struct gty_json *denied = gty_member_of(cgroups, "denied_devices");
    struct gty_tree_end rules = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, cgroups)};
    if (list && list->count > 0) {
        add_rules(translator, &rules, list, -1);
    } else if (all || allowed || denied) {
        bool allows = all && gty_read_type(&translator->reader, all, GTY_JSON_BOOL) && all->boolean;
        const struct gty_json *exceptions = allows ? denied : allowed;
        gty_add_rule_for_all(translator, &rules, allows, all ? all : cgroups);
        if (exceptions) add_rules(translator, &rules, exceptions, !allows);
    }
    if (rules.last) gty_set(translator, translator->out, "linux.resources.devices", rules.container, cgroups);
}
