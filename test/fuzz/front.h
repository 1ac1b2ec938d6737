// SPDX-License-Identifier: Apache-2.0
#ifndef GANTRY_FUZZ_FRONT_H
#define GANTRY_FUZZ_FRONT_H

#include "front/source.h"
#include "fuzz.h"

// A config in a language into the model. Behind a NUL the input may have the second document of a pair.
void fuzz_front(struct gty_arena *arena, const uint8_t *data, size_t length, enum gty_input language);

#endif
