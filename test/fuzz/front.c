// SPDX-License-Identifier: Apache-2.0
#include "front.h"

#include <stdlib.h>
#include <string.h>

#include "finding/diagnostic.h"
#include "front/oci.h"

void fuzz_front(struct gty_arena *arena, const uint8_t *data, size_t length, enum gty_input language) {
    struct fuzz_pair pair = fuzz_split(data, length);
    size_t size = pair.first_length + pair.second_length;
    char *input = malloc(size ? size : 1);
    must(input != NULL);
    memcpy(input, pair.first, pair.first_length);
    if (pair.second) memcpy(input + pair.first_length, pair.second, pair.second_length);
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, arena, (struct gty_text){input, size});
    diagnostics.second_document = pair.second ? pair.first_length : 0;

    struct gty_source source;
    struct gty_config config;
    bool read = gty_source_read(arena, &diagnostics, language, &source) &&
                gty_oci_read(arena, &diagnostics, source.config, &config);
    must(read || diagnostics.errors > 0 || arena->failed);
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    gty_diagnostics_write(&diagnostics, &list);
    if (!arena->failed) must_be_findings(list.data, list.length, size);
    free(input);
    fuzz_release(&pair);
}
