// SPDX-License-Identifier: Apache-2.0
//
// Network namespaces as descriptors. What is opened is verified to be one: a path may lead anywhere.
#ifndef GANTRY_NETWORK_NAMESPACE_H
#define GANTRY_NETWORK_NAMESPACE_H

#include "failure.h"

#ifdef __cplusplus
extern "C" {
#endif

// A close-on-exec descriptor of the network namespace at `path` (/proc/PID/ns/net, or a file that one is bound to), or
// -1: EINVAL if it is something else. Nothing but a namespace is opened: no fifo waits, no device acts.
int gty_network_namespace_open(const char *path, struct gty_failure *failure);

// The same as a duplicate of a descriptor.
int gty_network_namespace_duplicate(int fd, struct gty_failure *failure);

// Binds the namespace to a new file at `path`: it then lives on without a process in it. 0 or -1.
int gty_network_namespace_bind(int fd, const char *path, struct gty_failure *failure);

#ifdef __cplusplus
}
#endif
#endif
