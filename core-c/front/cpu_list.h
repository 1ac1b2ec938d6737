// SPDX-License-Identifier: Apache-2.0
//
// Sets of CPUs and memory nodes: the kernel's lists, "0-3,8", and masks of 64 bits as Go's JSON writes them.
#ifndef GANTRY_FRONT_CPU_LIST_H
#define GANTRY_FRONT_CPU_LIST_H

#include "front/translate.h"

// Above it runc takes no CPU.
#define GTY_CPU_MAX 65536

// An array of masks as a list; NULL, reported, if it is none. An empty one gives "".
struct gty_json *gty_cpu_list_of(struct gty_translator *translator, const struct gty_json *masks);
// A list as an array of masks; NULL, reported, if it is none.
struct gty_json *gty_cpu_masks_of(struct gty_translator *translator, const struct gty_json *list);

#endif
