// SPDX-License-Identifier: Apache-2.0
//
// What security advice is about: lists that grow with what is learnt.
#ifndef GANTRY_TABLES_ADVICE_H
#define GANTRY_TABLES_ADVICE_H

#include <stdbool.h>

// Each ends with a NULL.
extern const char *const gty_engine_sockets[];       // file names: who can write to one is root on the host
extern const char *const gty_strong_capabilities[];  // with one of these a way out is known
extern const char *const gty_usual_masked_paths[];   // what engines mask
extern const char *const gty_usual_readonly_paths[]; // what engines make read-only
extern const char *const gty_memory_devices[];       // device nodes that are the host's memory or ports

struct gty_host_path {
    const char *path;
    bool below; // what is below it counts too
};
extern const struct gty_host_path gty_host_paths[]; // that nobody but the host writes to; ends with a NULL path

#endif
