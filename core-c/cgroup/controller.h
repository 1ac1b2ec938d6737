// SPDX-License-Identifier: Apache-2.0
//
// What there is to be set in cgroups: a file for each controller, with a table of its settings. Both versions of
// cgroups write from the same rows.
#ifndef GANTRY_CGROUP_CONTROLLER_H
#define GANTRY_CGROUP_CONTROLLER_H

#include "cgroup/cgroup.h"

enum gty_member { GTY_NUMBER_MEMBER, GTY_TEXT_MEMBER, GTY_FLAG_MEMBER };

// What is written, and for which errnos not; empty: nothing.
typedef struct gty_text (*gty_cgroup_value)(const struct gty_cgroup *cgroup, const char *const **skip);

struct gty_cgroup_file {
    const char *name;       // NULL: this version has none, or another setting writes it
    gty_cgroup_value value; // NULL: the member as it is, if it is set
    bool first;             // before the files of other settings
};

struct gty_setting {
    const char *name; // in linux.resources
    enum gty_member type;
    size_t member;        // of struct gty_resources
    bool zero_counts;     // 0 is a value; otherwise it is "unset", as in libcontainer
    bool negative_unsets; // engines write -1 for "leave it"
    bool v1_only;         // cgroup v2 has nothing like it
    struct gty_cgroup_file v1, v2;
};

struct gty_controller {
    const char *name;
    const struct gty_setting *settings; // to a row without a name
    gty_cgroup_visit fill_v1;           // what a new directory of v1 needs before it takes processes; or NULL
};

#define GTY_SETTING(member_) offsetof(struct gty_resources, member_)

extern const struct gty_controller gty_memory_controller, gty_cpu_controller, gty_cpuset_controller,
    gty_pids_controller;

// ---- controllers.c
// ---------------------------------------------------------------------------------------------------
extern const struct gty_controller *const gty_controllers[]; // to NULL

const struct gty_number *gty_setting_number(const struct gty_resources *resources, const struct gty_setting *setting);
bool gty_setting_is_set(const struct gty_resources *resources, const struct gty_setting *setting);
// Whether the config needs the controller, and the first value of it that does.
bool gty_controller_wanted(const struct gty_resources *resources, const struct gty_controller *controller,
                           const struct gty_json **node);
// The steps of all settings, by the files of one of the versions.
void gty_controller_write(struct gty_cgroup *cgroup, const struct gty_controller *controller, bool v2,
                          struct gty_text directory);

struct gty_text gty_cgroup_number(const struct gty_cgroup *cgroup, int64_t value);
struct gty_text gty_cgroup_number_or_max(const struct gty_cgroup *cgroup, int64_t value); // negative: max
// For files that an older kernel, or one built without something, has not.
extern const char *const gty_cgroup_if_there[];

// cpu.c: cpu.shares (2 to 262144) to cpu.weight (1 to 10000), as runc converts since 1.4.
uint64_t gty_cpu_weight(uint64_t shares);

#endif
