// SPDX-License-Identifier: Apache-2.0
#include "finding/rules.h"

const struct gty_rule_row gty_rules[GTY_RULE_COUNT] = {
#define GTY_RULE(name, code, severity, section, text) [GTY_RULE_##name] = {code, GTY_##severity, section, text},
#include "finding/rules.def"
#undef GTY_RULE
};
