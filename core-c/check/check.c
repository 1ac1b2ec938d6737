// SPDX-License-Identifier: Apache-2.0
#include "check/check.h"

#include "check/areas.h"

enum { CONFIG = 1, PROCESS = 2, RESOURCES = 4 };

static const struct {
    gty_area_function *check;
    unsigned documents;
} areas[] = {
#define AREA(name, documents) {gty_check_##name, documents},
#include "check/areas.def"
#undef AREA
};

// State and features are read, and that is all.
static unsigned document_of(enum gty_input input) {
    if (input < GTY_INPUT_PROCESS) return CONFIG;
    return input == GTY_INPUT_PROCESS ? PROCESS : input == GTY_INPUT_RESOURCES ? RESOURCES : 0;
}

void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_options *options,
               const struct gty_host *host) {
    unsigned document = document_of(options->input);
    struct gty_config read = *config;
    // A process is for a container that is there: what that needs is not said in it.
    if (document == PROCESS) read.namespaces[GTY_NS_MNT].present = true;
    struct gty_checker checker = {
        .arena = diagnostics->arena, .diagnostics = diagnostics, .config = &read, .options = options, .host = host};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        if (areas[i].documents & document) areas[i].check(&checker);
}
