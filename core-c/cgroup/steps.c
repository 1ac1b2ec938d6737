// SPDX-License-Identifier: Apache-2.0
#include "cgroup/cgroup.h"

void gty_cgroup_add(struct gty_cgroup *cgroup, struct gty_cgroup_step step) {
    if (cgroup->step_count == cgroup->step_capacity) {
        size_t capacity = cgroup->step_capacity ? cgroup->step_capacity * 2 : 32;
        void *steps =
            gty_arena_grow(cgroup->arena, cgroup->steps, cgroup->step_capacity * sizeof step, capacity * sizeof step);
        if (!steps) return; // the caller of the core reports it
        cgroup->steps = steps;
        cgroup->step_capacity = capacity;
    }
    cgroup->steps[cgroup->step_count++] = step;
}

void gty_cgroup_write(struct gty_cgroup *cgroup, struct gty_text directory, const char *file, struct gty_text value,
                      const char *const *skip) {
    gty_cgroup_add(cgroup, (struct gty_cgroup_step){
                               .op = GTY_CGROUP_WRITE,
                               .path = gty_text_format(cgroup->arena, "%s/%s", directory.data, file),
                               .value = value,
                               .skip = skip,
                           });
}
