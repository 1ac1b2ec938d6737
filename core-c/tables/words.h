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

// Words of the runtime spec, in oci_words.c. Several of a value: the first is its name.
extern const struct gty_word gty_namespace_words[];            // as "network"; enum gty_namespace_type
extern const struct gty_word gty_device_type_words[];          // as "c"; the letter
extern const struct gty_word gty_device_rule_type_words[];     // as "a"; the letter
extern const struct gty_word gty_propagation_name_words[];     // as "rslave"; MS_*
extern const struct gty_word gty_scheduler_policy_words[];     // as "SCHED_OTHER"
extern const struct gty_word gty_scheduler_flag_words[];       // as "SCHED_FLAG_RECLAIM"
extern const struct gty_word gty_io_priority_class_words[];    // as "IOPRIO_CLASS_BE"
extern const struct gty_word gty_personality_domain_words[];   // as "LINUX32"; PER_*
extern const struct gty_word gty_memory_policy_mode_words[];   // as "MPOL_BIND"
extern const struct gty_word gty_memory_policy_flag_words[];   // as "MPOL_F_STATIC_NODES"
extern const struct gty_word gty_seccomp_action_words[];       // as "SCMP_ACT_ERRNO"; SECCOMP_RET_*
extern const struct gty_word gty_seccomp_operator_words[];     // as "SCMP_CMP_EQ"; libseccomp's numbers
extern const struct gty_word gty_seccomp_architecture_words[]; // as "SCMP_ARCH_X86_64"; AUDIT_ARCH_*
extern const struct gty_word gty_seccomp_flag_words[];         // as "SECCOMP_FILTER_FLAG_LOG"

// NULL if there is none.
const char *gty_word_name(const struct gty_word *words, uint64_t value);
// False if there is none of that name.
bool gty_word_value(const struct gty_word *words, struct gty_text name, uint64_t *value);

#endif
