// SPDX-License-Identifier: Apache-2.0
//
// What the readers of the options document share.
#ifndef GANTRY_MODEL_OPTION_VALUES_H
#define GANTRY_MODEL_OPTION_VALUES_H

#include "model/read.h"

// The index of a word among `names`, or -1 and a report.
int gty_option_word(struct gty_reader *reader, const struct gty_json *node, const char *const *names, size_t count,
                    const char *help);
#define GTY_OPTION_WORD(names, help) gty_option_word(reader, node, (names), sizeof(names) / sizeof *(names), (help))

// Reports a path that is not absolute.
void gty_option_absolute(struct gty_reader *reader, const struct gty_json *node, struct gty_text path,
                         const char *name);
// Reports an object without that member.
void gty_option_require(struct gty_reader *reader, const struct gty_json *object, const char *name);

#endif
