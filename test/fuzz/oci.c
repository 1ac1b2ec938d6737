// SPDX-License-Identifier: Apache-2.0
//
// The front end for config.json, and for the smaller documents of the runtime spec.
#include "front/oci.h"
#include "finding/diagnostic.h"
#include "front.h"
#include "json/json.h"

static void read_document(struct gty_arena *arena, const uint8_t *data, size_t length) {
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, arena, (struct gty_text){(const char *)data, length});
    const struct gty_json *document = gty_json_parse(arena, &diagnostics, data, length);
    struct gty_config config;
    if (document) gty_oci_read_document(arena, &diagnostics, document, gty_oci_detect(document), &config);
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    gty_diagnostics_write(&diagnostics, &list);
    if (!arena->failed) must_be_findings(list.data, list.length, length);
}

void fuzz_one(struct gty_arena *arena, const uint8_t *data, size_t length) {
    fuzz_front(arena, data, length, GTY_INPUT_OCI);
    read_document(arena, data, length);
}
