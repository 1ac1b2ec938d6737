// SPDX-License-Identifier: Apache-2.0
//
// The sources of bind mounts.
#ifndef GANTRY_INIT_SOURCES_H
#define GANTRY_INIT_SOURCES_H

#include "message.h"

// A detached copy of the mount at SOURCE.
int open_source(struct init *init, const struct operation *op);
// Ends the source helper, if there is one.
void leave_source_helper(struct init *init);

#endif
