// SPDX-License-Identifier: Apache-2.0
//
// A config of any language as an OCI config and as libcontainer's. What comes out is JSON. Behind a NUL the input may
// have the second document of a pair.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "component/core.h"
#include "fuzz.h"

static void convert(struct gty_arena *arena, struct gty_bytes config, size_t split, const char *to) {
    char options[100];
    int size = snprintf(options, sizeof options, "{\"to\":\"%s\",\"secondDocument\":%zu}", to, split);
    must(size > 0 && (size_t)size < sizeof options);
    struct gty_bytes result = gty_core_convert(arena, config, (struct gty_bytes){(uint8_t *)options, (size_t)size});
    uint32_t lengths[2];
    must(result.length >= sizeof lengths);
    memcpy(lengths, result.data, sizeof lengths);
    must(result.length == sizeof lengths + lengths[0] + lengths[1]);
    const uint8_t *list = result.data + sizeof lengths;
    must_be_findings(list, lengths[0], config.length > (size_t)size ? config.length : (size_t)size);
    if (lengths[1]) must_be_json(list + lengths[0], lengths[1], '{');
}

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct fuzz_pair pair = fuzz_split(data, length);
    size_t size = pair.first_length + pair.second_length;
    uint8_t *input = malloc(size ? size : 1);
    must(input != NULL);
    memcpy(input, pair.first, pair.first_length);
    if (pair.second) memcpy(input + pair.first_length, pair.second, pair.second_length);
    const struct gty_bytes config = {input, size};
    convert(arena, config, pair.second ? pair.first_length : 0, "oci");
    convert(arena, config, pair.second ? pair.first_length : 0, "libcontainer");
    free(input);
    fuzz_release(&pair);
}
