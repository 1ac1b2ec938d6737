// SPDX-License-Identifier: Apache-2.0
//
// The parts of the front end for the pair of 2015.
#ifndef GANTRY_FRONT_OCF_PARTS_H
#define GANTRY_FRONT_OCF_PARTS_H

#include "front/translate.h"

// A mount of the runtime.json, and the place of the config.json that names it.
struct gty_ocf_mount {
    const struct gty_json *mount, *point;
};

struct gty_ocf_pair {
    const struct gty_json *config, *runtime; // `runtime` is NULL where there is none
    const struct gty_json *runtime_mounts;
    struct gty_ocf_mount *mounts; // sorted by name
    size_t mount_count;
};

// ocf_mounts.c. First the mounts of the runtime.json are listed, then those of the config.json are translated, and then
// those that were not named are reported.
void gty_ocf_list_mounts(struct gty_translator *translator, struct gty_ocf_pair *pair);
gty_rename_function gty_ocf_move_mounts;
void gty_ocf_report_unnamed(struct gty_translator *translator, const struct gty_ocf_pair *pair);

// ocf_runtime.c
extern const struct gty_renames gty_ocf_runtime_table;
// What the runtime.json makes of other properties when all of them are translated.
void gty_ocf_finish_runtime(struct gty_translator *translator, const struct gty_ocf_pair *pair);

#endif
