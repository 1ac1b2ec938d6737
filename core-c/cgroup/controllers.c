// SPDX-License-Identifier: Apache-2.0
#include "cgroup/controller.h"

const struct gty_controller *const gty_controllers[] = {
    &gty_memory_controller, &gty_cpu_controller, &gty_cpuset_controller, &gty_pids_controller, NULL,
};

const char *const gty_cgroup_if_there[] = {"ENOENT", NULL};

static const void *member_of(const struct gty_resources *resources, const struct gty_setting *setting) {
    return (const char *)resources + setting->member;
}

const struct gty_number *gty_setting_number(const struct gty_resources *resources, const struct gty_setting *setting) {
    return setting->type == GTY_NUMBER_MEMBER ? member_of(resources, setting) : NULL;
}

bool gty_setting_is_set(const struct gty_resources *resources, const struct gty_setting *setting) {
    const void *member = member_of(resources, setting);
    if (setting->type == GTY_TEXT_MEMBER) return ((const struct gty_text *)member)->length > 0;
    if (setting->type == GTY_FLAG_MEMBER) return *(const bool *)member;
    const struct gty_number *number = member;
    if (!number->present || (setting->negative_unsets && number->value < 0)) return false;
    return number->value || setting->zero_counts;
}

bool gty_controller_wanted(const struct gty_resources *resources, const struct gty_controller *controller,
                           const struct gty_json **node) {
    bool wanted = false;
    *node = NULL;
    for (const struct gty_setting *setting = controller->settings; setting->name; setting++) {
        if (!gty_setting_is_set(resources, setting)) continue;
        const struct gty_number *number = gty_setting_number(resources, setting);
        if (!*node && number && !setting->negative_unsets) *node = number->node;
        wanted = true;
    }
    if (wanted && !*node) *node = resources->node;
    return wanted;
}

struct gty_text gty_cgroup_number(const struct gty_cgroup *cgroup, int64_t value) {
    return gty_text_format(cgroup->arena, "%lld", (long long)value);
}

struct gty_text gty_cgroup_number_or_max(const struct gty_cgroup *cgroup, int64_t value) {
    return value < 0 ? GTY_TEXT("max") : gty_cgroup_number(cgroup, value);
}

static struct gty_text value_of(const struct gty_cgroup *cgroup, const struct gty_setting *setting) {
    const struct gty_resources *resources = &cgroup->config->resources;
    if (!gty_setting_is_set(resources, setting)) return GTY_TEXT("");
    if (setting->type == GTY_TEXT_MEMBER) return *(const struct gty_text *)member_of(resources, setting);
    if (setting->type == GTY_FLAG_MEMBER) return GTY_TEXT("1");
    return gty_cgroup_number(cgroup, ((const struct gty_number *)member_of(resources, setting))->value);
}

void gty_controller_write(struct gty_cgroup *cgroup, const struct gty_controller *controller, bool v2,
                          struct gty_text directory) {
    for (int first = 1; first >= 0; first--)
        for (const struct gty_setting *setting = controller->settings; setting->name; setting++) {
            const struct gty_cgroup_file *file = v2 ? &setting->v2 : &setting->v1;
            const char *const *skip = NULL;
            if (!file->name || file->first != first) continue;
            struct gty_text value = file->value ? file->value(cgroup, &skip) : value_of(cgroup, setting);
            if (value.length) gty_cgroup_write(cgroup, directory, file->name, value, skip);
        }
}
