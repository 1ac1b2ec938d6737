// SPDX-License-Identifier: Apache-2.0
//
// All rules on a config. Behind a NUL the input may have the options.
#include "component/core.h"
#include "fuzz.h"

static const char usual[] = "{\"target\":\"gantry\",\"advice\":true}";

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct fuzz_pair pair = fuzz_split(data, length);
    struct gty_bytes config = {pair.first, pair.first_length};
    struct gty_bytes options = {(const uint8_t *)usual, sizeof usual - 1};
    if (pair.second) options = (struct gty_bytes){pair.second, pair.second_length};
    struct gty_bytes list = gty_core_check(arena, config, options);
    must_be_findings(list.data, list.length, config.length > options.length ? config.length : options.length);
    fuzz_release(&pair);
}
