// SPDX-License-Identifier: Apache-2.0
//
// The table of operations, gantry/operations.def: for each number the function that carries it out and the attributes
// that it has.
#ifndef GANTRY_INIT_OPERATIONS_H
#define GANTRY_INIT_OPERATIONS_H

#include "message.h"

struct operation_attribute {
    uint16_t number;
    bool required, repeated;
};

struct operation_rule {
    int (*run)(struct init *init, const struct operation *op);
    const struct operation_attribute *attributes; // to one with number 0
};

// NULL for an unknown number.
const struct operation_rule *operation_rule(uint32_t number);
// NULL for one that the operation does not have.
const struct operation_attribute *attribute_of(const struct operation_rule *rule, uint32_t number);

#define INIT_OPERATION(number, name, function, ...) int function(struct init *init, const struct operation *op);
#include <gantry/operations.def>

// reaper.c: until nothing in the container could do it harm.
int wait_for_reaper(struct init *init);

#endif
