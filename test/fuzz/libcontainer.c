// SPDX-License-Identifier: Apache-2.0
//
// The front end for libcontainer's own config.
#include "front.h"

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    fuzz_front(arena, data, length, GTY_INPUT_LIBCONTAINER);
}
