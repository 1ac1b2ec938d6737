// SPDX-License-Identifier: Apache-2.0
//
// The process of test containers: one static program with a verb for each thing that a test wants to see or do from
// the inside. `program VERB ARGS… ; VERB ARGS…` runs one verb after another; called by the name of a verb it is that
// verb. A verb that fails prints `verb argument: ERRNO` on the standard error and ends the program with status 1.
#ifndef GANTRY_TEST_VERBS_H
#define GANTRY_TEST_VERBS_H

struct verb {
    const char *name;
    int least; // arguments
    void (*run)(int count, char **args);
};

// Each table ends with an empty name.
extern const struct verb show_verbs[], file_verbs[], process_verbs[], terminal_verbs[], attack_verbs[], invade_verbs[];

// Ends the program: `what argument: ERRNO`.
_Noreturn void fail(const char *what, const char *argument);

// A number or the end of the program.
long long number(const char *text);

// The rest of `from` to `to`, byte for byte.
void copy(int from, int to, const char *what);

// Runs the verbs of `args`, separated by `;`.
void run_verbs(int count, char **args);

#endif
