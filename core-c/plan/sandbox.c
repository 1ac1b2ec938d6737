// SPDX-License-Identifier: Apache-2.0
#include "plan/sandbox.h"

#include "resolve/paths.h"

bool gty_is_sandbox(const struct gty_config *config) {
    for (size_t i = 0; i < config->annotations.count; i++)
        if (gty_text_is(config->annotations.items[i].name, GTY_SANDBOX_ANNOTATION))
            return gty_text_is(config->annotations.items[i].value, "true");
    return false;
}

bool gty_binds_itself(const struct gty_planner *planner, struct gty_text source, struct gty_text target) {
    if (!gty_is_sandbox(planner->config) || !gty_path_is_below(source, planner->rootfs)) return false;
    struct gty_text inside = {source.data + planner->rootfs.length, source.length - planner->rootfs.length};
    return gty_text_equal(gty_path_clean_rooted(planner->arena, inside), target);
}
