// SPDX-License-Identifier: Apache-2.0
//
// How near a property's name comes to a known one.
#ifndef GANTRY_SPEC_NAMES_H
#define GANTRY_SPEC_NAMES_H

#include "base/text.h"

// Equal but for the case of ASCII letters.
bool gty_name_matches(struct gty_text name, const char *known);
// The number of edits between the two (an exchange of neighbours is one), or SIZE_MAX where there is nothing alike.
size_t gty_name_distance(struct gty_text name, const char *known);
// Of letters, digits, '-' and '_' only, and of a length that can be shown.
bool gty_name_is_plain(struct gty_text name);

#endif
