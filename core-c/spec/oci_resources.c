// SPDX-License-Identifier: Apache-2.0
//
// linux.resources
#include "spec/oci_parts.h"

#define NUMBER(name, kind, member)                                                                                     \
    { name, GTY_FIELD_NUMBER, .offset = offsetof(struct gty_resources, member), .number = (kind) }
#define AT(member) offsetof(struct gty_resources, member)

static const struct gty_field memory_fields[] = {
    NUMBER("limit", GTY_I64, memory_limit),
    NUMBER("reservation", GTY_I64, memory_reservation),
    NUMBER("swap", GTY_I64, memory_swap),
    NUMBER("swappiness", GTY_U64, memory_swappiness),
    {"disableOOMKiller", GTY_FIELD_BOOL, .offset = AT(memory_disable_oom_killer)},
    {"checkBeforeUpdate", GTY_FIELD_BOOL, .offset = AT(memory_check_before_update)},
    {"useHierarchy", .kind = GTY_FIELD_SKIP}, // the kernel has it always on since Linux 5.11
    {"kernel", .kind = GTY_FIELD_IGNORED},
    {"kernelTCP", .kind = GTY_FIELD_IGNORED},
};
static const struct gty_shape memory_shape = GTY_SHAPE(memory_fields);

static const struct gty_field cpu_fields[] = {
    NUMBER("shares", GTY_U64, cpu_shares),
    NUMBER("quota", GTY_I64, cpu_quota),
    NUMBER("burst", GTY_U64, cpu_burst),
    NUMBER("period", GTY_U64, cpu_period),
    NUMBER("realtimeRuntime", GTY_I64, cpu_realtime_runtime),
    NUMBER("realtimePeriod", GTY_U64, cpu_realtime_period),
    NUMBER("idle", GTY_I64, cpu_idle),
    {"cpus", GTY_FIELD_TEXT, .offset = AT(cpu_cpus)},
    {"mems", GTY_FIELD_TEXT, .offset = AT(cpu_mems)},
};
static const struct gty_shape cpu_shape = GTY_SHAPE(cpu_fields);

static const struct gty_field pids_fields[] = {NUMBER("limit", GTY_I64, pids_limit)};
static const struct gty_shape pids_shape = GTY_SHAPE(pids_fields);

static const struct gty_field resources_fields[] = {
    {"devices", GTY_FIELD_READ, .read = gty_oci_read_device_rules},
    {"memory", GTY_FIELD_OBJECT, .shape = &memory_shape},
    {"cpu", GTY_FIELD_OBJECT, .shape = &cpu_shape},
    {"pids", GTY_FIELD_OBJECT, .shape = &pids_shape},
    {"blockIO", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_BLOCK_IO},
    {"hugepageLimits", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_HUGEPAGES},
    {"network", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_NETWORK},
    {"rdma", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_RDMA},
    {"unified", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_UNIFIED},
};
static const struct gty_shape resources_shape = GTY_SHAPE(resources_fields);

void gty_oci_read_resources(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_resources *resources = target;
    resources->node = node;
    gty_read_object(reader, node, &resources_shape, resources);
}
