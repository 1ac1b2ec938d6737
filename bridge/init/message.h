// SPDX-License-Identifier: Apache-2.0
//
// Reading the bootstrap message. All of it is checked before the first operation runs, so that a damaged message
// changes nothing.
#ifndef GANTRY_INIT_MESSAGE_H
#define GANTRY_INIT_MESSAGE_H

#include "init.h"

struct attribute {
    uint32_t type, length;
    const uint8_t *data;
};

struct reader {
    const uint8_t *at;
    size_t left;
};

struct operation {
    uint32_t number;
    struct reader attributes;
    struct attribute values[GTY_ATTRIBUTE_END]; // by number; of a repeated one the last. data is NULL where absent
};

// Maps and checks the message, and prepares the memory that its operations need.
int message_load(struct init *init);

// 1: an attribute; 0: the end; negative: malformed.
int next_attribute(struct reader *reader, struct attribute *attribute);
// The operations of the whole message, over the borders of its lists.
struct operation_reader {
    struct reader message, list;
};
struct operation_reader operations_of(const struct init *init);
int next_operation(struct operation_reader *reader, struct attribute *operation);
// Takes an operation apart and checks it against the table.
int operation_parse(struct init *init, const struct attribute *attribute, struct operation *operation);

static inline bool has(const struct operation *operation, enum gty_attribute attribute) {
    return operation->values[attribute].data != NULL;
}
static inline const char *string_of(const struct operation *operation, enum gty_attribute attribute) {
    return (const char *)operation->values[attribute].data;
}
uint32_t attribute_number(const struct attribute *attribute);
// 0 where absent.
uint32_t number_of(const struct operation *operation, enum gty_attribute attribute);
uint64_t set_of(const struct operation *operation, enum gty_attribute attribute);

#endif
