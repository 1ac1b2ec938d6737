// SPDX-License-Identifier: Apache-2.0
//
// A sandbox's config says so in an annotation. Its programs write to folders of the host and may have prepared them for
// the next one, so that it is read more strictly than the specification: what is bound, and where, is reached through
// no symbolic link, a working directory that is missing is not made, and the root filesystem is only a pattern, of
// which the container has a copy in memory.
#ifndef GANTRY_PLAN_SANDBOX_H
#define GANTRY_PLAN_SANDBOX_H

#include "plan/planner.h"

#define GTY_SANDBOX_ANNOTATION "org.gantry.sandbox"

bool gty_is_sandbox(const struct gty_config *config);
// True of a bind mount whose source is its own target: a directory becomes a mount, which cannot be renamed.
bool gty_binds_itself(const struct gty_planner *planner, struct gty_text source, struct gty_text target);

#endif
