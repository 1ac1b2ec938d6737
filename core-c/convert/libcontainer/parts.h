// SPDX-License-Identifier: Apache-2.0
//
// The parts of the writer of libcontainer's config.
#ifndef GANTRY_CONVERT_LIBCONTAINER_PARTS_H
#define GANTRY_CONVERT_LIBCONTAINER_PARTS_H

#include "front/translate.h"
#include "model/options.h"

struct gty_writing {
    const struct gty_options *options;
    const struct gty_json *config; // the OCI config
};

// libcontainer.c
extern const struct gty_elements gty_to_libcontainer_ids;
// A path of the host, which is absolute there.
struct gty_json *gty_to_host_path(struct gty_translator *translator, const struct gty_json *path);

// libcontainer_mounts.c
extern const struct gty_elements gty_to_libcontainer_mounts;

// libcontainer_linux.c
extern const struct gty_renames gty_to_libcontainer_linux;
void gty_to_libcontainer_finish(struct gty_translator *translator);

// libcontainer_resources.c
extern const struct gty_renames gty_to_libcontainer_resources;

// libcontainer_seccomp.c
gty_rename_function gty_to_libcontainer_seccomp;

// A name as the number that `with` has for it; an empty one is none.
gty_rename_function gty_move_number_of;

#endif
