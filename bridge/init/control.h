// SPDX-License-Identifier: Apache-2.0
//
// The control socket: one message a packet, to and from the supervisor.
#ifndef GANTRY_INIT_CONTROL_H
#define GANTRY_INIT_CONTROL_H

#include "init.h"

struct control_message {
    uint8_t data[GTY_CONTROL_MAX];
    uint32_t length;
};

void control_begin(struct control_message *message, uint16_t type);
void control_number(struct control_message *message, uint16_t attribute, uint32_t value);
// Cut off where it does not fit.
void control_text(struct control_message *message, uint16_t attribute, const char *text);
// Writes the length, for a message that goes another way.
void control_end(struct control_message *message);
// With a descriptor, or -1. Ends the init where nobody listens any more and the container is not released.
int control_send(struct init *init, struct control_message *message, int fd);
// Waits for CONTINUE. ABORT, or the supervisor's end, ends the init.
int control_wait(struct init *init);

// A step was skipped, or an alternative is taken.
void control_notice(struct init *init);
// Reports the recorded failure, on the standard error if nobody listens and the user's program was due; exits.
_Noreturn void control_give_up(struct init *init);

#endif
