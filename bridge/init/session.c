// SPDX-License-Identifier: Apache-2.0
//
// The session, its keyring, and the steps that only ask the supervisor.
#include <linux/keyctl.h>

#include "control.h"
#include "operations.h"
#include "proc.h"

int start_session(struct init *init, const struct operation *op) {
    (void)op;
    long result = sys(setsid);
    return result < 0 ? failed(init, result, "setsid") : 0;
}

int create_session_keyring(struct init *init, const struct operation *op) {
    (void)op;
    // By a name it would be whoever's keyring has that name and may be searched.
    long keyring = sys(keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
    return keyring < 0 ? failed(init, keyring, "join session keyring") : 0;
}

int run_supervisor_hooks(struct init *init, const struct operation *op) {
    struct control_message message;
    control_begin(&message, GTY_MSG_RUN_HOOKS);
    control_number(&message, GTY_A_KIND, number_of(op, GTY_A_KIND));
    int result = control_send(init, &message, -1);
    return result < 0 ? result : control_wait(init);
}

static int ask(struct init *init, uint16_t type) {
    struct control_message message;
    control_begin(&message, type);
    int result = control_send(init, &message, -1);
    return result < 0 ? result : control_wait(init);
}

int request_limits(struct init *init, const struct operation *op) {
    (void)op;
    return ask(init, GTY_MSG_LIMITS);
}

int request_network(struct init *init, const struct operation *op) {
    (void)op;
    return ask(init, GTY_MSG_NETWORK);
}

int report_ready(struct init *init, const struct operation *op) {
    (void)op;
    // A process that joins the container from now on finds no way to the host here, and nothing that is hidden from it.
    proc_leave(init);
    int result = wait_for_reaper(init);
    if (result == 0) result = ask(init, GTY_MSG_READY);
    if (result == 0) init->released = true;
    return result;
}
