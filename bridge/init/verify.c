// SPDX-License-Identifier: Apache-2.0
#include "verify.h"

#include <linux/netlink.h>

#include "operations.h"
#include "string.h"

#define FALLBACK_DEPTH_MAX 3
#define SLOTS_MAX 4096u
#define HOOK_KINDS_ALL 0x3fu

enum kind {
    KIND_U32 = 1,
    KIND_CLONE_FLAGS,
    KIND_MOUNT_ATTR,
    KIND_PROPAGATION,
    KIND_MODE,
    KIND_CAP,
    KIND_ERRNO,
    KIND_HOOK_KIND,
    KIND_OPERATION,
    KIND_LAST_U32 = KIND_OPERATION,
    KIND_FLAG,
    KIND_CAPS,
    KIND_STRING,
    KIND_STRINGS,
    KIND_GROUPS,
    KIND_BYTES,
    KIND_NEST,
};

static const uint8_t attribute_kinds[GTY_ATTRIBUTE_END] = {
#define INIT_ATTRIBUTE(number, name, kind, word) [number] = KIND_##kind,
#include <gantry/attributes.def>
};

static uint8_t bootstrap_kind(uint32_t type) {
    switch (type) {
#define BOOTSTRAP_ATTRIBUTE(number, name, kind, word)                                                                  \
    case number:                                                                                                       \
        return KIND_##kind;
#include <gantry/attributes.def>
    }
    return 0;
}

static size_t count_nuls(const struct attribute *value) {
    size_t count = 0;
    for (uint32_t i = 0; i < value->length; i++) count += value->data[i] == 0;
    return count;
}

static bool ends_with_nul(const struct attribute *value) {
    return value->length > 0 && value->data[value->length - 1] == 0;
}

static bool verify_kind(uint8_t kind, const struct attribute *value) {
    if (kind >= KIND_U32 && kind <= KIND_LAST_U32) return value->length == 4;
    switch (kind) {
    case KIND_FLAG:
        return value->length == 4 && attribute_number(value) == 1;
    case KIND_CAPS:
        return value->length == 8;
    case KIND_STRING:
        return ends_with_nul(value) && count_nuls(value) == 1;
    case KIND_GROUPS:
        return value->length % 4 == 0;
    case KIND_STRINGS:
    case KIND_BYTES:
    case KIND_NEST:
        return true;
    default:
        return false;
    }
}

// No component `.` or `..`.
static bool clean_path(const char *path) {
    while (*path) {
        while (*path == '/') path++;
        const char *name = path;
        while (*path && *path != '/') path++;
        size_t length = (size_t)(path - name);
        if (length >= 1 && length <= 2 && name[0] == '.' && name[length - 1] == '.') return false;
    }
    return true;
}

// No id of all ones: chown, setresuid and setresgid read it as "leave it".
static bool verify_ids(const struct attribute *value) {
    uint32_t id;
    for (size_t at = 0; at < value->length; at += sizeof id) {
        memcpy(&id, value->data + at, sizeof id);
        if (id == ~0u) return false;
    }
    return true;
}

bool verify_attribute(const struct attribute *attribute) {
    const char *text = (const char *)attribute->data;
    if (!verify_kind(attribute_kinds[attribute->type], attribute)) return false;
    switch (attribute->type) {
    case GTY_A_TARGET:
        return attribute->length <= GTY_PATH_MAX && text[0] == '/' && clean_path(text);
    case GTY_A_SOURCE:
    case GTY_A_PATH:
        return attribute->length <= GTY_PATH_MAX;
    case GTY_A_ARGS:
    case GTY_A_ENV:
        return attribute->length == 0 || ends_with_nul(attribute);
    case GTY_A_UID:
    case GTY_A_GID:
    case GTY_A_GROUPS:
        return verify_ids(attribute);
    case GTY_A_SLOT:
    case GTY_A_KEEP:
    case GTY_A_BASE:
        return attribute_number(attribute) < SLOTS_MAX;
    case GTY_A_CAPABILITY:
        return attribute_number(attribute) < 64;
    case GTY_A_ERRNO:
        return attribute_number(attribute) > 0 && attribute_number(attribute) < 4096;
    case GTY_A_KIND:
        return attribute_number(attribute) != 0 && !(attribute_number(attribute) & ~HOOK_KINDS_ALL);
    default:
        return true;
    }
}

// rtnetlink requests end to end, each asking for its acknowledgement.
static bool verify_requests(const struct attribute *value) {
    size_t at = 0;
    if (value->length == 0) return false;
    while (at < value->length) {
        struct nlmsghdr header;
        if (value->length - at < sizeof header) return false;
        memcpy(&header, value->data + at, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > value->length - at) return false;
        if (!(header.nlmsg_flags & NLM_F_ACK) || !(header.nlmsg_flags & NLM_F_REQUEST)) return false;
        at += GTY_ALIGN((size_t)header.nlmsg_len);
    }
    return true;
}

// What one attribute alone cannot show.
static bool verify_operation(const struct init *init, const struct operation *op) {
    switch (op->number) {
    case GTY_OP_JOIN_NAMESPACES:
        return init->namespaces != NULL;
    case GTY_OP_OOM_SCORE_ADJ:
        return init->oom_score_adj != NULL;
    case GTY_OP_TIME_OFFSETS:
        return init->offsets != NULL;
    case GTY_OP_ROOTFS:
        if (has(op, GTY_A_COPY_UP) && (has(op, GTY_A_RECURSIVE) || !has(op, GTY_A_FSTYPE))) return false;
        return string_of(op, GTY_A_PATH)[0] == '/';
    case GTY_OP_PARENT_PRIVATE:
    case GTY_OP_HOOK:
        return string_of(op, GTY_A_PATH)[0] == '/';
    case GTY_OP_BIND:
        // Without a source it is bound onto itself.
        if (has(op, GTY_A_SLOT) && has(op, GTY_A_SOURCE)) return false;
        return has(op, GTY_A_SLOT) || has(op, GTY_A_SOURCE) || has(op, GTY_A_ORDINARY);
    case GTY_OP_SYSCTL:
        return string_of(op, GTY_A_NAME)[0] && string_of(op, GTY_A_NAME)[0] != '/' &&
               op->values[GTY_A_NAME].length < GTY_PATH_MAX - 4 && clean_path(string_of(op, GTY_A_NAME));
    case GTY_OP_NETLINK:
        return verify_requests(&op->values[GTY_A_MESSAGE]);
    case GTY_OP_EXEC:
        return number_of(op, GTY_A_PRESERVE) <= (uint32_t)init->first - 3;
    default:
        return true;
    }
}

static size_t max_size(size_t a, size_t b) { return a > b ? a : b; }

static void add_needs(struct needs *needs, const struct operation *op) {
    const struct attribute *strings = &op->values[GTY_A_STRINGS];
    switch (op->number) {
    case GTY_OP_ARGUMENTS:
        needs->arguments.bytes += strings->length;
        needs->arguments.strings += count_nuls(strings);
        if (strings->length) needs->arguments.open = !ends_with_nul(strings);
        break;
    case GTY_OP_ENVIRONMENT:
        needs->environment.bytes += strings->length;
        needs->environment.strings += count_nuls(strings);
        if (strings->length) needs->environment.open = !ends_with_nul(strings);
        break;
    case GTY_OP_HOOK_STATE:
        needs->state_bytes += op->values[GTY_A_CHUNK].length;
        break;
    case GTY_OP_HOOK:
        needs->hook_strings =
            max_size(needs->hook_strings, count_nuls(&op->values[GTY_A_ARGS]) + count_nuls(&op->values[GTY_A_ENV]));
        break;
    default:
        break;
    }
    if (has(op, GTY_A_KEEP)) needs->kept = (uint32_t)max_size(needs->kept, number_of(op, GTY_A_KEEP) + 1);
    if (has(op, GTY_A_SLOT)) needs->slots = (uint32_t)max_size(needs->slots, number_of(op, GTY_A_SLOT) + 1);
}

static int verify_one(struct init *init, const struct attribute *attribute, struct needs *needs, int depth);

static int verify_fallback(struct init *init, const struct attribute *fallback, struct needs *needs, int depth) {
    struct reader reader = {.at = fallback->data, .left = fallback->length};
    struct attribute item;
    bool errors = false, operation = false;
    int result;
    while ((result = next_attribute(&reader, &item)) > 0) {
        if (operation) return -EBADMSG;
        if (item.type == GTY_A_ERRNO || item.type == GTY_A_QUIET) {
            if (!verify_attribute(&item)) return -EBADMSG;
            errors = errors || item.type == GTY_A_ERRNO;
            continue;
        }
        operation = true;
        // Its needs count too; what it appends may come instead of the operation's own.
        result = verify_one(init, &item, needs, depth + 1);
        if (result < 0) return result;
    }
    return result < 0 || !errors ? -EBADMSG : 0;
}

static int verify_one(struct init *init, const struct attribute *attribute, struct needs *needs, int depth) {
    struct operation op;
    if (depth > FALLBACK_DEPTH_MAX) return failed(init, -ELOOP, "read nested alternatives");
    int result = operation_parse(init, attribute, &op);
    if (result < 0) return result;
    if (!verify_operation(init, &op)) return failed(init, -EBADMSG, "verify an operation");
    if (has(&op, GTY_A_BASE) && number_of(&op, GTY_A_BASE) >= needs->kept)
        return failed(init, -EBADMSG, "find the mount that a path lies on");
    if (has(&op, GTY_A_BASE) || op.number == GTY_OP_MASK_PATH || op.number == GTY_OP_REOPEN_NULL)
        init->last_path = init->step;
    add_needs(needs, &op);
    struct reader reader = op.attributes;
    struct attribute value;
    while (next_attribute(&reader, &value) > 0) {
        if (value.type != GTY_A_FALLBACK) continue;
        init->failure.action = NULL;
        result = verify_fallback(init, &value, needs, depth);
        if (result < 0) return init->failure.action ? result : failed(init, result, "read an alternative");
    }
    return 0;
}

static int verify_attributes(struct init *init) {
    struct reader reader = {.at = init->data + GTY_NLMSG_HEADER, .left = init->size - GTY_NLMSG_HEADER};
    struct attribute value;
    int result;
    while ((result = next_attribute(&reader, &value)) > 0) {
        if (!verify_kind(bootstrap_kind(value.type), &value))
            return failed(init, -EBADMSG, "read an attribute of the message");
        if (value.type == GTY_ATTR_NS_PATHS) init->namespaces = (const char *)value.data;
        if (value.type == GTY_ATTR_OOM_SCORE_ADJ) init->oom_score_adj = (const char *)value.data;
        if (value.type == GTY_ATTR_TIME_OFFSETS) init->offsets = (const char *)value.data;
    }
    return result < 0 ? failed(init, result, "read the attributes of the message") : 0;
}

int verify_message(struct init *init, struct needs *needs) {
    memset(needs, 0, sizeof *needs);
    int result = verify_attributes(init);
    if (result < 0) return result;
    struct operation_reader reader = operations_of(init);
    struct attribute operation = {0};
    while ((result = next_operation(&reader, &operation)) > 0) {
        init->step++;
        result = verify_one(init, &operation, needs, 0);
        if (result < 0) return result;
    }
    if (result < 0) return failed(init, result, "read the list of operations");
    if (operation.type != GTY_OP_EXEC) return failed(init, -EBADMSG, "find the operation that executes at the end");
    if (needs->arguments.strings == 0 || needs->arguments.open || needs->environment.open)
        return failed(init, -EBADMSG, "find the end of the arguments and the environment");
    init->step = 0;
    init->failure.operation = 0;
    return 0;
}
