// SPDX-License-Identifier: Apache-2.0
//
// What exports.c exports to WebAssembly, for the native tests.
#ifndef GANTRY_COMPONENT_EXPORTS_H
#define GANTRY_COMPONENT_EXPORTS_H

#include "component/core.h"

void *gty_export_realloc(void *old, size_t old_size, size_t alignment, size_t size);
const struct gty_bytes *gty_export_compile(uint8_t *config, size_t config_length, uint8_t *options,
                                           size_t options_length);
const struct gty_bytes *gty_export_check(uint8_t *config, size_t config_length, uint8_t *options,
                                         size_t options_length);
const struct gty_bytes *gty_export_parse(uint8_t *document, size_t length);
const struct gty_bytes *gty_export_convert(uint8_t *config, size_t config_length, uint8_t *options,
                                           size_t options_length);
const struct gty_bytes *gty_export_describe(uint8_t *message, size_t length, uint32_t format);
const struct gty_bytes *gty_export_read_control(uint8_t *message, size_t length);
const struct gty_bytes *gty_export_write_control(uint32_t kind);
const struct gty_bytes *gty_export_rules(void);
const struct gty_bytes *gty_export_features(void);
void gty_export_post_compile(const struct gty_bytes *bytes);
void gty_export_post_check(const struct gty_bytes *bytes);
void gty_export_post_parse(const struct gty_bytes *bytes);
void gty_export_post_convert(const struct gty_bytes *bytes);
void gty_export_post_describe(const struct gty_bytes *bytes);
void gty_export_post_read_control(const struct gty_bytes *bytes);
void gty_export_post_write_control(const struct gty_bytes *bytes);
void gty_export_post_rules(const struct gty_bytes *bytes);
void gty_export_post_features(const struct gty_bytes *bytes);

#endif
