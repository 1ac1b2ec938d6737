// SPDX-License-Identifier: Apache-2.0
//
// How near a property's name comes to a known one.
#ifndef GANTRY_MODEL_NAMES_H
#define GANTRY_MODEL_NAMES_H

#include "base/text.h"

// Equal but for the case of ASCII letters.
bool gty_name_matches(struct gty_text name, const char *known);
// The number of edits between the two (an exchange of neighbours is one), or SIZE_MAX where there is nothing alike.
size_t gty_name_distance(struct gty_text name, const char *known);
// The name that `name` was meant to be, of `count` rows of a table that begin with theirs and are `size` bytes long;
// NULL where none is near.
const char *gty_name_nearest(struct gty_text name, const void *rows, size_t count, size_t size);
// Of letters, digits, '-' and '_' only, and of a length that can be shown.
bool gty_name_is_plain(struct gty_text name);

#endif
