// SPDX-License-Identifier: Apache-2.0
//
// Numbers with names: flags, errnos, capabilities. Data only in the .c files; these are the look-ups.
#ifndef GANTRY_TABLES_WORDS_H
#define GANTRY_TABLES_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct gty_word {
    uint64_t value;
    const char *name; // as the kernel's headers write it, without the common prefix
};

// Ends with a NULL name. A value stands before those that it contains.
extern const struct gty_word gty_clone_words[];       // CLONE_NEW…, as "NEWNS"
extern const struct gty_word gty_mount_attr_words[];  // MOUNT_ATTR_…, as "RDONLY"; the atime field by its values
extern const struct gty_word gty_propagation_words[]; // MS_…, as "SLAVE", "REC"
extern const struct gty_word gty_errno_words[];       // as "ENOENT"
extern const struct gty_word gty_capability_words[];  // as "CAP_CHOWN"; the value is the number, not the bit
extern const struct gty_word gty_rlimit_words[];      // as "RLIMIT_NOFILE"

// NULL if there is none.
const char *gty_word_name(const struct gty_word *words, uint64_t value);
// False if there is none of that name.
bool gty_word_value(const struct gty_word *words, struct gty_text name, uint64_t *value);

#endif
