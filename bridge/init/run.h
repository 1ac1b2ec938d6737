// SPDX-License-Identifier: Apache-2.0
//
// The loop over the operations.
#ifndef GANTRY_INIT_RUN_H
#define GANTRY_INIT_RUN_H

#include "init.h"

// Ends in the user's program, or gives up.
_Noreturn void run_message(struct init *init);

#endif
