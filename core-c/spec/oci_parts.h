// SPDX-License-Identifier: Apache-2.0
//
// The parts of the OCI front end: each reads one property of config.json into the struct of its name.
#ifndef GANTRY_SPEC_OCI_PARTS_H
#define GANTRY_SPEC_OCI_PARTS_H

#include "spec/read.h"

gty_read_function gty_oci_read_process;      // struct gty_process
gty_read_function gty_oci_read_mounts;       // struct gty_config
gty_read_function gty_oci_read_hooks;        // struct gty_config
gty_read_function gty_oci_read_linux;        // struct gty_config
gty_read_function gty_oci_read_resources;    // struct gty_resources
gty_read_function gty_oci_read_devices;      // struct gty_config
gty_read_function gty_oci_read_device_rules; // struct gty_resources

#endif
