// SPDX-License-Identifier: Apache-2.0
//
// process
#include "spec/oci_parts.h"
#include "tables/words.h"

#define AT(member) offsetof(struct gty_process, member)

static const struct gty_field console_fields[] = {
    {"height", GTY_FIELD_NUMBER, .offset = AT(console_height), .number = GTY_U16},
    {"width", GTY_FIELD_NUMBER, .offset = AT(console_width), .number = GTY_U16},
};
static const struct gty_shape console_shape = GTY_SHAPE(console_fields);

// ---- user ---------------------------------------------------------------------------------------------------------

static void read_group(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_number group = {0};
    if (gty_read_number(reader, node, GTY_U32, &group)) *(uint32_t *)target = (uint32_t)group.value;
}

static void read_groups(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_process *process = target;
    process->groups_present = true;
    process->groups = gty_read_array(reader, node, sizeof *process->groups, read_group, &process->group_count);
}

static const struct gty_field user_fields[] = {
    {"uid", GTY_FIELD_U32, .offset = AT(uid)},
    {"gid", GTY_FIELD_U32, .offset = AT(gid)},
    {"umask", GTY_FIELD_NUMBER, .offset = AT(umask), .number = GTY_U32},
    {"additionalGids", GTY_FIELD_READ, .read = read_groups},
    {"username", .kind = GTY_FIELD_SKIP}, // Windows
};
static const struct gty_shape user_shape = GTY_SHAPE(user_fields);

// ---- capabilities -------------------------------------------------------------------------------------------------

static void read_capability_set(struct gty_reader *reader, const struct gty_json *node, void *target) {
    uint64_t *set = target;
    if (!gty_read_type(reader, node, GTY_JSON_ARRAY)) return;
    *set = 0;
    for (const struct gty_json *element = node->first; element; element = element->next) {
        struct gty_text name;
        uint64_t number;
        if (!gty_read_text(reader, element, &name)) continue;
        if (gty_word_value(gty_capability_words, name, &number))
            *set |= (uint64_t)1 << number;
        else
            gty_find(reader->diagnostics, GTY_RULE_CAPABILITY_UNKNOWN, element,
                     "the names are those of capabilities(7), such as CAP_NET_BIND_SERVICE",
                     "unknown capability %s is ignored", gty_text_quote(reader->arena, name).data);
    }
}

#define SET(name, set)                                                                                                 \
    { name, GTY_FIELD_READ, .offset = (set) * sizeof(uint64_t), .read = read_capability_set }
static const struct gty_field capability_fields[] = {
    SET("bounding", GTY_CAP_BOUNDING),   SET("effective", GTY_CAP_EFFECTIVE), SET("inheritable", GTY_CAP_INHERITABLE),
    SET("permitted", GTY_CAP_PERMITTED), SET("ambient", GTY_CAP_AMBIENT),
};
static const struct gty_shape capability_shape = GTY_SHAPE(capability_fields);

static void read_capabilities(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_process *process = target;
    process->capabilities_present = gty_read_object(reader, node, &capability_shape, process->capabilities);
}

// ---- rlimits ------------------------------------------------------------------------------------------------------

struct rlimit_values {
    struct gty_text type;
    struct gty_number soft, hard;
};

static const struct gty_field rlimit_fields[] = {
    {"type", GTY_FIELD_TEXT, .offset = offsetof(struct rlimit_values, type)},
    {"soft", GTY_FIELD_NUMBER, .offset = offsetof(struct rlimit_values, soft), .number = GTY_U64},
    {"hard", GTY_FIELD_NUMBER, .offset = offsetof(struct rlimit_values, hard), .number = GTY_U64},
};
static const struct gty_shape rlimit_shape = GTY_SHAPE(rlimit_fields);

static void read_rlimit(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_rlimit *rlimit = target;
    struct rlimit_values values = {.type = GTY_TEXT("")};
    bool object = gty_read_object(reader, node, &rlimit_shape, &values);
    *rlimit = (struct gty_rlimit){
        .name = values.type, .soft = (uint64_t)values.soft.value, .hard = (uint64_t)values.hard.value, .node = node};
    uint64_t resource;
    if (gty_word_value(gty_rlimit_words, values.type, &resource))
        rlimit->resource = (uint32_t)resource;
    else if (object)
        gty_find(reader->diagnostics, GTY_RULE_RLIMIT_TYPE, node,
                 "the names are those of getrlimit(2), such as RLIMIT_NOFILE", "wrong rlimit value: %s",
                 gty_text_quote(reader->arena, values.type).data);
}

static void read_rlimits(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_process *process = target;
    process->rlimits = gty_read_array(reader, node, sizeof *process->rlimits, read_rlimit, &process->rlimit_count);
}

// ---- the whole ----------------------------------------------------------------------------------------------------

static const struct gty_field process_fields[] = {
    {"terminal", GTY_FIELD_BOOL, .offset = AT(terminal)},
    {"consoleSize", GTY_FIELD_OBJECT, .shape = &console_shape},
    {"user", GTY_FIELD_OBJECT, .shape = &user_shape},
    {"args", GTY_FIELD_TEXTS, .offset = AT(args), .node_offset = AT(args_node)},
    {"commandLine", .kind = GTY_FIELD_SKIP}, // Windows
    {"env", GTY_FIELD_TEXTS, .offset = AT(env), .node_offset = AT(env_node)},
    {"cwd", GTY_FIELD_TEXT, .offset = AT(cwd), .node_offset = AT(cwd_node)},
    {"capabilities", GTY_FIELD_READ, .read = read_capabilities},
    {"rlimits", GTY_FIELD_READ, .read = read_rlimits},
    {"noNewPrivileges", GTY_FIELD_BOOL, .offset = AT(no_new_privileges)},
    {"apparmorProfile", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_APPARMOR},
    {"oomScoreAdj", GTY_FIELD_NUMBER, .offset = AT(oom_score_adj), .number = GTY_I64},
    {"scheduler", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_SCHEDULER},
    {"selinuxLabel", GTY_FIELD_REFUSED, .rule = GTY_RULE_UNSUPPORTED_SELINUX_LABEL},
    {"ioPriority", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_IO_PRIORITY},
    {"execCPUAffinity", GTY_FIELD_REFUSED_DEEP, .rule = GTY_RULE_UNSUPPORTED_CPU_AFFINITY},
};
static const struct gty_shape process_shape = GTY_SHAPE(process_fields);

void gty_oci_read_process(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_process *process = target;
    process->node = node;
    process->present = true;
    gty_read_object(reader, node, &process_shape, process);
}
