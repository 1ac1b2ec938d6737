// SPDX-License-Identifier: Apache-2.0
//
// The contract between the core, which writes bootstrap messages, and the init, which carries them out.
// Core and init both include this file and the lists that it includes; nothing else defines a number of it.
//
//   supervisor                                   init
//   ---------- bootstrap message (memfd) ------> runs the operations in order
//   <--------- MAP_IDS ------------------------- a new user namespace waits for its id maps
//   ---------- CONTINUE -----------------------> (the answer to every request; ABORT instead ends the init;
//                                                 the answer to the only request may be sent ahead of it)
//   <--------- CHILD (+ pidfd) ----------------- the second process exists; the first one exits
//   <--------- NETWORK ------------------------- the container's network is due
//   ---------- CONTINUE ----------------------->
//   <--------- RUN_HOOKS ----------------------- prestart and createRuntime hooks are due
//   ---------- CONTINUE ----------------------->
//   <--------- CONSOLE (+ pty master) ---------- no answer
//   <--------- NOTICE -------------------------- an alternative was taken, or a step skipped; no answer
//   <--------- PROGRAM (+ pidfd) --------------- process 1 is the reaper from now on, and the init is its child, which
//                                                will be the user's program; no answer
//   <--------- LIMITS -------------------------- resource limits are due, while the init still has the ids of root
//   ---------- CONTINUE ----------------------->
//   <--------- READY --------------------------- the container is created
//   ---------- CONTINUE ----------------------->
//   <--------- FAILED -------------------------- the last message of an init that gives up
//   end of file                                  the user's program runs (or FAILED came before)
//
//   owner                                        reaper, on the report pipe
//   <--------- EXITED -------------------------- the user's program has ended: its only message
//   no reader any more ------------------------> the owner has ended, and so does the reaper, and all with it
//
// Every message, in both directions, is one nlmsghdr and its attributes in host byte order, padded to 4 bytes.
// The control socket is SOCK_SEQPACKET: one message a packet.
//
// The bootstrap message is libcontainer's (type 62000) with its attributes byte for byte, followed by one or more
// GTY_ATTR_OPERATIONS. One attribute cannot exceed 65535 bytes, so the list goes on in the next one; an operation is
// never split. Inside stand the operations: an nlattr each, its type the operation's number, its payload the
// operation's attributes. Operation numbers start at 256, attribute numbers end below it.
#ifndef GANTRY_BOOTSTRAP_H
#define GANTRY_BOOTSTRAP_H

// ---- framing -------------------------------------------------------------------------------------------------
#define GTY_NLMSG_HEADER 16
#define GTY_NLA_HEADER 4
#define GTY_ALIGN(n) (((n) + 3u) & ~3u)
#define GTY_NLM_F_REQUEST 1

// Larger messages are refused on both sides: the kernel takes at most 6 MiB of arguments and environment.
#define GTY_MESSAGE_MAX (8u << 20)
// A control message in either direction fits here.
#define GTY_CONTROL_MAX 8192u
// The longest run of bytes in one ARGUMENTS, ENVIRONMENT or HOOK_STATE operation; longer ones go on in the next.
#define GTY_CHUNK_MAX 32768u
// The kernel's PATH_MAX, with the terminating NUL.
#define GTY_PATH_MAX 4096u

// clang-format off
// ---- hook kinds: number, OCI name ------------------------------------------------------------------------------
#define GTY_HOOK_KINDS(X)                                                                                              \
    X(0, PRESTART, "prestart")                                                                                         \
    X(1, CREATE_RUNTIME, "createRuntime")                                                                              \
    X(2, CREATE_CONTAINER, "createContainer")                                                                          \
    X(3, START_CONTAINER, "startContainer")                                                                            \
    X(4, POSTSTART, "poststart")                                                                                       \
    X(5, POSTSTOP, "poststop")

// clang-format on
// ---- descriptors of the init -------------------------------------------------------------------------------------
// 0, 1, 2 and the PRESERVE ones from 3 on are the container's. argv[1] of the init is the decimal number of the first
// of these; the others follow it.
#define GTY_FD_CONTROL 0 // the control socket
#define GTY_FD_MESSAGE 1 // a sealed memfd that holds the bootstrap message and nothing else
#define GTY_FD_FIFO 2    // the exec fifo, O_PATH
#define GTY_FD_COUNT 3   // those that every init has
#define GTY_FD_REPORT 3  // the write end of the report pipe: only where there is a REAPER

// ---- the numbers as enumerators ------------------------------------------------------------------------------------
enum gty_message_type {
    GTY_MSG_NOTHING, // of an operation that asks nothing
#define INIT_MESSAGE(number, name, ...) GTY_MSG_##name = number,
#include "gantry/messages.def"
};
enum gty_bootstrap_attribute {
#define BOOTSTRAP_ATTRIBUTE(number, name, ...) GTY_ATTR_##name = number,
#include "gantry/attributes.def"
};
// The rows are in the order of their numbers.
enum gty_attribute {
#define INIT_ATTRIBUTE(number, name, ...) GTY_A_##name = number,
#include "gantry/attributes.def"
    GTY_ATTRIBUTE_END,
};
enum gty_operation {
    GTY_OPERATION_FIRST = 256,
#define INIT_OPERATION(number, name, ...) GTY_OP_##name = number,
#include "gantry/operations.def"
    GTY_OPERATION_END,
};
#define GTY_ENUM_HOOK(number, name, text) GTY_HOOK_##name = number,
enum gty_hook_kind { GTY_HOOK_KINDS(GTY_ENUM_HOOK) };

#endif
