// SPDX-License-Identifier: Apache-2.0
//
// hooks
#include "gantry/bootstrap.h"
#include "spec/oci_parts.h"

#define AT(member) offsetof(struct gty_hook, member)

static const struct gty_field hook_fields[] = {
    {"path", GTY_FIELD_TEXT, .offset = AT(path)},
    {"args", GTY_FIELD_TEXTS, .offset = AT(args)},
    {"env", GTY_FIELD_TEXTS, .offset = AT(env)},
    {"timeout", GTY_FIELD_NUMBER, .offset = AT(timeout), .number = GTY_I64},
};
static const struct gty_shape hook_shape = GTY_SHAPE(hook_fields);

static void read_hook(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_hook *hook = target;
    *hook = (struct gty_hook){.path = GTY_TEXT(""), .node = node};
    gty_read_object(reader, node, &hook_shape, hook);
}

static void read_list(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_hooks *hooks = target;
    hooks->items = gty_read_array(reader, node, sizeof *hooks->items, read_hook, &hooks->count);
}

#define HOOK_FIELD(number, enumerator, text)                                                                           \
    {text, GTY_FIELD_READ, .offset = (number) * sizeof(struct gty_hooks), .read = read_list},
static const struct gty_field kind_fields[] = {GTY_HOOK_KINDS(HOOK_FIELD)};
static const struct gty_shape kind_shape = GTY_SHAPE(kind_fields);

void gty_oci_read_hooks(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    gty_read_object(reader, node, &kind_shape, config->hooks);
}
