// SPDX-License-Identifier: Apache-2.0
//
// linux.resources as the flat limits of `cgroups`. The device rules are written with those of every container.
#include "convert/libcontainer/parts.h"

#define TO(from, to)                                                                                                   \
    { from, gty_move, "cgroups." to, NULL }
#define PART(from, table)                                                                                              \
    { from, gty_move_part, NULL, &(table) }
#define LOST(from, help)                                                                                               \
    { from, gty_move_lost, NULL, help }

static const struct gty_rename memory_rows[] = {
    TO("limit", "memory"),
    TO("reservation", "memory_reservation"),
    TO("swap", "memory_swap"),
    TO("swappiness", "memory_swappiness"),
    TO("disableOOMKiller", "oom_kill_disable"),
    TO("checkBeforeUpdate", "memory_check_before_update"),
    {"kernel", gty_move_none, NULL, NULL}, // the reader says that it has no effect, as of the next
    {"kernelTCP", gty_move_none, NULL, NULL},
    LOST("useHierarchy", "it is always on"),
};
static const struct gty_renames memory_table = GTY_RENAMES(memory_rows);

static const struct gty_rename cpu_rows[] = {
    TO("shares", "cpu_shares"),
    TO("quota", "cpu_quota"),
    TO("burst", "cpu_burst"),
    TO("period", "cpu_period"),
    TO("realtimeRuntime", "cpu_rt_quota"),
    TO("realtimePeriod", "cpu_rt_period"),
    TO("cpus", "cpuset_cpus"),
    TO("mems", "cpuset_mems"),
    TO("idle", "cpu_idle"),
};
static const struct gty_renames cpu_table = GTY_RENAMES(cpu_rows);

static const struct gty_rename pids_rows[] = {TO("limit", "pids_limit")};
static const struct gty_renames pids_table = GTY_RENAMES(pids_rows);

static const struct gty_rename block_rows[] = {
    TO("weight", "blkio_weight"),
    TO("leafWeight", "blkio_leaf_weight"),
    TO("weightDevice", "blkio_weight_device"),
    TO("throttleReadBpsDevice", "blkio_throttle_read_bps_device"),
    TO("throttleWriteBpsDevice", "blkio_throttle_write_bps_device"),
    TO("throttleReadIOPSDevice", "blkio_throttle_read_iops_device"),
    TO("throttleWriteIOPSDevice", "blkio_throttle_write_iops_device"),
};
static const struct gty_renames block_table = GTY_RENAMES(block_rows);

static const struct gty_rename hugepage_rows[] = {
    {"pageSize", gty_move, "page_size", NULL},
    {"limit", gty_move, "limit", NULL},
};
static const struct gty_elements hugepage_elements = {GTY_RENAMES(hugepage_rows), NULL};

static const struct gty_rename priority_rows[] = {
    {"name", gty_move, "interface", NULL},
    {"priority", gty_move, "priority", NULL},
};
static const struct gty_elements priority_elements = {GTY_RENAMES(priority_rows), NULL};

static const struct gty_rename network_rows[] = {
    TO("classID", "net_cls_classid_u"),
    {"priorities", gty_move_list, "cgroups.net_prio_ifpriomap", &priority_elements},
};
static const struct gty_renames network_table = GTY_RENAMES(network_rows);

static void move_rdma(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    static const struct gty_rename rows[] = {
        {"hcaHandles", gty_move, "hca_handles", NULL},
        {"hcaObjects", gty_move, "hca_objects", NULL},
    };
    static const struct gty_renames table = GTY_RENAMES(rows);
    struct gty_arena *arena = translator->reader.arena;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_OBJECT, value)};
    for (const struct gty_json *device = value->first; device; device = device->next) {
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, device);
        gty_translate(translator, &table, device, made);
        gty_tree_add(&end, device->key, made);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static const struct gty_rename rows[] = {
    {"devices", gty_move_none, NULL, NULL}, // libcontainer_linux.c
    PART("memory", memory_table),
    PART("cpu", cpu_table),
    PART("pids", pids_table),
    PART("blockIO", block_table),
    {"hugepageLimits", gty_move_list, "cgroups.hugetlb_limit", &hugepage_elements},
    PART("network", network_table),
    {"rdma", move_rdma, "cgroups.rdma", NULL},
    {"unified", gty_move_set, "cgroups.unified", NULL},
};
const struct gty_renames gty_to_libcontainer_resources = GTY_RENAMES(rows);
