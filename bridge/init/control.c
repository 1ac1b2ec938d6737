// SPDX-License-Identifier: Apache-2.0
#include "control.h"

#include "socket.h"
#include "string.h"
#include "words.h"

void control_begin(struct control_message *message, uint16_t type) {
    memset(message->data, 0, GTY_NLMSG_HEADER);
    memcpy(message->data + 4, &type, sizeof type);
    message->length = GTY_NLMSG_HEADER;
}

static void add(struct control_message *message, uint16_t attribute, const void *data, uint32_t length) {
    uint16_t header[2] = {(uint16_t)(GTY_NLA_HEADER + length), attribute};
    uint8_t *at = message->data + message->length;
    memcpy(at, header, sizeof header);
    memcpy(at + GTY_NLA_HEADER, data, length);
    uint32_t end = message->length + GTY_NLA_HEADER + length;
    message->length = GTY_ALIGN(end);
    memset(message->data + end, 0, message->length - end);
}

static uint32_t space_in(const struct control_message *message) {
    uint32_t space = GTY_CONTROL_MAX - message->length;
    return space > GTY_NLA_HEADER ? space - GTY_NLA_HEADER : 0;
}

void control_number(struct control_message *message, uint16_t attribute, uint32_t value) {
    if (space_in(message) >= sizeof value) add(message, attribute, &value, sizeof value);
}

void control_text(struct control_message *message, uint16_t attribute, const char *text) {
    char cut[FAILURE_TEXT_MAX];
    uint32_t space = space_in(message) & ~3u;
    if (space == 0) return;
    struct text part = text_in(cut, space < sizeof cut ? space : sizeof cut);
    text_add(&part, text);
    add(message, attribute, part.data, (uint32_t)part.length + 1);
}

void control_end(struct control_message *message) { memcpy(message->data, &message->length, sizeof message->length); }

static long send_message(struct init *init, struct control_message *message, int fd) {
    control_end(message);
    return socket_send(init->control, message->data, message->length, fd);
}

int control_send(struct init *init, struct control_message *message, int fd) {
    long result = send_message(init, message, fd);
    if (result >= 0) return 0;
    if (result == -EPIPE || result == -ECONNRESET) exit_process(EXIT_FAILED);
    return failed(init, result, "send to the supervisor");
}

int control_wait(struct init *init) {
    struct {
        uint32_t length;
        uint16_t type, flags;
        uint32_t sequence, port;
        uint8_t more[64];
    } answer;
    long result;
    // Descriptors that came along would be dropped by the kernel: there is no room for them.
    do result = syscall6(__NR_recvfrom, init->control, (long)&answer, sizeof answer, 0, 0, 0);
    while (result == -EINTR);
    if (result == 0 || result == -ECONNRESET) exit_process(EXIT_FAILED);
    if (result < 0) return failed(init, result, "receive from the supervisor");
    if (result < GTY_NLMSG_HEADER || answer.length > (size_t)result || answer.length < GTY_NLMSG_HEADER)
        return failed(init, -EBADMSG, "read the supervisor's answer");
    if (answer.type == GTY_MSG_ABORT) exit_process(EXIT_FAILED);
    return answer.type == GTY_MSG_CONTINUE ? 0 : failed(init, -EBADMSG, "read the supervisor's answer");
}

static void add_failure(struct init *init, struct control_message *message, uint16_t type) {
    const struct failure *failure = &init->failure;
    control_begin(message, type);
    control_number(message, GTY_A_STEP, init->step);
    if (failure->operation) control_number(message, GTY_A_OPERATION, failure->operation);
    control_number(message, GTY_A_ERRNO, (uint32_t)failure->error);
    control_text(message, GTY_A_ACTION, failure->action ? failure->action : "");
    if (failure->status) control_number(message, GTY_A_STATUS, failure->status);
    if (failure->signal) control_number(message, GTY_A_SIGNAL, failure->signal);
    if (failure->text[0]) control_text(message, GTY_A_TEXT, failure->text);
}

void control_notice(struct init *init) {
    struct control_message message;
    add_failure(init, &message, GTY_MSG_NOTICE);
    long result = send_message(init, &message, -1);
    // Once the container is released the supervisor may be gone; before, nobody would clean up after this init.
    if (result < 0 && !init->released) exit_process(EXIT_FAILED);
}

void control_give_up(struct init *init) {
    struct control_message message;
    add_failure(init, &message, GTY_MSG_FAILED);
    if (send_message(init, &message, -1) < 0 && init->starting) write_failure(init);
    exit_process(EXIT_FAILED);
}
