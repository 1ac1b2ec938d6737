// SPDX-License-Identifier: Apache-2.0
//
// mounts
#include "spec/oci_parts.h"

#define AT(member) offsetof(struct gty_mount, member)

static const struct gty_field mount_fields[] = {
    {"destination", GTY_FIELD_TEXT, .offset = AT(destination)},
    {"type", GTY_FIELD_TEXT, .offset = AT(type)},
    {"source", GTY_FIELD_TEXT, .offset = AT(source)},
    {"options", GTY_FIELD_TEXTS, .offset = AT(options)},
    {"uidMappings", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_ID_MAPPED_MOUNT},
    {"gidMappings", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_ID_MAPPED_MOUNT},
};
static const struct gty_shape mount_shape = GTY_SHAPE(mount_fields);

static void read_mount(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_mount *mount = target;
    *mount =
        (struct gty_mount){.destination = GTY_TEXT(""), .type = GTY_TEXT(""), .source = GTY_TEXT(""), .node = node};
    gty_read_object(reader, node, &mount_shape, mount);
}

void gty_oci_read_mounts(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    config->mounts = gty_read_array(reader, node, sizeof *config->mounts, read_mount, &config->mount_count);
}
