// SPDX-License-Identifier: Apache-2.0
//
// What netlink_exports.c exports to WebAssembly, for the native tests.
#ifndef GANTRY_COMPONENT_NETLINK_EXPORTS_H
#define GANTRY_COMPONENT_NETLINK_EXPORTS_H

#include <stddef.h>
#include <stdint.h>

struct gty_nl_bytes {
    const uint8_t *data;
    size_t length;
};

void *gty_netlink_export_realloc(void *old, size_t old_size, size_t alignment, size_t size);
const struct gty_nl_bytes *gty_netlink_export_decode(uint8_t *bytes, size_t length, uint32_t protocol, uint32_t order);
const struct gty_nl_bytes *gty_netlink_export_encode(uint8_t *stream, size_t length, uint32_t protocol, uint32_t order);
const struct gty_nl_bytes *gty_netlink_export_validate(uint8_t *bytes, size_t length, uint32_t protocol, uint32_t order,
                                                       uint32_t strictness);
const struct gty_nl_bytes *gty_netlink_export_tables(void);
void gty_netlink_export_post_decode(const struct gty_nl_bytes *bytes);
void gty_netlink_export_post_encode(const struct gty_nl_bytes *bytes);
void gty_netlink_export_post_validate(const struct gty_nl_bytes *bytes);
void gty_netlink_export_post_tables(const struct gty_nl_bytes *bytes);

#endif
