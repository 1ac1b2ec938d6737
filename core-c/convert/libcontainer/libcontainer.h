// SPDX-License-Identifier: Apache-2.0
//
// libcontainer's config: the fields of configs.Config in runc 1.5, with the names and numbers that its JSON has in the
// state of a container. Zero values that Go's JSON leaves out are left out.
#ifndef GANTRY_CONVERT_LIBCONTAINER_LIBCONTAINER_H
#define GANTRY_CONVERT_LIBCONTAINER_LIBCONTAINER_H

#include "model/options.h"

// The tree, made of one of an OCI config that the reader found no error in. What it has no place for is reported.
struct gty_json *gty_libcontainer_from_oci(struct gty_diagnostics *diagnostics, const struct gty_options *options,
                                           const struct gty_json *config);

#endif
