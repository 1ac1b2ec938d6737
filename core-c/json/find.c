// SPDX-License-Identifier: Apache-2.0
#include "json/find.h"

static struct gty_place place_of(struct gty_arena *arena, const struct gty_json *node) {
    return (struct gty_place){node->offset, node->end, gty_json_pointer(arena, node)};
}

struct gty_diagnostic *gty_report(struct gty_diagnostics *diagnostics, const struct gty_rule_row *rule,
                                  const struct gty_json *node, const char *help, const char *format, ...) {
    if (gty_diagnostics_full(diagnostics)) return gty_diagnostics_drop(diagnostics, rule);
    struct gty_place place = node ? place_of(diagnostics->arena, node) : gty_whole(diagnostics);
    va_list arguments;
    va_start(arguments, format);
    struct gty_diagnostic *kept = gty_vreport_at(diagnostics, rule, place, help, format, arguments);
    va_end(arguments);
    return kept;
}

void gty_relate(struct gty_diagnostics *diagnostics, struct gty_diagnostic *finding, const struct gty_json *node,
                const char *format, ...) {
    if (!finding || !node) return;
    va_list arguments;
    va_start(arguments, format);
    gty_vrelate_at(diagnostics, finding, place_of(diagnostics->arena, node), format, arguments);
    va_end(arguments);
}
