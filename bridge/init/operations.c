// SPDX-License-Identifier: Apache-2.0
#include "operations.h"

#define MUST(name) {.number = GTY_A_##name, .required = true},
#define MAY(name) {.number = GTY_A_##name},
#define REPEATED(name) {.number = GTY_A_##name, .repeated = true},
#define INIT_OPERATION(number, name, function, words, asks, attributes)                                                \
    static const struct operation_attribute attributes_of_##name[] = {attributes REPEATED(FALLBACK){0}};
#include <gantry/operations.def>

static const struct operation_rule rules[GTY_OPERATION_END - GTY_OPERATION_FIRST] = {
#define INIT_OPERATION(number, name, function, ...)                                                                    \
    [number - GTY_OPERATION_FIRST] = {.run = function, .attributes = attributes_of_##name},
#include <gantry/operations.def>
};

const struct operation_rule *operation_rule(uint32_t number) {
    if (number < GTY_OPERATION_FIRST || number >= GTY_OPERATION_END) return NULL;
    const struct operation_rule *rule = &rules[number - GTY_OPERATION_FIRST];
    return rule->run ? rule : NULL;
}

const struct operation_attribute *attribute_of(const struct operation_rule *rule, uint32_t number) {
    for (const struct operation_attribute *one = rule->attributes; one->number; one++)
        if (one->number == number) return one;
    return NULL;
}
