// SPDX-License-Identifier: Apache-2.0
#include "check/check.h"

#include "check/areas.h"

#define AREA(name) gty_check_##name,
static gty_area_function *const areas[] = {GTY_AREAS(AREA)};

void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_facts *facts) {
    const struct gty_checker checker = {
        .arena = diagnostics->arena, .diagnostics = diagnostics, .config = config, .facts = facts};
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) areas[i](&checker);
}
