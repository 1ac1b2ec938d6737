// SPDX-License-Identifier: Apache-2.0
//
// From a config to its plan, by way of all rules. Behind a NUL the input may have the options; without it they are
// those of a common machine.
#include <string.h>

#include "component/core.h"
#include "fuzz.h"

static const char usual[] =
    "{\"id\":\"fuzz\",\"bundle\":\"/bundle\",\"host\":{\"euid\":0,\"kernel\":\"6.1.0\",\"userNamespace\":false,"
    "\"cgroup\":{\"mode\":\"v2\",\"v1\":[],\"unified\":{\"controllers\":[],\"mount\":\"/sys/fs/cgroup\","
    "\"own\":\"/\"},\"unifiedControllers\":[\"cpuset\",\"cpu\",\"io\",\"memory\",\"pids\"]}}}";

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct fuzz_pair pair = fuzz_split(data, length);
    struct gty_bytes config = {pair.first, pair.first_length};
    struct gty_bytes options = {(const uint8_t *)usual, sizeof usual - 1};
    if (pair.second) options = (struct gty_bytes){pair.second, pair.second_length};
    struct gty_bytes result = gty_core_compile(arena, config, options);

    uint32_t lengths[3];
    must(result.length >= sizeof lengths);
    memcpy(lengths, result.data, sizeof lengths);
    must(result.length == sizeof lengths + lengths[0] + lengths[1] + lengths[2]);
    const uint8_t *list = result.data + sizeof lengths, *record = list + lengths[0], *message = record + lengths[1];
    must_be_findings(list, lengths[0], config.length > options.length ? config.length : options.length);
    must((lengths[1] == 0) == (lengths[2] == 0));
    if (lengths[1]) {
        must_be_json(record, lengths[1], '{');
        must_be_described(arena, message, lengths[2]);
    }
    fuzz_release(&pair);
}
