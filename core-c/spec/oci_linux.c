// SPDX-License-Identifier: Apache-2.0
//
// linux, without devices and resources
#include "spec/oci_parts.h"

#define AT(member) offsetof(struct gty_config, member)

// ---- namespaces ---------------------------------------------------------------------------------------------------

static const char *const namespace_names[GTY_NS_COUNT] = {
    [GTY_NS_USER] = "user", [GTY_NS_IPC] = "ipc",   [GTY_NS_UTS] = "uts",       [GTY_NS_NET] = "network",
    [GTY_NS_PID] = "pid",   [GTY_NS_MNT] = "mount", [GTY_NS_CGROUP] = "cgroup", [GTY_NS_TIME] = "time",
};

struct namespace_values {
    struct gty_text type, path;
};

static const struct gty_field namespace_fields[] = {
    {"type", GTY_FIELD_TEXT, .offset = offsetof(struct namespace_values, type)},
    {"path", GTY_FIELD_TEXT, .offset = offsetof(struct namespace_values, path)},
};
static const struct gty_shape namespace_shape = GTY_SHAPE(namespace_fields);

static void read_namespace(struct gty_reader *reader, const struct gty_json *node, struct gty_config *config) {
    struct namespace_values values = {GTY_TEXT(""), GTY_TEXT("")};
    if (!gty_read_object(reader, node, &namespace_shape, &values)) return;
    const char *quoted = gty_text_quote(reader->arena, values.type).data;
    for (int type = 0; type < GTY_NS_COUNT; type++) {
        if (!gty_text_is(values.type, namespace_names[type])) continue;
        struct gty_namespace *namespace = &config->namespaces[type];
        if (namespace->present)
            gty_find(reader->diagnostics, GTY_RULE_NAMESPACE_DUPLICATE, node, "keep one of them",
                     "malformed spec file: duplicated ns %s", quoted);
        else
            *namespace = (struct gty_namespace){.present = true, .path = values.path, .node = node};
        return;
    }
    gty_find(reader->diagnostics, GTY_RULE_NAMESPACE_TYPE, node,
             "the types are pid, network, mount, ipc, uts, user, cgroup and time", "namespace %s does not exist",
             quoted);
}

static void read_namespaces(struct gty_reader *reader, const struct gty_json *node, void *target) {
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return;
    for (const struct gty_json *element = node->first; element; element = element->next)
        read_namespace(reader, element, target);
}

// ---- id mappings --------------------------------------------------------------------------------------------------

static const struct gty_field idmap_fields[] = {
    {"containerID", GTY_FIELD_U32, .offset = offsetof(struct gty_idmap, container_id)},
    {"hostID", GTY_FIELD_U32, .offset = offsetof(struct gty_idmap, host_id)},
    {"size", GTY_FIELD_U32, .offset = offsetof(struct gty_idmap, size)},
};
static const struct gty_shape idmap_shape = GTY_SHAPE(idmap_fields);

static void read_idmap(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_idmap *idmap = target;
    idmap->node = node;
    gty_read_object(reader, node, &idmap_shape, idmap);
}

static void read_idmaps(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_idmaps *idmaps = target;
    idmaps->items = gty_read_array(reader, node, sizeof *idmaps->items, read_idmap, &idmaps->count);
}

// ---- time offsets -------------------------------------------------------------------------------------------------

struct offset_values {
    struct gty_number seconds, nanoseconds;
};

static const struct gty_field offset_fields[] = {
    {"secs", GTY_FIELD_NUMBER, .offset = offsetof(struct offset_values, seconds), .number = GTY_I64},
    {"nanosecs", GTY_FIELD_NUMBER, .offset = offsetof(struct offset_values, nanoseconds), .number = GTY_U32},
};
static const struct gty_shape offset_shape = GTY_SHAPE(offset_fields);

static void read_time_offsets(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    if (!gty_read_type(reader, node, GTY_JSON_OBJECT)) return;
    for (const struct gty_json *member = node->first; member; member = member->next) {
        bool monotonic = gty_text_is(member->key, "monotonic");
        if (!monotonic && !gty_text_is(member->key, "boottime")) {
            gty_find(reader->diagnostics, GTY_RULE_TIME_CLOCK, member, "the clocks are monotonic and boottime",
                     "there are no time offsets for a clock %s", gty_text_quote(reader->arena, member->key).data);
            continue;
        }
        if (member->type == GTY_JSON_NULL) continue;
        struct offset_values values = {0};
        gty_read_object(reader, member, &offset_shape, &values);
        *(monotonic ? &config->time_monotonic : &config->time_boottime) =
            (struct gty_time_offset){.present = true,
                                     .seconds = values.seconds.value,
                                     .nanoseconds = (uint32_t)values.nanoseconds.value,
                                     .node = member};
    }
}

// ---- the whole ----------------------------------------------------------------------------------------------------

static void read_sysctl(struct gty_reader *reader, const struct gty_json *node, void *target) {
    gty_read_pairs(reader, node, target);
}

static const struct gty_field linux_fields[] = {
    {"namespaces", GTY_FIELD_READ, .read = read_namespaces},
    {"uidMappings", GTY_FIELD_READ, .offset = AT(uid_mappings), .read = read_idmaps},
    {"gidMappings", GTY_FIELD_READ, .offset = AT(gid_mappings), .read = read_idmaps},
    {"timeOffsets", GTY_FIELD_READ, .read = read_time_offsets},
    {"devices", GTY_FIELD_READ, .read = gty_oci_read_devices},
    {"netDevices", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_NET_DEVICES},
    {"cgroupsPath", GTY_FIELD_TEXT, .offset = AT(cgroups_path), .node_offset = AT(cgroups_path_node)},
    {"resources", GTY_FIELD_READ, .offset = AT(resources), .read = gty_oci_read_resources},
    {"sysctl", GTY_FIELD_READ, .offset = AT(sysctl), .read = read_sysctl},
    {"seccomp", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_SECCOMP},
    {"rootfsPropagation", GTY_FIELD_TEXT, .offset = AT(rootfs_propagation), .node_offset = AT(propagation_node)},
    {"maskedPaths", GTY_FIELD_TEXTS, .offset = AT(masked_paths), .node_offset = AT(masked_node)},
    {"readonlyPaths", GTY_FIELD_TEXTS, .offset = AT(readonly_paths), .node_offset = AT(readonly_node)},
    {"mountLabel", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_MOUNT_LABEL},
    {"intelRdt", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_INTEL_RDT},
    {"personality", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_PERSONALITY},
    {"memoryPolicy", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_MEMORY_POLICY},
};
static const struct gty_shape linux_shape = GTY_SHAPE(linux_fields);

void gty_oci_read_linux(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    config->linux_present = true;
    config->linux_node = node;
    gty_read_object(reader, node, &linux_shape, config);
}
