// SPDX-License-Identifier: Apache-2.0
#include "tables/devices.h"

#include <stddef.h>

const struct gty_default_rule gty_default_rules[] = {
    {NULL, 'c', GTY_ANY_NUMBER, GTY_ANY_NUMBER, "m"}, // a node that exists grants nothing
    {NULL, 'b', GTY_ANY_NUMBER, GTY_ANY_NUMBER, "m"},
    {"/dev/null", 'c', 1, 3, "rwm"},
    {"/dev/random", 'c', 1, 8, "rwm"},
    {"/dev/full", 'c', 1, 7, "rwm"},
    {"/dev/tty", 'c', 5, 0, "rwm"},
    {"/dev/zero", 'c', 1, 5, "rwm"},
    {"/dev/urandom", 'c', 1, 9, "rwm"},
    {NULL, 'c', 136, GTY_ANY_NUMBER, "rwm"}, // pseudoterminals
    {NULL, 'c', 5, 2, "rwm"},                // /dev/ptmx
    {NULL, 'c', 10, 200, "rwm"},             // /dev/net/tun
    {NULL, 0, 0, 0, NULL},
};

const struct gty_default_link gty_default_links[] = {
    {"/dev/ptmx", "pts/ptmx", true},
    {"/dev/fd", "/proc/self/fd", false},
    {"/dev/stdin", "/proc/self/fd/0", false},
    {"/dev/stdout", "/proc/self/fd/1", false},
    {"/dev/stderr", "/proc/self/fd/2", false},
    {GTY_KCORE_LINK, "/proc/kcore", false},
    {NULL, NULL, false},
};
