// SPDX-License-Identifier: Apache-2.0
//
// The document itself, root and mounts.
#include "spec/oci.h"

#include "spec/oci_parts.h"

#define EMPTY GTY_TEXT("")
#define AT(member) offsetof(struct gty_config, member)

static const struct gty_field root_fields[] = {
    {"path", GTY_FIELD_TEXT, .offset = AT(root_path)},
    {"readonly", GTY_FIELD_BOOL, .offset = AT(root_readonly)},
};
static const struct gty_shape root_shape = GTY_SHAPE(root_fields);

static void read_root(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    config->root_present = true;
    config->root_node = node;
    gty_read_object(reader, node, &root_shape, config);
}

static void read_annotations(struct gty_reader *reader, const struct gty_json *node, void *target) {
    gty_read_pairs(reader, node, target);
}

static const struct gty_field config_fields[] = {
    {"ociVersion", GTY_FIELD_TEXT, .offset = AT(oci_version)},
    {"process", GTY_FIELD_READ, .offset = AT(process), .read = gty_oci_read_process},
    {"root", GTY_FIELD_READ, .read = read_root},
    {"hostname", GTY_FIELD_TEXT, .offset = AT(hostname), .node_offset = AT(hostname_node)},
    {"domainname", GTY_FIELD_TEXT, .offset = AT(domainname), .node_offset = AT(domainname_node)},
    {"mounts", GTY_FIELD_READ, .read = gty_oci_read_mounts},
    {"hooks", GTY_FIELD_READ, .read = gty_oci_read_hooks},
    {"annotations", GTY_FIELD_READ, .offset = AT(annotations), .read = read_annotations},
    {"linux", GTY_FIELD_READ, .read = gty_oci_read_linux},
    {"solaris", .kind = GTY_FIELD_SKIP},
    {"windows", .kind = GTY_FIELD_SKIP},
    {"vm", .kind = GTY_FIELD_SKIP},
    {"zos", .kind = GTY_FIELD_SKIP},
    {"freebsd", .kind = GTY_FIELD_SKIP},
};
static const struct gty_shape config_shape = GTY_SHAPE(config_fields);

// Every text is set, for none may be NULL.
static void init_config(struct gty_config *config) {
    *config = (struct gty_config){.oci_version = EMPTY,
                                  .root_path = EMPTY,
                                  .hostname = EMPTY,
                                  .domainname = EMPTY,
                                  .process = {.cwd = EMPTY},
                                  .cgroups_path = EMPTY,
                                  .resources = {.cpu_cpus = EMPTY, .cpu_mems = EMPTY},
                                  .rootfs_propagation = EMPTY};
    for (int type = 0; type < GTY_NS_COUNT; type++) config->namespaces[type].path = EMPTY;
}

bool gty_oci_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *document,
                  struct gty_config *config) {
    init_config(config);
    config->document = document;
    struct gty_reader reader = {
        .arena = arena, .diagnostics = diagnostics, .unknown = GTY_RULE_PROPERTY_UNKNOWN, .any_case = true};
    if (document->type == GTY_JSON_NULL) {
        gty_find(diagnostics, GTY_RULE_CONFIG_NULL, document, NULL, "config cannot be null");
        return false;
    }
    return gty_read_object(&reader, document, &config_shape, config);
}
