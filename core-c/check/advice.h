// SPDX-License-Identifier: Apache-2.0
//
// Security advice, off by default: nothing here is wrong, but each weakens what keeps the container from the host.
#ifndef GANTRY_CHECK_ADVICE_H
#define GANTRY_CHECK_ADVICE_H

#include "check/areas.h"

gty_area_function gty_advise_mounts, gty_advise_process, gty_advise_isolation, gty_advise_devices, gty_advise_limits;

// A place to point at where a property is missing.
static inline const struct gty_json *gty_linux_or_document(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    return config->linux_node ? config->linux_node : config->document;
}

#endif
