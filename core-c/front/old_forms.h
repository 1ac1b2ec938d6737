// SPDX-License-Identifier: Apache-2.0
//
// Forms that libcontainer's own configs and those of 2015 have in common.
#ifndef GANTRY_FRONT_OLD_FORMS_H
#define GANTRY_FRONT_OLD_FORMS_H

#include "front/translate.h"

// One list of capability names, with CAP_ or without: bounding, effective, permitted and inheritable.
gty_rename_function gty_move_capabilities;
// The number of a device's type, as its letter; the reader says what is wrong with others.
gty_rename_function gty_move_device_type;
// "8:0 500", a line that is written into a file of blkio, as the list that it stands for, its number named `with`;
// lists are taken as they are.
gty_rename_function gty_move_block_line;
// -1 is the kernel's default: unset.
gty_rename_function gty_move_swappiness;
// A class of net_cls as text, decimal or hexadecimal.
gty_rename_function gty_move_class;

// Adds the rule that lets a translated device be used, with the letters of `permissions`, which may be NULL.
void gty_add_device_rule(struct gty_translator *translator, struct gty_tree_end *rules, struct gty_json *device,
                         const struct gty_json *permissions, bool allow);
// The rule for all devices.
void gty_add_rule_for_all(struct gty_translator *translator, struct gty_tree_end *rules, bool allow,
                          const struct gty_json *origin);

#endif
