// SPDX-License-Identifier: Apache-2.0
//
// cgroups: names and limits side by side.
#include "front/libcontainer/parts.h"

#define RESOURCES "linux.resources."
#define SET(from, to)                                                                                                  \
    { from, gty_move_set, RESOURCES to, NULL }
#define LINE(from, to, number)                                                                                         \
    { from, gty_move_block_line, RESOURCES "blockIO." to, number }
#define LATER(from)                                                                                                    \
    { from, gty_move_none, NULL, NULL }

static const struct gty_rename hugepage_rows[] = {
    {"page_size", gty_move, "pageSize", NULL},
    {"limit", gty_move, "limit", NULL},
};
static const struct gty_elements hugepage_elements = {GTY_RENAMES(hugepage_rows), NULL};

static const struct gty_rename priority_rows[] = {
    {"interface", gty_move, "name", NULL},
    {"priority", gty_move, "priority", NULL},
};
static const struct gty_elements priority_elements = {GTY_RENAMES(priority_rows), NULL};

static void move_rdma(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    static const struct gty_rename rows[] = {
        {"hca_handles", gty_move, "hcaHandles", NULL},
        {"hca_objects", gty_move, "hcaObjects", NULL},
    };
    static const struct gty_renames table = GTY_RENAMES(rows);
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_OBJECT)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_OBJECT, value)};
    for (const struct gty_json *device = value->first; device; device = device->next) {
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, device);
        gty_translate(translator, &table, device, made);
        gty_tree_add(&end, device->key, made);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static void move_freezer(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_text state;
    (void)row, (void)into;
    if (gty_read_text(&translator->reader, value, &state) && gty_text_is(state, "FROZEN"))
        gty_report_lost(translator, value, "pause the container when it runs");
}

static const struct gty_rename rows[] = {
    LATER("name"),
    LATER("parent"),
    LATER("path"),
    LATER("scope_prefix"),
    {"Systemd", gty_move_lost, NULL, "it is the option --systemd-cgroup of runtimes"},
    {"slice", gty_move_lost, NULL, "write linux.cgroupsPath as slice:prefix:name"},
    {"Rootless", gty_move_lost, NULL, "it is the option --rootless of runtimes"},
    {"owner_uid", gty_move_none, NULL, NULL}, // runtimes find it out
    LATER("devices"),
    LATER("allow_all_devices"),
    LATER("allowed_devices"),
    LATER("denied_devices"),
    SET("memory", "memory.limit"),
    SET("memory_reservation", "memory.reservation"),
    SET("memory_swap", "memory.swap"),
    SET("kernel_memory", "memory.kernel"),
    SET("kernel_memory_tcp", "memory.kernelTCP"),
    {"memory_swappiness", gty_move_swappiness, RESOURCES "memory.swappiness", NULL},
    SET("oom_kill_disable", "memory.disableOOMKiller"),
    SET("memory_check_before_update", "memory.checkBeforeUpdate"),
    SET("cpu_shares", "cpu.shares"),
    SET("cpu_quota", "cpu.quota"),
    {"cpu_burst", gty_move, RESOURCES "cpu.burst", NULL},
    SET("cpu_period", "cpu.period"),
    SET("cpu_rt_quota", "cpu.realtimeRuntime"),
    SET("cpu_rt_period", "cpu.realtimePeriod"),
    SET("cpuset_cpus", "cpu.cpus"),
    SET("cpuset_mems", "cpu.mems"),
    {"cpu_idle", gty_move, RESOURCES "cpu.idle", NULL},
    LATER("cpu_weight"),
    SET("pids_limit", "pids.limit"),
    SET("blkio_weight", "blockIO.weight"),
    SET("blkio_leaf_weight", "blockIO.leafWeight"),
    LINE("blkio_weight_device", "weightDevice", "weight"),
    LINE("blkio_throttle_read_bps_device", "throttleReadBpsDevice", "rate"),
    LINE("blkio_throttle_write_bps_device", "throttleWriteBpsDevice", "rate"),
    LINE("blkio_throttle_read_iops_device", "throttleReadIOPSDevice", "rate"),
    LINE("blkio_throttle_write_iops_device", "throttleWriteIOPSDevice", "rate"),
    {"freezer", move_freezer, NULL, NULL},
    {"hugetlb_limit", gty_move_list, RESOURCES "hugepageLimits", &hugepage_elements},
    {"net_prio_ifpriomap", gty_move_list, RESOURCES "network.priorities", &priority_elements},
    {"net_cls_classid", gty_move_class, RESOURCES "network.classID", NULL},
    {"net_cls_classid_u", gty_move_class, RESOURCES "network.classID", NULL},
    {"rdma", move_rdma, RESOURCES "rdma", NULL},
    SET("unified", "unified"),
};
static const struct gty_renames table = GTY_RENAMES(rows);

// A property's text; empty if there is none. Another type is reported.
static struct gty_text text_of(struct gty_translator *translator, const struct gty_json *cgroups, const char *name,
                               const struct gty_json **origin) {
    const struct gty_json *value = gty_member_of(cgroups, name);
    struct gty_text text = GTY_TEXT("");
    if (value && gty_read_text(&translator->reader, value, &text) && text.length > 0 && !*origin) *origin = value;
    return text;
}

static void move_path(struct gty_translator *translator, const struct gty_json *cgroups) {
    struct gty_arena *arena = translator->reader.arena;
    const struct gty_json *origin = NULL, *systemd = gty_member_of(cgroups, "Systemd");
    struct gty_text path = text_of(translator, cgroups, "path", &origin);
    struct gty_text name = text_of(translator, cgroups, "name", &origin);
    struct gty_text parent = text_of(translator, cgroups, "parent", &origin);
    struct gty_text prefix = text_of(translator, cgroups, "scope_prefix", &origin);
    if (!origin) return;
    if (systemd && systemd->type == GTY_JSON_BOOL && systemd->boolean)
        path = gty_text_format(arena, "%.*s:%.*s:%.*s", (int)parent.length, parent.data, (int)prefix.length,
                               prefix.data, (int)name.length, name.data);
    else if (path.length == 0)
        path = parent.length == 0
                   ? name
                   : gty_text_format(arena, "%.*s/%.*s", (int)parent.length, parent.data, (int)name.length, name.data);
    gty_set(translator, translator->out, "linux.cgroupsPath", gty_tree_text(arena, path, origin), cgroups);
}

// Libcontainer computes the weight of cgroup v2 from the shares of v1, as every runtime does.
static void move_weight(struct gty_translator *translator, const struct gty_json *cgroups) {
    const struct gty_json *weight = gty_member_of(cgroups, "cpu_weight");
    if (!weight || gty_json_is_zero(weight) || gty_tree_get(translator->out, RESOURCES "cpu.shares")) return;
    struct gty_number number = {0};
    if (!gty_read_number(&translator->reader, weight, GTY_U64, &number)) return;
    struct gty_json *unified = gty_tree_get(translator->out, RESOURCES "unified");
    if (!unified || unified->type != GTY_JSON_OBJECT) {
        unified = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, weight);
        gty_set(translator, translator->out, RESOURCES "unified", unified, cgroups);
    } else {
        // The document's members stay as they are: they may be read again.
        struct gty_tree_end copy = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, unified)};
        for (const struct gty_json *member = unified->first; member; member = member->next)
            gty_tree_add(&copy, member->key, gty_tree_copy(translator->reader.arena, member));
        unified = copy.container;
        gty_set(translator, translator->out, RESOURCES "unified", unified, cgroups);
    }
    struct gty_tree_end end = {unified, unified ? unified->first : NULL};
    while (end.last && end.last->next) end.last = end.last->next;
    gty_tree_add(&end, GTY_TEXT("cpu.weight"), gty_tree_text(translator->reader.arena, weight->text, weight));
}

void gty_move_cgroups(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    (void)row;
    gty_translate(translator, &table, value, into);
    if (value->type != GTY_JSON_OBJECT) return;
    move_path(translator, value);
    move_weight(translator, value);
}
