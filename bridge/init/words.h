// SPDX-License-Identifier: Apache-2.0
//
// Failures in words, for the standard error of a container whose supervisor is gone.
#ifndef GANTRY_INIT_WORDS_H
#define GANTRY_INIT_WORDS_H

#include "init.h"
#include "string.h"

void add_error_words(struct text *text, int error);
// "exit status 1", or "signal: killed"
void add_status_words(struct text *text, uint32_t status, uint32_t signal);
// One line about the recorded failure on the standard error.
void write_failure(struct init *init);

#endif
