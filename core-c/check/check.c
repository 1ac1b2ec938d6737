// SPDX-License-Identifier: Apache-2.0
#include "check/check.h"

#include "check/areas.h"

#define AREA(name) gty_check_##name,
static gty_area_function *const areas[] = {GTY_AREAS(AREA)};

static gty_area_function *const process_areas[] = {gty_check_process,  gty_check_environment, gty_check_capabilities,
                                                   gty_check_rlimits,  gty_check_scheduling,  gty_check_labels,
                                                   gty_check_supported};
static gty_area_function *const resources_areas[] = {
    gty_check_devices, gty_check_device_rules,   gty_check_memory,      gty_check_cpu,       gty_check_other_limits,
    gty_check_unified, gty_check_cgroup_version, gty_check_controllers, gty_check_supported,
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void run(gty_area_function *const *list, size_t count, const struct gty_checker *checker) {
    for (size_t i = 0; i < count; i++) list[i](checker);
}

// It is for a container that is there: what that needs is not said in it.
static void check_process(struct gty_checker checker) {
    struct gty_config config = *checker.config;
    config.namespaces[GTY_NS_MNT].present = true;
    checker.config = &config;
    run(process_areas, COUNT(process_areas), &checker);
}

void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_options *options,
               const struct gty_host *host) {
    struct gty_checker checker = {
        .arena = diagnostics->arena, .diagnostics = diagnostics, .config = config, .options = options, .host = host};
    if (options->input < GTY_INPUT_PROCESS)
        run(areas, COUNT(areas), &checker);
    else if (options->input == GTY_INPUT_PROCESS)
        check_process(checker);
    else if (options->input == GTY_INPUT_RESOURCES)
        run(resources_areas, COUNT(resources_areas), &checker);
}
