// SPDX-License-Identifier: Apache-2.0
//
// The front end for config.json.
#include "spec/oci.h"

#include "base/diagnostic.h"
#include "fuzz.h"
#include "json/json.h"

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, arena, (struct gty_text){(const char *)data, length});
    const struct gty_json *document = gty_json_parse(arena, &diagnostics, data, length);
    struct gty_config config;
    if (document && !gty_oci_read(arena, &diagnostics, document, &config))
        must(diagnostics.errors > 0 || arena->failed);
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    gty_diagnostics_write(&diagnostics, &list);
    if (!arena->failed) must_be_findings(list.data, list.length, length);
}
