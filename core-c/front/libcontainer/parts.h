// SPDX-License-Identifier: Apache-2.0
//
// The parts of the front end for libcontainer's config.
#ifndef GANTRY_FRONT_LIBCONTAINER_PARTS_H
#define GANTRY_FRONT_LIBCONTAINER_PARTS_H

#include "front/old_forms.h"
#include "front/source.h"

// libcontainer.c
extern const struct gty_elements gty_libcontainer_ids;

// libcontainer_mounts.c
extern const struct gty_elements gty_libcontainer_mounts;

// libcontainer_devices.c. The devices of every container, which runtimes make of themselves, are left out; the lists of
// rules that `cgroups` has had come out as one, when all devices are translated.
gty_rename_function gty_move_devices;
void gty_move_device_rules(struct gty_translator *translator, const struct gty_json *cgroups);

// libcontainer_cgroups.c
gty_rename_function gty_move_cgroups;

// libcontainer_seccomp.c
gty_rename_function gty_move_seccomp;

// libcontainer_process.c
extern const struct gty_renames gty_libcontainer_hooks;
extern const struct gty_renames gty_libcontainer_affinity;
gty_rename_function gty_move_groups;
gty_rename_function gty_move_labels;
gty_rename_function gty_move_cpu_mask;
gty_rename_function gty_move_memory_policy;

// libcontainer_1.c: properties that only libcontainer 1.x had.
gty_rename_function gty_move_mount_config;
gty_rename_function gty_move_user;
gty_rename_function gty_move_restrict_sys;
void gty_add_ipc_path(struct gty_translator *translator, const struct gty_json *path); // after the namespaces

#endif
