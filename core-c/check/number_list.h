// SPDX-License-Identifier: Apache-2.0
//
// Lists of processors and memory nodes: "0-3,8".
#ifndef GANTRY_CHECK_NUMBER_LIST_H
#define GANTRY_CHECK_NUMBER_LIST_H

#include "base/text.h"

// The most that runtimes read into a set of their own.
#define GTY_LIST_MOST 65536

struct gty_number_list {
    bool valid;
    size_t ranges; // single numbers too
};

// As runtimes read it: commas between, blanks around and empty elements are nothing, no number above `most`.
struct gty_number_list gty_number_list(struct gty_text text, uint64_t most);
// As the kernel reads it (bitmap_parselist): also blanks between, "all", N for the last one, and :used/group.
bool gty_is_kernel_list(struct gty_text text);

#endif
