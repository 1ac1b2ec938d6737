// SPDX-License-Identifier: Apache-2.0
//
// Argument vectors for execve, made in the arena.
#ifndef GANTRY_INIT_VECTOR_H
#define GANTRY_INIT_VECTOR_H

#include "init.h"

// Adds a pointer to each string of `data` to the arena's vector from `at` on, and a NULL; returns the next free place,
// or 0 if there is none.
size_t vector_add(struct init *init, size_t at, const char *data, size_t length);
// Appends bytes; the arena was measured for all of the message.
int collect(struct init *init, struct collected *collected, const void *data, size_t length);
// The value of a variable in the environment collected so far; the last one counts.
const char *environment_value(const struct init *init, const char *name);
// Signals as a program expects them: nothing blocked, nothing ignored.
void reset_signals(void);

#endif
