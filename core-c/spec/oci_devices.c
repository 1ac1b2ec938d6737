// SPDX-License-Identifier: Apache-2.0
//
// linux.devices and linux.resources.devices
#include <string.h>

#include "spec/oci_parts.h"

// ---- nodes --------------------------------------------------------------------------------------------------------

struct device_values {
    struct gty_text path, type;
    struct gty_number major, minor, mode;
    uint32_t uid, gid;
};

#define AT(member) offsetof(struct device_values, member)
static const struct gty_field device_fields[] = {
    {"path", GTY_FIELD_TEXT, .offset = AT(path)},
    {"type", GTY_FIELD_TEXT, .offset = AT(type)},
    {"major", GTY_FIELD_NUMBER, .offset = AT(major), .number = GTY_I64},
    {"minor", GTY_FIELD_NUMBER, .offset = AT(minor), .number = GTY_I64},
    {"fileMode", GTY_FIELD_NUMBER, .offset = AT(mode), .number = GTY_U32},
    {"uid", GTY_FIELD_U32, .offset = AT(uid)},
    {"gid", GTY_FIELD_U32, .offset = AT(gid)},
};
#undef AT
static const struct gty_shape device_shape = GTY_SHAPE(device_fields);

// The letter that is the whole text, or 0.
static char letter_of(struct gty_text text, const char *letters) {
    return text.length == 1 && strchr(letters, text.data[0]) ? text.data[0] : 0;
}

// The kernel's makedev(): 12 bits of major and 20 of minor.
static uint32_t device_number(struct gty_reader *reader, const struct gty_number *number, int64_t most,
                              const char *name) {
    if (number->present && (number->value < 0 || number->value > most))
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RANGE, number->node, NULL,
                 "the %s number of a device must be from 0 to %lld", name, (long long)most);
    return (uint32_t)number->value;
}

static void read_device(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_device *device = target;
    struct device_values values = {.path = GTY_TEXT(""), .type = GTY_TEXT("")};
    bool object = gty_read_object(reader, node, &device_shape, &values);
    *device = (struct gty_device){.type = letter_of(values.type, "cbup"),
                                  .path = values.path,
                                  .major = device_number(reader, &values.major, 0xfff, "major"),
                                  .minor = device_number(reader, &values.minor, 0xfffff, "minor"),
                                  // Engines write the file type into the mode: only permission bits count.
                                  .mode = values.mode.present ? (uint32_t)values.mode.value & 07777 : 0666,
                                  .mode_present = values.mode.present,
                                  .uid = values.uid,
                                  .gid = values.gid,
                                  .node = node};
    if (object && !device->type)
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_TYPE, node, "the types are c, b, u and p",
                 "invalid device type %s", gty_text_quote(reader->arena, values.type).data);
    bool numbered = device->type && device->type != 'p';
    if (numbered && (!values.major.present || !values.minor.present))
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_NUMBERS, node, NULL, "the device has no %s number: 0 is taken",
                 values.major.present ? "minor" : "major");
}

void gty_oci_read_devices(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_config *config = target;
    config->devices = gty_read_array(reader, node, sizeof *config->devices, read_device, &config->device_count);
}

// ---- rules of the device cgroup -------------------------------------------------------------------------------------

struct rule_values {
    bool allow;
    const struct gty_json *allow_node, *access_node;
    struct gty_text type, access;
    struct gty_number major, minor;
};

#define AT(member) offsetof(struct rule_values, member)
static const struct gty_field rule_fields[] = {
    {"allow", GTY_FIELD_BOOL, .offset = AT(allow), .node_offset = AT(allow_node)},
    {"type", GTY_FIELD_TEXT, .offset = AT(type)},
    {"major", GTY_FIELD_NUMBER, .offset = AT(major), .number = GTY_I64},
    {"minor", GTY_FIELD_NUMBER, .offset = AT(minor), .number = GTY_I64},
    {"access", GTY_FIELD_TEXT, .offset = AT(access), .node_offset = AT(access_node)},
};
#undef AT
static const struct gty_shape rule_shape = GTY_SHAPE(rule_fields);

static void read_access(struct gty_reader *reader, const struct rule_values *values, struct gty_device_rule *rule) {
    if (values->access.length == 0) {
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RULE_ACCESS, rule->node, "rwm is all of it",
                 "device access at %zu field cannot be empty", rule->node->index);
        return;
    }
    bool other = false;
    for (size_t i = 0; i < values->access.length; i++) switch (values->access.data[i]) {
        case 'r':
            rule->read = true;
            break;
        case 'w':
            rule->write = true;
            break;
        case 'm':
            rule->mknod = true;
            break;
        default:
            other = true;
        }
    if (other)
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RULE_LETTER, values->access_node, NULL,
                 "device access %s has letters beside r, w and m", gty_text_quote(reader->arena, values->access).data);
}

// -1 is written for "any" by some engines.
static struct gty_number number_or_any(struct gty_reader *reader, struct gty_number number, const char *name) {
    if (number.present && (number.value < -1 || number.value > UINT32_MAX))
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RANGE, number.node, "leave it out for any device",
                 "the %s number of a device rule must be from 0 to 4294967295", name);
    if (number.value < 0) number.present = false;
    return number;
}

static void read_rule(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_device_rule *rule = target;
    struct rule_values values = {.type = GTY_TEXT(""), .access = GTY_TEXT("")};
    bool object = gty_read_object(reader, node, &rule_shape, &values);
    *rule = (struct gty_device_rule){.allow = values.allow,
                                     .type = values.type.length ? letter_of(values.type, "abc") : 'a',
                                     .major = number_or_any(reader, values.major, "major"),
                                     .minor = number_or_any(reader, values.minor, "minor"),
                                     .node = node};
    if (!object) return;
    read_access(reader, &values, rule);
    if (!rule->type)
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RULE_TYPE, node, "the types are a, b and c",
                 "invalid cgroup device type %s", gty_text_quote(reader->arena, values.type).data);
    if (!values.allow_node)
        gty_find(reader->diagnostics, GTY_RULE_DEVICE_RULE_ALLOW, node, "write allow: false",
                 "the device rule has no allow: it denies");
}

void gty_oci_read_device_rules(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_resources *resources = target;
    resources->devices = gty_read_array(reader, node, sizeof *resources->devices, read_rule, &resources->device_count);
}
