// SPDX-License-Identifier: Apache-2.0
//
// Paths of a config that mean something only together with the bundle.
#ifndef GANTRY_RESOLVE_PATHS_H
#define GANTRY_RESOLVE_PATHS_H

#include "model/config.h"

// The root filesystem, on the host.
struct gty_text gty_rootfs_path(struct gty_arena *arena, const struct gty_config *config, struct gty_text bundle);
// Where a mount goes, inside the root filesystem. A destination may also be written as the host sees it: the path of
// the root filesystem in front of it is taken away, as in runc.
struct gty_text gty_mount_destination(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text rootfs);
// What a bind mount shows, on the host.
struct gty_text gty_bind_source(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text bundle);

#endif
