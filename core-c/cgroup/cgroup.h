// SPDX-License-Identifier: Apache-2.0
//
// The cgroup of the container, for the record: directories, limits, and what the init joins.
#ifndef GANTRY_CGROUP_CGROUP_H
#define GANTRY_CGROUP_CGROUP_H

#include "plan/planner.h"

// Appends steps to the open JSON array of the record.
struct gty_cgroup_writer {
    struct gty_planner *planner;
    struct gty_buffer *out;
};

void gty_cgroup_mkdir(struct gty_cgroup_writer *writer, struct gty_text path, bool owned);
void gty_cgroup_copy(struct gty_cgroup_writer *writer, struct gty_text from, struct gty_text path);
// The names of errnos end with NULL; `skip` may be NULL.
void gty_cgroup_write(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                      struct gty_text value, const char *const *skip);
void gty_cgroup_write_number(struct gty_cgroup_writer *writer, struct gty_text directory, const char *file,
                             int64_t value);
// Lists of controllers, separated by spaces; either may be empty.
void gty_cgroup_enable(struct gty_cgroup_writer *writer, struct gty_text directory, struct gty_text needed,
                       struct gty_text optional);
void gty_cgroup_filter(struct gty_cgroup_writer *writer, struct gty_text directory, const struct gty_buffer *program,
                       const char *const *skip);

// What the config asks for, of controllers that gantry sets limits with.
enum gty_controller { GTY_MEMORY, GTY_CPU, GTY_CPUSET, GTY_PIDS, GTY_CONTROLLERS };
extern const char *const gty_controller_names[GTY_CONTROLLERS];
// The first value of the config that needs the controller; NULL: none does.
const struct gty_json *gty_controller_wanted(const struct gty_config *config, enum gty_controller controller,
                                             bool *wanted);

void gty_cgroup_v1_limits(struct gty_cgroup_writer *writer, const char *controller, struct gty_text directory);
void gty_cgroup_v1_devices(struct gty_cgroup_writer *writer, struct gty_text directory);
void gty_cgroup_v2_limits(struct gty_cgroup_writer *writer, enum gty_controller controller, struct gty_text directory);
void gty_cgroup_v2_devices(struct gty_cgroup_writer *writer, struct gty_text directory);
// The most processes: negative for no limit. The reaper is not counted.
int64_t gty_pids_max(const struct gty_cgroup_writer *writer);
// cpu.shares (2 to 262144) to cpu.weight (1 to 10000), as runc converts since 1.4.
uint64_t gty_cpu_weight(uint64_t shares);

// Writes the members "cgroup" and "oomFile" of the record.
void gty_record_cgroup(struct gty_planner *planner, struct gty_buffer *record);

#endif
