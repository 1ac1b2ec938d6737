// SPDX-License-Identifier: Apache-2.0
//
// Every finding that the front end can make, by name. The list is rules.def.
#ifndef GANTRY_FINDING_RULES_H
#define GANTRY_FINDING_RULES_H

#include "finding/diagnostic.h"

enum gty_rule {
#define GTY_RULE(name, code, severity, section, text) GTY_RULE_##name,
#include "finding/rules.def"
#undef GTY_RULE
    GTY_RULE_COUNT
};

extern const struct gty_rule_row gty_rules[GTY_RULE_COUNT];

#endif
