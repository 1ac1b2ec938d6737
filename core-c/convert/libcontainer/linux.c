// SPDX-License-Identifier: Apache-2.0
//
// linux, without resources and seccomp; and what runtimes add to every config before libcontainer gets it.
#include <string.h>

#include "cgroup/controller.h"
#include "convert/libcontainer/parts.h"
#include "front/cpu_list.h"
#include "tables/devices.h"

// ---- parts ----------------------------------------------------------------------------------------------------------

static void move_type(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    const struct gty_name_pair *pair = gty_libcontainer_namespaces;
    while (pair->from && !gty_text_is(value->text, pair->to)) pair++;
    if (pair->from) gty_set(translator, into, row->to, gty_make_text(translator, pair->from, value), value);
}

static const struct gty_rename namespace_rows[] = {
    {"type", move_type, "type", NULL},
    {"path", gty_move_set, "path", NULL},
};
static const struct gty_elements namespace_elements = {GTY_RENAMES(namespace_rows), NULL};

static const struct gty_rename rdt_rows[] = {
    {"closID", gty_move_set, "intel_rdt.closID", NULL},
    {"schemata", gty_move_set, "intel_rdt.schemata", NULL},
    {"l3CacheSchema", gty_move_set, "intel_rdt.l3_cache_schema", NULL},
    {"memBwSchema", gty_move_set, "intel_rdt.memBwSchema", NULL},
    {"enableMonitoring", gty_move_set, "intel_rdt.enableMonitoring", NULL},
    {"enableCMT", gty_move_lost, NULL, "enableMonitoring took its place"},
    {"enableMBM", gty_move_lost, NULL, "enableMonitoring took its place"},
};
static const struct gty_renames rdt_table = GTY_RENAMES(rdt_rows);

static const struct gty_rename personality_rows[] = {
    {"domain", gty_move_number_of, "personality.domain", gty_personality_domain_words},
    {"flags", gty_move_lost, NULL, NULL},
};
static const struct gty_renames personality_table = GTY_RENAMES(personality_rows);

static void move_nodes(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                       struct gty_json *into) {
    if (value->text.length > 0) gty_set(translator, into, row->to, gty_cpu_masks_of(translator, value), value);
}

static void move_policy_flags(struct gty_translator *translator, const struct gty_rename *row,
                              const struct gty_json *value, struct gty_json *into) {
    uint64_t flags = 0, flag;
    for (const struct gty_json *element = value->first; element; element = element->next)
        if (gty_word_value(gty_memory_policy_flag_words, element->text, &flag)) flags |= flag;
    if (flags)
        gty_set(translator, into, row->to, gty_tree_number(translator->reader.arena, (int64_t)flags, value), value);
}

static const struct gty_rename policy_rows[] = {
    {"mode", gty_move_number_of, "memory_policy.mode", gty_memory_policy_mode_words},
    {"flags", move_policy_flags, "memory_policy.flags", NULL},
    {"nodes", move_nodes, "memory_policy.nodes", NULL},
};
static const struct gty_renames policy_table = GTY_RENAMES(policy_rows);

static const struct gty_rename rows[] = {
    {"namespaces", gty_move_list, "namespaces", &namespace_elements},
    {"uidMappings", gty_move_list, "uid_mappings", &gty_to_libcontainer_ids},
    {"gidMappings", gty_move_list, "gid_mappings", &gty_to_libcontainer_ids},
    {"timeOffsets", gty_move_set, "time_offsets", NULL},
    {"devices", gty_move_none, NULL, NULL}, // below
    {"netDevices", gty_move_set, "netDevices", NULL},
    {"cgroupsPath", gty_move_set, "cgroups.path", NULL},
    {"resources", gty_move_part, NULL, &gty_to_libcontainer_resources},
    {"sysctl", gty_move_set, "sysctl", NULL},
    {"seccomp", gty_to_libcontainer_seccomp, "seccomp", NULL},
    {"rootfsPropagation", gty_move_number_of, "rootPropagation", gty_propagation_name_words},
    {"maskedPaths", gty_move_set, "mask_paths", NULL},
    {"readonlyPaths", gty_move_set, "readonly_paths", NULL},
    {"mountLabel", gty_move_set, "mount_label", NULL},
    {"intelRdt", gty_move_part, NULL, &rdt_table},
    {"personality", gty_move_part, NULL, &personality_table},
    {"memoryPolicy", gty_move_part, NULL, &policy_table},
};
const struct gty_renames gty_to_libcontainer_linux = GTY_RENAMES(rows);

// ---- devices --------------------------------------------------------------------------------------------------------

static void set_number(struct gty_translator *translator, struct gty_json *made, const char *name, int64_t value,
                       const struct gty_json *origin) {
    gty_set(translator, made, name, gty_tree_number(translator->reader.arena, value, origin), origin);
}

// The number of a property, or another.
static void set_number_of(struct gty_translator *translator, struct gty_json *made, const char *name,
                          const struct gty_json *value, int64_t otherwise, const struct gty_json *origin) {
    if (value)
        gty_set(translator, made, name, gty_tree_copy(translator->reader.arena, value), origin);
    else
        set_number(translator, made, name, otherwise, origin);
}

static int64_t letter_of(const struct gty_json *type, char otherwise) {
    char letter = type && type->text.length == 1 ? type->text.data[0] : otherwise;
    return letter == 'u' ? 'c' : letter;
}

static void set_rule(struct gty_translator *translator, struct gty_json *made, struct gty_text access, bool allow,
                     const struct gty_json *origin) {
    struct gty_arena *arena = translator->reader.arena;
    gty_set(translator, made, "permissions", gty_tree_text(arena, access, origin), origin);
    gty_set(translator, made, "allow", gty_tree_bool(arena, allow, origin), origin);
}

static bool is_configured(struct gty_arena *arena, const struct gty_json *devices, const char *path) {
    for (const struct gty_json *device = devices ? devices->first : NULL; device; device = device->next) {
        const struct gty_json *own = gty_json_member(device, "path");
        if (own && gty_text_is(gty_path_clean_rooted(arena, own->text), path)) return true;
    }
    return false;
}

static struct gty_json *default_rule(struct gty_translator *translator, const struct gty_default_rule *row,
                                     const struct gty_json *origin) {
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, origin);
    set_number(translator, made, "type", row->type, origin);
    set_number(translator, made, "major", row->major == GTY_ANY_NUMBER ? -1 : (int64_t)row->major, origin);
    set_number(translator, made, "minor", row->minor == GTY_ANY_NUMBER ? -1 : (int64_t)row->minor, origin);
    set_rule(translator, made, (struct gty_text){row->access, strlen(row->access)}, true, origin);
    return made;
}

static void add_devices(struct gty_translator *translator, const struct gty_json *devices,
                        const struct gty_json *origin) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, devices ? devices : origin)};
    for (const struct gty_default_rule *row = gty_default_rules; row->type; row++) {
        if (!row->path || is_configured(arena, devices, row->path)) continue;
        struct gty_json *made = default_rule(translator, row, origin);
        gty_set(translator, made, "path", gty_make_text(translator, row->path, origin), origin);
        set_number(translator, made, "file_mode", 0666, origin);
        gty_tree_add(&end, GTY_TEXT(""), made);
    }
    for (const struct gty_json *device = devices ? devices->first : NULL; device; device = device->next) {
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, device);
        struct gty_number mode = {0};
        const struct gty_json *given = gty_member_of(device, "fileMode"), *path = gty_member_of(device, "path");
        if (given) gty_read_number(&translator->reader, given, GTY_U32, &mode);
        set_number(translator, made, "type", letter_of(gty_member_of(device, "type"), 'c'), device);
        set_number_of(translator, made, "major", gty_member_of(device, "major"), 0, device);
        set_number_of(translator, made, "minor", gty_member_of(device, "minor"), 0, device);
        set_rule(translator, made, GTY_TEXT(""), false, device);
        if (path) gty_set(translator, made, "path", gty_tree_copy(arena, path), device);
        set_number(translator, made, "file_mode", given ? mode.value & 07777 : 0666, device);
        set_number_of(translator, made, "uid", gty_member_of(device, "uid"), 0, device);
        set_number_of(translator, made, "gid", gty_member_of(device, "gid"), 0, device);
        gty_tree_add(&end, GTY_TEXT(""), made);
    }
    gty_set(translator, translator->out, "devices", end.container, origin);
}

static void add_rules(struct gty_translator *translator, const struct gty_json *rules, const struct gty_json *devices,
                      const struct gty_json *origin) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, rules ? rules : origin)};
    for (const struct gty_json *rule = rules ? rules->first : NULL; rule; rule = rule->next) {
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, rule);
        const struct gty_json *access = gty_member_of(rule, "access"), *allow = gty_member_of(rule, "allow");
        set_number(translator, made, "type", letter_of(gty_member_of(rule, "type"), 'a'), rule);
        set_number_of(translator, made, "major", gty_member_of(rule, "major"), -1, rule);
        set_number_of(translator, made, "minor", gty_member_of(rule, "minor"), -1, rule);
        set_rule(translator, made, access ? access->text : GTY_TEXT(""), allow && allow->boolean, rule);
        gty_tree_add(&end, GTY_TEXT(""), made);
    }
    for (const struct gty_default_rule *row = gty_default_rules; row->type; row++)
        if (!row->path || !is_configured(arena, devices, row->path))
            gty_tree_add(&end, GTY_TEXT(""), default_rule(translator, row, origin));
    gty_set(translator, translator->out, "cgroups.devices", end.container, origin);
}

// ---- what runtimes add ----------------------------------------------------------------------------------------------

// The loopback interface of a new network namespace.
static void add_loopback(struct gty_translator *translator, const struct gty_json *namespaces) {
    struct gty_arena *arena = translator->reader.arena;
    for (const struct gty_json *entry = namespaces ? namespaces->first : NULL; entry; entry = entry->next) {
        const struct gty_json *type = gty_member_of(entry, "type"), *path = gty_member_of(entry, "path");
        if (!type || !gty_text_is(type->text, "network") || (path && path->text.length > 0)) continue;
        struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, entry)};
        struct gty_json *network = gty_tree_new(arena, GTY_JSON_OBJECT, entry);
        gty_set(translator, network, "type", gty_make_text(translator, "loopback", entry), entry);
        gty_tree_add(&end, GTY_TEXT(""), network);
        gty_set(translator, translator->out, "networks", end.container, entry);
        return;
    }
}

static void add_cgroup(struct gty_translator *translator, const struct gty_json *origin) {
    const struct gty_writing *writing = translator->state;
    struct gty_arena *arena = translator->reader.arena;
    struct gty_text id = writing->options->id;
    if (!gty_tree_get(translator->out, "cgroups.path"))
        gty_set(translator, translator->out, "cgroups.name",
                id.length > 0 ? gty_tree_text(arena, id, origin) : gty_make_text(translator, "container", origin),
                origin);
    const struct gty_json *shares = gty_tree_get(translator->out, "cgroups.cpu_shares");
    struct gty_number number = {0};
    if (shares && gty_read_number(&translator->reader, shares, GTY_U64, &number) && number.value != 0)
        set_number(translator, gty_tree_get(translator->out, "cgroups"), "cpu_weight",
                   (int64_t)gty_cpu_weight((uint64_t)number.value), shares);
}

void gty_to_libcontainer_finish(struct gty_translator *translator) {
    const struct gty_writing *writing = translator->state;
    const struct gty_json *config = writing->config, *part = gty_member_of(config, "linux");
    const struct gty_json *origin = part ? part : config, *devices = gty_member_of(part, "devices");
    add_devices(translator, devices, origin);
    add_rules(translator, gty_member_of(gty_member_of(part, "resources"), "devices"), devices, origin);
    add_loopback(translator, gty_member_of(part, "namespaces"));
    add_cgroup(translator, origin);
}
