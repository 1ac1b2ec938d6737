// SPDX-License-Identifier: Apache-2.0
//
// Hardware addresses, IP addresses and bytes as text, both ways. What is written reads back to the same bytes.
#ifndef GANTRY_NETLINK_CODEC_TEXT_H
#define GANTRY_NETLINK_CODEC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GTY_NL_ADDRESS_TEXT_MAX 40u // of an IP address

// Each writes to `out` and returns the length of the text: "02:00:0a:00:00:01" (3 characters a byte), "10.0.0.1" or
// "fe80::1" (RFC 5952; 4 or 16 bytes), "02000a" (2 characters a byte).
size_t gty_nl_write_mac(const uint8_t *bytes, size_t length, char *out);
size_t gty_nl_write_address(const uint8_t *bytes, size_t length, char *out);
size_t gty_nl_write_hex(const uint8_t *bytes, size_t length, char *out);

// Each writes at most length / 2 + 1 bytes (an address 4 or 16) and says how many; false if the text is none.
bool gty_nl_read_mac(const char *text, size_t length, uint8_t *out, size_t *count);
bool gty_nl_read_address(const char *text, size_t length, uint8_t *out, size_t *count);
bool gty_nl_read_hex(const char *text, size_t length, uint8_t *out, size_t *count);

#endif
