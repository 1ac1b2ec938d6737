// SPDX-License-Identifier: Apache-2.0
//
// runtime.json
#include "front/ocf/parts.h"
#include "front/old_forms.h"

// ---- resources ------------------------------------------------------------------------------------------------------

#define RESOURCES "linux.resources."
// Paths are those of the whole config: where nothing is set nothing stands.
#define SET(from, to)                                                                                                  \
    { from, gty_move_set, RESOURCES to, NULL }
#define PART(from, table)                                                                                              \
    { from, gty_move_part, NULL, &(table) }

static const struct gty_rename memory_rows[] = {
    SET("limit", "memory.limit"),
    SET("reservation", "memory.reservation"),
    SET("swap", "memory.swap"),
    SET("kernel", "memory.kernel"),
    {"swappiness", gty_move_swappiness, RESOURCES "memory.swappiness", NULL},
};
static const struct gty_renames memory_table = GTY_RENAMES(memory_rows);

static const struct gty_rename cpu_rows[] = {
    SET("shares", "cpu.shares"),
    SET("quota", "cpu.quota"),
    SET("period", "cpu.period"),
    SET("realtimeRuntime", "cpu.realtimeRuntime"),
    SET("realtimePeriod", "cpu.realtimePeriod"),
    SET("cpus", "cpu.cpus"),
    SET("mems", "cpu.mems"),
};
static const struct gty_renames cpu_table = GTY_RENAMES(cpu_rows);

static const struct gty_rename pids_rows[] = {SET("limit", "pids.limit")};
static const struct gty_renames pids_table = GTY_RENAMES(pids_rows);

#define LINE(from, to, number)                                                                                         \
    { from, gty_move_block_line, RESOURCES "blockIO." to, number }
static const struct gty_rename block_rows[] = {
    SET("blkioWeight", "blockIO.weight"),
    SET("blkioLeafWeight", "blockIO.leafWeight"),
    LINE("blkioWeightDevice", "weightDevice", "weight"),
    LINE("blkioThrottleReadBpsDevice", "throttleReadBpsDevice", "rate"),
    LINE("blkioThrottleWriteBpsDevice", "throttleWriteBpsDevice", "rate"),
    LINE("blkioThrottleReadIopsDevice", "throttleReadIOPSDevice", "rate"),
    LINE("blkioThrottleWriteIopsDevice", "throttleWriteIOPSDevice", "rate"),
};
static const struct gty_renames block_table = GTY_RENAMES(block_rows);

static const struct gty_rename network_rows[] = {
    {"classId", gty_move_class, RESOURCES "network.classID", NULL},
    SET("priorities", "network.priorities"),
};
static const struct gty_renames network_table = GTY_RENAMES(network_rows);

static const struct gty_rename resource_rows[] = {
    SET("disableOOMKiller", "memory.disableOOMKiller"),
    PART("memory", memory_table),
    PART("cpu", cpu_table),
    PART("pids", pids_table),
    PART("blockIO", block_table),
    SET("hugepageLimits", "hugepageLimits"),
    PART("network", network_table),
};
static const struct gty_renames resource_table = GTY_RENAMES(resource_rows);

// ---- lists ----------------------------------------------------------------------------------------------------------

static const struct gty_rename namespace_rows[] = {
    {"type", gty_move, "type", NULL},
    {"path", gty_move_set, "path", NULL},
};
static const struct gty_elements namespace_elements = {GTY_RENAMES(namespace_rows), NULL};

static const struct gty_rename device_rows[] = {
    {"path", gty_move, "path", NULL},
    {"type", gty_move_device_type, "type", NULL},
    {"major", gty_move, "major", NULL},
    {"minor", gty_move, "minor", NULL},
    {"permissions", gty_move_none, NULL, NULL}, // for the rule
    {"fileMode", gty_move, "fileMode", NULL},
    {"uid", gty_move, "uid", NULL},
    {"gid", gty_move, "gid", NULL},
};
static const struct gty_elements device_elements = {GTY_RENAMES(device_rows), NULL};

static const struct gty_rename hook_rows[] = {
    {"path", gty_move, "path", NULL},
    {"args", gty_move_set, "args", NULL},
    {"env", gty_move_set, "env", NULL},
};
static const struct gty_elements hook_elements = {GTY_RENAMES(hook_rows), NULL};

static const struct gty_rename hooks_rows[] = {
    {"prestart", gty_move_list, "hooks.prestart", &hook_elements},
    {"poststop", gty_move_list, "hooks.poststop", &hook_elements},
};
static const struct gty_renames hooks_table = GTY_RENAMES(hooks_rows);

// ---- seccomp --------------------------------------------------------------------------------------------------------

static void move_name(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    struct gty_tree_end names = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    gty_tree_add(&names, GTY_TEXT(""), gty_tree_copy(translator->reader.arena, value));
    gty_set(translator, into, row->to, names.container, value);
}

static const struct gty_rename syscall_rows[] = {
    {"name", move_name, "names", NULL},
    {"action", gty_move, "action", NULL},
    {"args", gty_move_set, "args", NULL},
};
static const struct gty_elements syscall_elements = {GTY_RENAMES(syscall_rows), NULL};

// `runc spec` of then wrote a profile that allows everything: it stands for none.
static void move_seccomp(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    const struct gty_json *action = gty_member_of(value, "defaultAction"), *calls = gty_member_of(value, "syscalls");
    bool allows = action && action->type == GTY_JSON_STRING && gty_text_is(action->text, "SCMP_ACT_ALLOW");
    if (allows && value->count <= 2 && (!calls || gty_json_is_zero(calls))) return;
    gty_move_part(translator, row, value, into);
}

static const struct gty_rename seccomp_rows[] = {
    {"defaultAction", gty_move_set, "linux.seccomp.defaultAction", NULL},
    {"architectures", gty_move_set, "linux.seccomp.architectures", NULL},
    {"syscalls", gty_move_list, "linux.seccomp.syscalls", &syscall_elements},
};
static const struct gty_renames seccomp_table = GTY_RENAMES(seccomp_rows);

// ---- the whole ------------------------------------------------------------------------------------------------------

static const struct gty_rename linux_rows[] = {
    {"uidMappings", gty_move_set, "linux.uidMappings", NULL},
    {"gidMappings", gty_move_set, "linux.gidMappings", NULL},
    {"rlimits", gty_move_set, "process.rlimits", NULL},
    {"sysctl", gty_move_set, "linux.sysctl", NULL},
    {"resources", gty_move_part, NULL, &resource_table},
    {"cgroupsPath", gty_move_set, "linux.cgroupsPath", NULL},
    {"namespaces", gty_move_list, "linux.namespaces", &namespace_elements},
    {"devices", gty_move_list, "linux.devices", &device_elements},
    {"apparmorProfile", gty_move_set, "process.apparmorProfile", NULL},
    {"selinuxProcessLabel", gty_move_set, "process.selinuxLabel", NULL},
    {"seccomp", move_seccomp, NULL, &seccomp_table},
    {"rootfsPropagation", gty_move_set, "linux.rootfsPropagation", NULL},
};
static const struct gty_renames linux_table = GTY_RENAMES(linux_rows);

static void check_mounts(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    (void)row, (void)into;
    gty_read_type(&translator->reader, value, GTY_JSON_OBJECT);
}

static const struct gty_rename runtime_rows[] = {
    {"mounts", check_mounts, NULL, NULL},
    {"hooks", gty_move_part, NULL, &hooks_table},
    {"linux", gty_move_part, NULL, &linux_table},
};
const struct gty_renames gty_ocf_runtime_table = GTY_RENAMES(runtime_rows);

// ---- what follows ---------------------------------------------------------------------------------------------------

// Only the devices of the list may be used, beside those of every container.
static void add_device_rules(struct gty_translator *translator, const struct gty_ocf_pair *pair) {
    const struct gty_json *source = gty_member_of(gty_member_of(pair->runtime, "linux"), "devices");
    struct gty_json *devices = gty_tree_get(translator->out, "linux.devices");
    struct gty_tree_end rules = {
        .container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, source ? source : pair->runtime)};
    gty_add_rule_for_all(translator, &rules, false, source ? source : pair->runtime);
    for (struct gty_json *device = devices ? devices->first : NULL; device; device = device->next)
        gty_add_device_rule(translator, &rules, device, gty_member_of(device->origin, "permissions"), true);
    gty_set(translator, translator->out, RESOURCES "devices", rules.container, pair->runtime);
}

static bool has_namespace(const struct gty_json *namespaces, const char *type) {
    for (const struct gty_json *entry = namespaces ? namespaces->first : NULL; entry; entry = entry->next) {
        const struct gty_json *given = gty_json_member(entry, "type");
        if (given && given->type == GTY_JSON_STRING && gty_text_is(given->text, type)) return true;
    }
    return false;
}

static void add_user_namespace(struct gty_translator *translator, const struct gty_ocf_pair *pair) {
    struct gty_arena *arena = translator->reader.arena;
    const struct gty_json *mappings = gty_tree_get(translator->out, "linux.uidMappings");
    struct gty_json *namespaces = gty_tree_get(translator->out, "linux.namespaces");
    if (!mappings || has_namespace(namespaces, "user")) return;
    if (!namespaces) {
        namespaces = gty_tree_new(arena, GTY_JSON_ARRAY, pair->runtime);
        gty_set(translator, translator->out, "linux.namespaces", namespaces, pair->runtime);
    }
    struct gty_tree_end end = {namespaces, namespaces ? namespaces->first : NULL};
    while (end.last && end.last->next) end.last = end.last->next;
    struct gty_json *entry = gty_tree_new(arena, GTY_JSON_OBJECT, mappings);
    gty_set(translator, entry, "type", gty_make_text(translator, "user", mappings), mappings);
    gty_tree_add(&end, GTY_TEXT(""), entry);
}

void gty_ocf_finish_runtime(struct gty_translator *translator, const struct gty_ocf_pair *pair) {
    add_device_rules(translator, pair);
    add_user_namespace(translator, pair);
}
