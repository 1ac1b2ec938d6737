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

// gty_report with the rule: node, help, format and its arguments follow. They are not evaluated when the finding is not
// kept.
#define gty_find(diagnostics, rule, ...)                                                                               \
    (gty_diagnostics_full(diagnostics) ? gty_diagnostics_drop((diagnostics), &gty_rules[rule])                         \
                                       : gty_report((diagnostics), &gty_rules[rule], __VA_ARGS__))

#endif
