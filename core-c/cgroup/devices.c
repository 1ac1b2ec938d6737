// SPDX-License-Identifier: Apache-2.0
//
// Access to devices: rules in files of v1, a program in v2. A user namespace may do neither, and may make no nodes.
#include "tables/devices.h"
#include "cgroup/cgroup.h"
#include "cgroup/device_filter.h"
#include "resolve/device_rules.h"

// The kernel asks for CAP_SYS_ADMIN in the initial user namespace.
static const char *const denied[] = {"EPERM", NULL};

static const char *const *if_allowed(const struct gty_cgroup *cgroup) {
    return cgroup->host->user_namespace ? denied : NULL;
}

static void add_number(struct gty_buffer *text, uint32_t number) {
    if (number == GTY_ANY_NUMBER)
        gty_buffer_byte(text, '*');
    else
        gty_buffer_format(text, "%u", number);
}

static void write_rule(struct gty_cgroup *cgroup, struct gty_text directory, const struct gty_access_rule *rule,
                       char type, const char *const *skip) {
    struct gty_buffer text;
    gty_buffer_init(&text, cgroup->arena);
    gty_buffer_format(&text, "%c ", type);
    add_number(&text, rule->major);
    gty_buffer_byte(&text, ':');
    add_number(&text, rule->minor);
    gty_buffer_byte(&text, ' ');
    if (rule->access & GTY_ACCESS_READ) gty_buffer_byte(&text, 'r');
    if (rule->access & GTY_ACCESS_WRITE) gty_buffer_byte(&text, 'w');
    if (rule->access & GTY_ACCESS_MKNOD) gty_buffer_byte(&text, 'm');
    gty_cgroup_write(cgroup, directory, rule->allow ? "devices.allow" : "devices.deny",
                     gty_text_copy(cgroup->arena, (const char *)text.data, text.length), skip);
}

void gty_cgroup_v1_devices(struct gty_cgroup *cgroup, struct gty_text directory) {
    const char *const *skip = if_allowed(cgroup);
    struct gty_access_rules rules;
    if (!gty_device_rules(cgroup->arena, cgroup->config, &rules)) return;
    size_t first = gty_first_in_force(&rules);
    bool base = first && rules.items[first - 1].allow;
    gty_cgroup_write(cgroup, directory, base ? "devices.allow" : "devices.deny", GTY_TEXT("a"), skip);
    for (size_t i = first; i < rules.count; i++) {
        const struct gty_access_rule *rule = &rules.items[i];
        if (!rule->access) continue;
        // To the kernel "a" is everything, whatever stands behind it.
        if (rule->type == 'a') {
            write_rule(cgroup, directory, rule, 'b', skip);
            write_rule(cgroup, directory, rule, 'c', skip);
        } else {
            write_rule(cgroup, directory, rule, rule->type, skip);
        }
    }
}

void gty_cgroup_v2_devices(struct gty_cgroup *cgroup, struct gty_text directory) {
    struct gty_access_rules rules;
    struct gty_buffer program;
    gty_buffer_init(&program, cgroup->arena);
    if (!gty_device_rules(cgroup->arena, cgroup->config, &rules)) return;
    gty_device_filter(&rules, &program);
    gty_cgroup_add(cgroup, (struct gty_cgroup_step){
                               .op = GTY_CGROUP_DEVICE_FILTER,
                               .path = directory,
                               .value = {(const char *)program.data, program.length},
                               .skip = if_allowed(cgroup),
                           });
}
