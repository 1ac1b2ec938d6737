// SPDX-License-Identifier: Apache-2.0
#include "resolve/paths.h"

struct gty_text gty_rootfs_path(struct gty_arena *arena, const struct gty_config *config, struct gty_text bundle) {
    return gty_path_join(arena, bundle, config->root_path);
}

struct gty_text gty_mount_destination(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text rootfs) {
    struct gty_text path = gty_path_clean_rooted(arena, mount->destination);
    if (!gty_path_is_below(path, rootfs)) return path;
    struct gty_text inside = {path.data + rootfs.length, path.length - rootfs.length};
    return gty_path_clean_rooted(arena, inside);
}

struct gty_text gty_bind_source(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text bundle) {
    return gty_path_join(arena, bundle, mount->source);
}
