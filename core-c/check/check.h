// SPDX-License-Identifier: Apache-2.0
//
// The rules that a config must obey before it can be planned. What they are called and how much they matter stands in
// tables/rules.def; the files here are the areas. All findings are reported, not just the first.
#ifndef GANTRY_CHECK_CHECK_H
#define GANTRY_CHECK_CHECK_H

#include "model/config.h"
#include "model/host.h"
#include "model/options.h"

// All of a config, and of another document (options->input) what is in it.
void gty_check(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_options *options,
               const struct gty_host *host);

#endif
