// SPDX-License-Identifier: Apache-2.0
//
// The steps of a v1 hierarchy. The directory is new: values of the kernel's defaults need no care for order.
#include "cgroup/controller.h"

void gty_cgroup_plan_v1(struct gty_cgroup *cgroup, size_t index) {
    const struct gty_texts *names = &cgroup->host->v1[index].controllers;
    struct gty_text directory = cgroup->v1_directories[index];
    gty_cgroup_visit fill = NULL;
    for (const struct gty_controller *const *one = gty_controllers; *one; one++)
        if ((*one)->fill_v1 && gty_texts_have(names, (*one)->name)) fill = (*one)->fill_v1;
    gty_cgroup_levels(cgroup, gty_cgroup_v1_base(cgroup, index), directory, fill);
    for (const struct gty_controller *const *one = gty_controllers; *one; one++)
        if (gty_texts_have(names, (*one)->name)) gty_controller_write(cgroup, *one, false, directory);
    if (gty_texts_have(names, "devices")) gty_cgroup_v1_devices(cgroup, directory);
}
