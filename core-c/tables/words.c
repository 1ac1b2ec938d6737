// SPDX-License-Identifier: Apache-2.0
#include "tables/words.h"

const char *gty_word_name(const struct gty_word *words, uint64_t value) {
    for (; words->name; words++)
        if (words->value == value) return words->name;
    return NULL;
}

bool gty_word_value(const struct gty_word *words, struct gty_text name, uint64_t *value) {
    for (; words->name; words++)
        if (gty_text_is(name, words->name)) {
            *value = words->value;
            return true;
        }
    return false;
}
