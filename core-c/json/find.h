// SPDX-License-Identifier: Apache-2.0
//
// Findings about values of a document.
#ifndef GANTRY_JSON_FIND_H
#define GANTRY_JSON_FIND_H

#include "finding/rules.h"
#include "json/json.h"

// A finding about the value `node`, or the whole first document if NULL; otherwise as gty_report_at.
struct gty_diagnostic *gty_report(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                  const struct gty_json *node, const char *help, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

// gty_report with the rule: node, help, format and its arguments follow. They are not evaluated when the finding is not
// kept.
#define gty_find(diagnostics, rule, ...)                                                                               \
    (gty_diagnostics_full(diagnostics) ? gty_diagnostics_drop((diagnostics), &gty_rules[rule])                         \
                                       : gty_report((diagnostics), &gty_rules[rule], __VA_ARGS__))

// Adds a value to a finding; either may be NULL: then there is nothing to add.
void gty_relate(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, const struct gty_json *node,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
