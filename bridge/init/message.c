// SPDX-License-Identifier: Apache-2.0
#include "message.h"

#include <linux/memfd.h>

#include "operations.h"
#include "proc.h"
#include "string.h"
#include "verify.h"

#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 0x20
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

int next_attribute(struct reader *reader, struct attribute *attribute) {
    if (reader->left == 0) return 0;
    uint16_t header[2]; // length, type
    if (reader->left < GTY_NLA_HEADER) return -EBADMSG;
    memcpy(header, reader->at, sizeof header);
    if (header[0] < GTY_NLA_HEADER || header[0] > reader->left) return -EBADMSG;
    attribute->type = header[1];
    attribute->length = header[0] - GTY_NLA_HEADER;
    attribute->data = reader->at + GTY_NLA_HEADER;
    // The last one may lack its padding.
    size_t step = GTY_ALIGN((size_t)header[0]);
    if (step > reader->left) step = reader->left;
    reader->at += step;
    reader->left -= step;
    return 1;
}

struct operation_reader operations_of(const struct init *init) {
    return (struct operation_reader){
        .message = {.at = init->data + GTY_NLMSG_HEADER, .left = init->size - GTY_NLMSG_HEADER}};
}

int next_operation(struct operation_reader *reader, struct attribute *operation) {
    for (;;) {
        int result = next_attribute(&reader->list, operation);
        if (result != 0) return result;
        struct attribute list;
        do {
            result = next_attribute(&reader->message, &list);
            if (result <= 0) return result;
        } while (list.type != GTY_ATTR_OPERATIONS);
        reader->list = (struct reader){.at = list.data, .left = list.length};
    }
}

uint32_t attribute_number(const struct attribute *attribute) {
    uint32_t value = 0;
    if (attribute->data && attribute->length == sizeof value) memcpy(&value, attribute->data, sizeof value);
    return value;
}

uint32_t number_of(const struct operation *operation, enum gty_attribute attribute) {
    return attribute_number(&operation->values[attribute]);
}

uint64_t set_of(const struct operation *operation, enum gty_attribute attribute) {
    const struct attribute *value = &operation->values[attribute];
    uint64_t set = 0;
    if (value->data && value->length == sizeof set) memcpy(&set, value->data, sizeof set);
    return set;
}

int operation_parse(struct init *init, const struct attribute *attribute, struct operation *operation) {
    const struct operation_rule *rule = operation_rule(attribute->type);
    // The supervisor knows the same numbers: it gets no other.
    init->failure.operation = rule ? attribute->type : 0;
    if (!rule) return failed(init, -EOPNOTSUPP, "read an operation that this init does not know");
    memset(operation, 0, sizeof *operation);
    operation->number = attribute->type;
    operation->attributes = (struct reader){.at = attribute->data, .left = attribute->length};
    struct reader reader = operation->attributes;
    struct attribute value;
    int result;
    while ((result = next_attribute(&reader, &value)) > 0) {
        const struct operation_attribute *known = attribute_of(rule, value.type);
        if (!known) return failed(init, -EOPNOTSUPP, "read an attribute that this operation does not have");
        if (operation->values[value.type].data && !known->repeated)
            return failed(init, -EBADMSG, "read a repeated attribute");
        if (!verify_attribute(&value)) return failed(init, -EBADMSG, "read a malformed attribute");
        operation->values[value.type] = value;
    }
    if (result < 0) return failed(init, result, "read the attributes of an operation");
    for (const struct operation_attribute *one = rule->attributes; one->number; one++)
        if (one->required && !operation->values[one->number].data)
            return failed(init, -EBADMSG, "read an operation without a required attribute");
    return 0;
}

static int map_message(struct init *init) {
    long seals = sys(fcntl, init->message, F_GET_SEALS);
    if (seals < 0) return failed(init, seals, "read the seals of the message");
    if ((seals & SEALS) != SEALS) return failed(init, -EPERM, "verify that the message is sealed");
    struct stat status;
    long result = stat_fd(init->message, &status);
    if (result < 0) return failed(init, result, "stat the message");
    if (status.st_size < GTY_NLMSG_HEADER || status.st_size > GTY_MESSAGE_MAX)
        return failed(init, -EMSGSIZE, "read the message");
    long data = syscall6(__NR_mmap, 0, status.st_size, PROT_READ, MAP_PRIVATE, init->message, 0);
    if (data < 0 && data > -4096) return failed(init, data, "map the message");
    init->data = (const uint8_t *)data;
    close_fd(init->message);
    init->message = -1;

    uint32_t length;
    uint16_t type;
    memcpy(&length, init->data, sizeof length);
    memcpy(&type, init->data + sizeof length, sizeof type);
    if (type != GTY_MSG_INIT) return failed(init, -EBADMSG, "read a message of another type");
    if (length < GTY_NLMSG_HEADER || GTY_ALIGN((size_t)length) != GTY_ALIGN((size_t)status.st_size) ||
        length > (size_t)status.st_size)
        return failed(init, -EBADMSG, "read a message of another length");
    init->size = length;
    return 0;
}

// Cuts the next part from the arena.
static void *take(uint8_t **arena, size_t size) {
    void *part = *arena;
    *arena += (size + 7) & ~(size_t)7;
    return part;
}

static int map_arena(struct init *init, const struct needs *needs) {
    size_t arguments = needs->arguments.bytes;
    // HOME= and its value, the pid and the closing brace come from the init itself.
    size_t environment = needs->environment.bytes + sizeof "HOME=" + GTY_PATH_MAX;
    size_t state = needs->state_bytes + 32;
    size_t process = needs->arguments.strings + needs->environment.strings + 3;
    size_t hook = needs->hook_strings + needs->environment.strings + 3;
    init->vector_size = process > hook ? process : hook;
    size_t pointers = init->vector_size * sizeof *init->vector;
    size_t slots = needs->slots * sizeof *init->slots;
    size_t kept = needs->kept * sizeof *init->kept;
    size_t size = arguments + environment + state + pointers + slots + kept + 64;
    long arena = syscall6(__NR_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (arena < 0 && arena > -4096) return failed(init, arena, "map memory");

    uint8_t *at = (uint8_t *)arena;
    init->vector = take(&at, pointers);
    init->arguments = (struct collected){.data = take(&at, arguments), .size = arguments};
    init->environment = (struct collected){.data = take(&at, environment), .size = environment};
    init->state = (struct collected){.data = take(&at, state), .size = state};
    init->slots = take(&at, slots);
    init->slot_count = needs->slots;
    for (uint32_t i = 0; i < init->slot_count; i++) init->slots[i] = -1;
    init->kept = take(&at, kept);
    init->kept_count = needs->kept;
    for (uint32_t i = 0; i < init->kept_count; i++) init->kept[i].fd = -1;
    return 0;
}

int message_load(struct init *init) {
    struct needs needs;
    int result = map_message(init);
    if (result == 0) result = verify_message(init, &needs);
    if (result == 0) result = map_arena(init, &needs);
    if (result < 0 || !init->offsets) return result;
    // Later, as the root of a user namespace, this process may not open its own file.
    init->time_offsets = proc_file(init, "self/timens_offsets", O_WRONLY);
    return init->time_offsets < 0 ? failed(init, init->time_offsets, "open timens_offsets") : 0;
}
