// SPDX-License-Identifier: Apache-2.0
//
// What the files about mounts share.
#ifndef GANTRY_CHECK_MOUNT_PARTS_H
#define GANTRY_CHECK_MOUNT_PARTS_H

#include "check/areas.h"
#include "resolve/mount_options.h"

// One mount's options. mount_options.c
void gty_check_mount_options(const struct gty_checker *checker, const struct gty_mount *mount,
                             const struct gty_mount_request *request);
// One mount's id mappings. id_mapped_mounts.c
void gty_check_id_mapped_mount(const struct gty_checker *checker, const struct gty_mount *mount,
                               const struct gty_mount_request *request);
// Mounts that later ones hide; a request for each mount of the config. mount_order.c
void gty_check_mount_order(const struct gty_checker *checker, const struct gty_mount_request *requests);

#endif
