// SPDX-License-Identifier: Apache-2.0
//
// The tables of messages, attributes and operations, made from the lists of gantry/bootstrap.h.
#ifndef GANTRY_NETLINK_ATTRIBUTES_H
#define GANTRY_NETLINK_ATTRIBUTES_H

#include <stdint.h>

#include "gantry/bootstrap.h"

enum gty_kind {
    GTY_KIND_U32,
    GTY_KIND_U64,
    GTY_KIND_STRING,
    GTY_KIND_BYTES,
    GTY_KIND_STRINGS,
    GTY_KIND_NEST,
    GTY_KIND_CLONE_FLAGS,
    GTY_KIND_MOUNT_ATTR,
    GTY_KIND_PROPAGATION,
    GTY_KIND_MODE,
    GTY_KIND_CAPS,
    GTY_KIND_CAP,
    GTY_KIND_ERRNO,
    GTY_KIND_HOOK_KIND,
    GTY_KIND_OPERATION,
    GTY_KIND_FLAG,
    GTY_KIND_GROUPS,
};

struct gty_attribute_row {
    uint16_t number;
    enum gty_kind kind;
    const char *name;
};

struct gty_name_row {
    uint16_t number;
    const char *name;
};

// NULL if there is none.
const struct gty_attribute_row *gty_attribute_row(uint16_t number);
const struct gty_attribute_row *gty_bootstrap_row(uint16_t number);
const char *gty_operation_name(uint32_t number);
const char *gty_message_name(uint16_t number);
const char *gty_hook_kind_name(unsigned kind);

#endif
