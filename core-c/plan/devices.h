// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_PLAN_DEVICES_H
#define GANTRY_PLAN_DEVICES_H

#include "model/config.h"

// True if the config has a device at this path, which then replaces the default one and its rule.
bool gty_is_configured_device(const struct gty_config *config, const char *path);

#endif
