// SPDX-License-Identifier: Apache-2.0
//
// The Test Anything Protocol for the native tests.
#ifndef GANTRY_TEST_TAP_H
#define GANTRY_TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failures;

// One test: its name is made as printf does.
__attribute__((format(printf, 2, 3))) static inline bool tap_ok(bool passed, const char *format, ...) {
    printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    if (!passed) tap_failures++;
    return passed;
}

// The plan, at the end; the exit status of main.
static inline int tap_done(void) {
    printf("1..%d\n", tap_count);
    return tap_failures ? 1 : 0;
}

#endif
