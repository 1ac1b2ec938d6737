// SPDX-License-Identifier: Apache-2.0
#include "netlink/attributes.h"

#include <stddef.h>

static const struct gty_attribute_row attributes[] = {
#define INIT_ATTRIBUTE(number, name, kind, word) {number, GTY_KIND_##kind, word},
#include "gantry/attributes.def"
};
static const struct gty_attribute_row bootstrap[] = {
#define BOOTSTRAP_ATTRIBUTE(number, name, kind, word) {number, GTY_KIND_##kind, word},
#include "gantry/attributes.def"
};
static const struct gty_name_row operations[] = {
#define INIT_OPERATION(number, name, function, words, ...) {number, words},
#include "gantry/operations.def"
};
static const struct gty_name_row messages[] = {
#define INIT_MESSAGE(number, name, words, ...) {number, words},
#include "gantry/messages.def"
};
#define HOOK_ROW(number, name, text) {number, text},
static const struct gty_name_row hooks[] = {GTY_HOOK_KINDS(HOOK_ROW)};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static const struct gty_attribute_row *attribute_in(const struct gty_attribute_row *rows, size_t count,
                                                    uint16_t number) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].number == number) return &rows[i];
    return NULL;
}

static const char *name_in(const struct gty_name_row *rows, size_t count, uint32_t number) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].number == number) return rows[i].name;
    return NULL;
}

const struct gty_attribute_row *gty_attribute_row(uint16_t number) {
    return attribute_in(attributes, COUNT(attributes), number);
}

const struct gty_attribute_row *gty_bootstrap_row(uint16_t number) {
    return attribute_in(bootstrap, COUNT(bootstrap), number);
}

const char *gty_operation_name(uint32_t number) { return name_in(operations, COUNT(operations), number); }
const char *gty_message_name(uint16_t number) { return name_in(messages, COUNT(messages), number); }
const char *gty_hook_kind_name(unsigned kind) { return name_in(hooks, COUNT(hooks), kind); }
