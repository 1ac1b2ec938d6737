// SPDX-License-Identifier: Apache-2.0
//
// Numbers in bytes of either order. The caller has checked that they are there.
#ifndef GANTRY_NETLINK_CODEC_BYTES_H
#define GANTRY_NETLINK_CODEC_BYTES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// Every machine that this is compiled for is little endian; `swap` is for bytes of one that is not.
static inline uint16_t gty_nl_u16(const uint8_t *bytes, bool swap) {
    uint16_t value;
    memcpy(&value, bytes, sizeof value);
    return swap ? __builtin_bswap16(value) : value;
}

static inline uint32_t gty_nl_u32(const uint8_t *bytes, bool swap) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return swap ? __builtin_bswap32(value) : value;
}

static inline uint64_t gty_nl_u64(const uint8_t *bytes, bool swap) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return swap ? __builtin_bswap64(value) : value;
}

static inline void gty_nl_set_u16(uint8_t *bytes, uint16_t value, bool swap) {
    value = swap ? __builtin_bswap16(value) : value;
    memcpy(bytes, &value, sizeof value);
}

static inline void gty_nl_set_u32(uint8_t *bytes, uint32_t value, bool swap) {
    value = swap ? __builtin_bswap32(value) : value;
    memcpy(bytes, &value, sizeof value);
}

static inline void gty_nl_set_u64(uint8_t *bytes, uint64_t value, bool swap) {
    value = swap ? __builtin_bswap64(value) : value;
    memcpy(bytes, &value, sizeof value);
}

#endif
