// SPDX-License-Identifier: Apache-2.0
//
// The contract between the core, which writes bootstrap messages, and the init, which carries them out.
// Core and init both include this file; nothing else defines a number of it.
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

// The tables are read in columns.
// clang-format off
// ---- message types: number, name, text ---------------------------------------------------------------------------
#define GTY_MESSAGES(X)                                                                                                \
    X(62000, INIT, "init")                                                                                             \
    X(62001, MAP_IDS, "map ids")                                                                                       \
    X(62002, CHILD, "child")                                                                                           \
    X(62003, RUN_HOOKS, "run hooks")                                                                                   \
    X(62004, CONSOLE, "console")                                                                                       \
    X(62005, READY, "ready")                                                                                           \
    X(62006, FAILED, "failed")                                                                                         \
    X(62007, NOTICE, "notice")                                                                                         \
    X(62008, CONTINUE, "continue")                                                                                     \
    X(62009, ABORT, "abort")                                                                                           \
    X(62010, LIMITS, "limits")                                                                                         \
    X(62011, NETWORK, "network")                                                                                       \
    X(62012, EXITED, "exited")                                                                                         \
    X(62013, PROGRAM, "program")

// ---- libcontainer's attributes: number, name, kind, text ---------------------------------------------------------
// The numbers are raw: bit 14 of 27281 is not NLA_F_NET_BYTEORDER, so they are never masked.
#define GTY_BOOTSTRAP_ATTRIBUTES(X)                                                                                    \
    X(27281, CLONE_FLAGS, CLONE_FLAGS, "CloneFlagsAttr")                                                               \
    X(27282, NS_PATHS, STRING, "NsPathsAttr")                                                                          \
    X(27283, UIDMAP, STRING, "UidmapAttr")                                                                             \
    X(27284, GIDMAP, STRING, "GidmapAttr")                                                                             \
    X(27285, SETGROUP, U32, "SetgroupAttr")                                                                            \
    X(27286, OOM_SCORE_ADJ, STRING, "OomScoreAdjAttr")                                                                 \
    X(27287, ROOTLESS_EUID, U32, "RootlessEUIDAttr")                                                                   \
    X(27288, UIDMAP_PATH, STRING, "UidmapPathAttr")                                                                    \
    X(27289, GIDMAP_PATH, STRING, "GidmapPathAttr")                                                                    \
    X(27290, TIME_OFFSETS, STRING, "TimeOffsetsAttr")                                                                  \
    X(27300, OPERATIONS, NEST, "OperationsAttr")

// ---- attributes of operations and control messages: number, name, kind, text ---------------------------------
// Kinds: U32, U64 (8 bytes, 4-aligned), STRING (ends with one NUL, holds none), BYTES, STRINGS (each ends with a NUL),
// NEST, GROUPS (u32 each), and values that are printed as words: CAPS (u64), and CLONE_FLAGS, MOUNT_ATTR, PROPAGATION,
// MODE, CAP, ERRNO, HOOK_KIND, OPERATION, FLAG (always 1), all u32.
#define GTY_ATTRIBUTES(X)                                                                                              \
    X(1, STEP, U32, "step")                      /* counts from 1, over all operations of the message */               \
    X(2, OPERATION, OPERATION, "operation")      /* the operation's number */                                          \
    X(3, ERRNO, ERRNO, "errno")                  /* positive; 0 where no system call failed */                         \
    X(4, ACTION, STRING, "action")               /* what the step was doing: a system call or a few words */           \
    X(5, TEXT, STRING, "text")                   /* more about a failure: the kernel's words, a hook's output */       \
    X(6, PID, U32, "pid")                        /* as the supervisor sees it */                                       \
    X(7, FALLBACK, NEST, "on")                   /* ERRNO (one or more), [QUIET], then one operation; none: skip */     \
    X(8, PATH, STRING, "path")                   /* a host path, or the words of a link */                             \
    X(9, TARGET, STRING, "target")               /* a path inside the root filesystem, absolute and clean */           \
    X(10, SOURCE, STRING, "source")              /* a host path, or the name a filesystem shows as its source */       \
    X(11, FSTYPE, STRING, "type")                                                                                      \
    X(12, DATA, STRING, "data")                  /* filesystem options, comma separated */                             \
    X(13, FLAGS, CLONE_FLAGS, "flags")                                                                                 \
    X(14, ATTR_SET, MOUNT_ATTR, "set")           /* MOUNT_ATTR_* of this mount */                                      \
    X(15, ATTR_CLEAR, MOUNT_ATTR, "clear")                                                                             \
    X(16, REC_ATTR_SET, MOUNT_ATTR, "rset")      /* MOUNT_ATTR_* of this mount and all below it */                     \
    X(17, REC_ATTR_CLEAR, MOUNT_ATTR, "rclear")                                                                        \
    X(18, PROPAGATION, PROPAGATION, "propagation") /* MS_SHARED …, with MS_REC; repeated: one after another */         \
    X(19, RECURSIVE, FLAG, "recursive")                                                                                \
    X(20, MODE, MODE, "mode")                    /* permission bits; of a device with its S_IFMT bits */               \
    X(21, MAJOR, U32, "major")                                                                                         \
    X(22, MINOR, U32, "minor")                                                                                         \
    X(23, UID, U32, "uid")                       /* never of all ones, which system calls read as "leave it" */        \
    X(24, GID, U32, "gid")                       /* the same */                                                        \
    X(25, GROUPS, GROUPS, "groups")              /* u32 each, the same */                                              \
    X(26, VALUE, STRING, "value")                                                                                      \
    X(27, NAME, STRING, "name")                                                                                        \
    X(28, KIND, HOOK_KIND, "kind")               /* bits, 1 << kind; of a HOOK one bit */                              \
    X(29, INDEX, U32, "index")                   /* of a hook among its kind, from 0 */                                \
    X(30, TIMEOUT, U32, "timeout")               /* seconds */                                                         \
    X(31, STRINGS, STRINGS, "strings")           /* a chunk of ARGUMENTS or ENVIRONMENT; may end within a string */    \
    X(32, ARGS, STRINGS, "args")                 /* a hook's */                                                        \
    X(33, ENV, STRINGS, "env")                                                                                         \
    X(34, EFFECTIVE, CAPS, "effective")          /* bit n is capability n */                                           \
    X(35, PERMITTED, CAPS, "permitted")                                                                                \
    X(36, INHERITABLE, CAPS, "inheritable")                                                                            \
    X(37, BOUNDING, CAPS, "bounding")                                                                                  \
    X(38, CAPABILITY, CAP, "capability")                                                                               \
    X(39, ROWS, U32, "rows")                                                                                           \
    X(40, COLUMNS, U32, "columns")                                                                                     \
    X(41, PRESERVE, U32, "preserve")             /* this many descriptors from 3 on stay open */                       \
    X(42, COPY_UP, FLAG, "copy up")              /* the target's content is copied into the new filesystem */          \
    X(43, INHERIT_MODE, FLAG, "inherit mode")    /* no mode= given: that of an existing target, else 1777 */           \
    X(44, ORDINARY, FLAG, "ordinary")            /* target and source are reached through no symbolic link */          \
    X(45, IN_PROC, FLAG, "in proc")              /* the target may lie on procfs */                                    \
    X(46, SLOT, U32, "slot")                     /* a source opened earlier by OPEN_SOURCE, from 0 */                  \
    X(47, DEFERRED, FLAG, "deferred")            /* CHDIR: only if the earlier one was skipped */                      \
    X(48, KEEP_CAPS, FLAG, "keep capabilities")                                                                        \
    X(49, MESSAGE, BYTES, "message")             /* rtnetlink requests, each with NLM_F_ACK */                         \
    X(50, STATUS, U32, "status")                 /* exit status, of a hook or of the program */                        \
    X(51, SIGNAL, U32, "signal")                 /* the signal that ended it */                                        \
    X(52, CHUNK, STRING, "state")                /* a chunk of HOOK_STATE */                                           \
    X(53, NO_CREATE, FLAG, "no create")          /* a missing target is an error */                                     \
    X(54, QUIET, FLAG, "quiet")                  /* in a FALLBACK: nothing is lost, no NOTICE is sent */               \
    X(55, KEEP, U32, "keep")                     /* the mount stays open under this number, from 0 */                  \
    X(56, BASE, U32, "base")                     /* TARGET lies on the mount kept under this number, and in it */       \
    X(57, ATTR_DROP, MOUNT_ATTR, "drop")         /* MOUNT_ATTR_* of this mount that are cleared where not locked */    \
    X(59, TERMINAL, FLAG, "terminal")            /* the controlling terminal goes over to the program */               \
    X(60, DETACHED, FLAG, "detached")            /* the reaper does not end with its owner */

// ---- operations: number, name, text -----------------------------------------------------------------------------
// Paths are attacker controlled: TARGETs are resolved beneath the root filesystem (openat2 with RESOLVE_IN_ROOT and
// RESOLVE_NO_MAGICLINKS), used by descriptor and not looked up again. A TARGET on procfs is refused without IN_PROC.
// With BASE, a mount whose own TARGET begins it, a TARGET is resolved from this mount's descriptor and may not lead out
// of it (RESOLVE_BENEATH; EXDEV): whoever may rename the directory that the mount lies on cannot lead it elsewhere.
#define GTY_OPERATIONS(X)                                                                                              \
    /* OomScoreAdjAttr into /proc/self/oom_score_adj */                                                                \
    X(256, OOM_SCORE_ADJ, "set oom score adjustment")                                                                  \
    /* SLOT, SOURCE, [RECURSIVE, ORDINARY]: the source helper, which joins the mount namespace of this process, opens a */ \
    /* detached copy of the mount at SOURCE, in which stays locked what is locked there */                             \
    X(257, OPEN_SOURCE, "open mount source")                                                                           \
    /* the namespaces of NsPathsAttr: opened in order; joined all but user, then user, then those that met EPERM */    \
    X(258, JOIN_NAMESPACES, "join namespaces")                                                                         \
    /* unshare(CLONE_NEWUSER), MAP_IDS, wait */                                                                        \
    X(259, NEW_USER_NAMESPACE, "create user namespace")                                                                \
    /* setresgid(0), setresuid(0): the root of the user namespace just entered */                                      \
    X(260, BECOME_ROOT, "become root of the user namespace")                                                           \
    /* FLAGS */                                                                                                        \
    X(261, UNSHARE, "unshare namespaces")                                                                              \
    /* TimeOffsetsAttr into /proc/self/timens_offsets */                                                               \
    X(262, TIME_OFFSETS, "set time offsets")                                                                           \
    /* FLAGS: clone3 with CLONE_PARENT; CHILD is sent, the first process exits, the second goes on with the next */    \
    /* operation */                                                                                                    \
    X(263, CLONE, "clone into the namespaces")                                                                         \
    /* setsid */                                                                                                       \
    X(264, NEW_SESSION, "start session")                                                                               \
    /* a new session keyring without a name: one that is joined by its name may be somebody else's */                  \
    X(265, SESSION_KEYRING, "create session keyring")                                                                  \
    /* MESSAGE: sent to NETLINK_ROUTE in the container's network namespace; each part is acknowledged */               \
    X(266, NETLINK, "configure network")                                                                               \
    /* PROPAGATION, of "/" */                                                                                          \
    X(267, ROOT_PROPAGATION, "set propagation of the root")                                                            \
    /* PATH, [PROPAGATION]: the host mount that holds it becomes private, or what is given, so that pivot_root takes */ \
    /* it and nothing leaks out */                                                                                     \
    X(268, PARENT_PRIVATE, "make the parent mount private")                                                            \
    /* PATH, [RECURSIVE: bind it onto itself, with PROPAGATION; or FSTYPE, SOURCE, DATA, COPY_UP: mount a filesystem */ \
    /* over it that holds a copy of it]: opens the root filesystem; TARGETs are beneath it */                          \
    X(269, ROOTFS, "open root filesystem")                                                                             \
    /* TARGET, FSTYPE, SOURCE, [DATA, ATTR_SET, ATTR_CLEAR, REC_ATTR_*, PROPAGATION, COPY_UP, INHERIT_MODE, ORDINARY, IN_PROC, KEEP, BASE] */ \
    X(270, MOUNT, "mount")                                                                                             \
    /* TARGET, [SOURCE or SLOT, RECURSIVE, ATTR_SET, ATTR_CLEAR, ATTR_DROP, REC_ATTR_*, PROPAGATION, IN_PROC, */ \
    /* NO_CREATE, ORDINARY, KEEP, BASE]: without a source the target is a directory that is bound onto itself */       \
    X(271, BIND, "bind mount")                                                                                         \
    /* TARGET, [DATA, ATTR_SET, ATTR_CLEAR, ATTR_DROP, REC_ATTR_*, PROPAGATION, BASE]: changes a mount that is there */ \
    X(272, REMOUNT, "remount")                                                                                         \
    /* TARGET, MODE, [BASE]: with parents 0755; an existing directory is fine */                                       \
    X(273, MKDIR, "create directory")                                                                                  \
    /* TARGET, PATH, [BASE]: an existing equal link is fine */                                                         \
    X(274, SYMLINK, "create symbolic link")                                                                            \
    /* TARGET, MODE, MAJOR, MINOR, UID, GID, [BASE]: an existing equal node is fine */                                 \
    X(275, DEVICE, "create device")                                                                                    \
    /* TARGET, SOURCE, [BASE]: the host's node over an empty file */                                                   \
    X(276, BIND_DEVICE, "bind device")                                                                                 \
    /* KIND (bits, 1 << kind): the supervisor runs them, then CONTINUE */                                              \
    X(277, RUN_HOOKS, "run hooks")                                                                                     \
    /* CHUNK: of the state that hooks read, JSON up to and with `"pid":`; the init adds its pid and `}`. Chunks add */ \
    /* up; the first one after a HOOK begins a new state */                                                            \
    X(278, HOOK_STATE, "prepare hook state")                                                                           \
    /* KIND, INDEX, PATH, ARGS, [ENV, TIMEOUT]: runs it here, with the root filesystem as its working directory; */    \
    /* without ENV in the environment that the operations so far have set (HOME of DEFAULT_HOME with it) */            \
    X(279, HOOK, "run hook")                                                                                           \
    /* the root filesystem becomes "/", the old one is detached */                                                     \
    X(280, PIVOT_ROOT, "pivot root")                                                                                   \
    /* instead of pivot_root, where the root of the mount namespace is a ramfs */                                      \
    X(281, MOVE_ROOT, "move root")                                                                                     \
    /* instead of pivot_root, without a mount namespace */                                                             \
    X(282, CHROOT, "change root")                                                                                      \
    /* [BASE]: standard streams that are the host's /dev/null become the container's */                                \
    X(283, REOPEN_NULL, "reopen /dev/null")                                                                            \
    /* UID, [GID, ROWS, COLUMNS, BASE]: a pty of the container's devpts as streams and controlling terminal, CONSOLE; */ \
    /* without GID the group that devpts gave stays */                                                                 \
    X(284, CONSOLE, "open console")                                                                                    \
    /* TARGET, ATTR_SET, [BASE] */                                                                                     \
    X(285, MOUNT_ATTR, "set mount attributes")                                                                         \
    /* TARGET, [BASE]: read-only with all below; bound onto itself where it is not a mount already */                  \
    X(286, READONLY_PATH, "make path read-only")                                                                       \
    /* TARGET, [BASE]: /dev/null over a file, one shared empty read-only tmpfs over directories; the root is refused */ \
    X(287, MASK_PATH, "mask path")                                                                                     \
    /* NAME (a path below /proc/sys), VALUE */                                                                         \
    X(288, SYSCTL, "set sysctl")                                                                                       \
    /* NAME */                                                                                                         \
    X(289, HOSTNAME, "set host name")                                                                                  \
    /* NAME */                                                                                                         \
    X(290, DOMAINNAME, "set domain name")                                                                              \
    X(291, NO_NEW_PRIVS, "set no_new_privs")                                                                           \
    /* READY, wait; placed after FIND_EXECUTABLE, so that whatever can fail before `start` fails `create` */           \
    X(292, READY, "report ready")                                                                                      \
    /* PATH, [DEFERRED]: and the result is verified to be inside the root */                                           \
    X(293, CHDIR, "change directory")                                                                                  \
    /* BOUNDING: everything else is dropped from the bounding set */                                                   \
    X(294, BOUNDING_SET, "limit capabilities")                                                                         \
    /* UID, GID, GROUPS (absent: leave them), [KEEP_CAPS]; also the ownership of terminals among the standard streams */ \
    X(295, SET_USER, "set user")                                                                                       \
    /* EFFECTIVE, PERMITTED, INHERITABLE; the ambient set is cleared */                                                \
    X(296, SET_CAPABILITIES, "set capabilities")                                                                       \
    /* CAPABILITY */                                                                                                   \
    X(297, AMBIENT_CAPABILITY, "raise ambient capability")                                                             \
    /* MODE */                                                                                                         \
    X(298, UMASK, "set umask")                                                                                         \
    /* STRINGS: appended to the argument vector, or to the environment */                                              \
    X(299, ARGUMENTS, "set arguments")                                                                                 \
    X(300, ENVIRONMENT, "set environment")                                                                             \
    /* UID: HOME from the container's /etc/passwd, or "/"; placed after the user is set, so that it reads as the user */ \
    X(301, DEFAULT_HOME, "find home directory")                                                                        \
    /* the first argument, looked for in PATH as execvp does; what was found is what EXEC runs */                      \
    X(302, FIND_EXECUTABLE, "find executable")                                                                         \
    /* opens the exec fifo for writing, which blocks until `start` opens the other end, and writes one byte */         \
    X(303, WAIT_FOR_START, "wait for start")                                                                           \
    /* [PRESERVE]; failures from WAIT_FOR_START on go to the standard error when nobody reads the control socket */    \
    X(304, EXEC, "execute")                                                                                            \
    /* LIMITS, wait: before the user is set, since prlimit of a process with other ids needs CAP_SYS_RESOURCE; after */ \
    /* REAPER, for they are the program's alone */                                                                     \
    X(305, LIMITS, "set resource limits")                                                                              \
    /* NETWORK, wait: the supervisor makes interfaces and routes, and moves devices into the network namespace */      \
    X(306, NETWORK, "set up network")                                                                                  \
    /* UID, GID, [TERMINAL, DETACHED]: process 1 becomes the reaper, with these ids and without capabilities; its */   \
    /* child sends PROGRAM and goes on with the next operation, in a session of its own. With an alternative, EINVAL */ \
    /* for ids that the user namespace does not map comes before there are two processes */                            \
    X(307, REAPER, "start reaper")                                                                                     \
    /* all CPUs that the cgroup allows, whatever the caller was bound to */                                            \
    X(308, CPU_AFFINITY, "reset CPU affinity")                                                                         \
    /* a process that keeps the rights of this one for all OPEN_SOURCE, in their order; it ends before CLONE */        \
    X(309, SOURCE_HELPER, "start source helper")                                                                       \
    /* TARGET, PATH, [BASE]: removes what stands there, a file or an empty directory on the mount of the root filesystem (else */ \
    /* EXDEV: it may be the host's), and makes a symbolic link */                                                      \
    X(311, REPLACE_BY_LINK, "replace by symbolic link")

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
#define GTY_ENUM_MESSAGE(number, name, text) GTY_MSG_##name = number,
#define GTY_ENUM_BOOTSTRAP(number, name, kind, text) GTY_ATTR_##name = number,
#define GTY_ENUM_ATTRIBUTE(number, name, kind, text) GTY_A_##name = number,
#define GTY_ENUM_OPERATION(number, name, text) GTY_OP_##name = number,
#define GTY_ENUM_HOOK(number, name, text) GTY_HOOK_##name = number,
enum gty_message_type { GTY_MESSAGES(GTY_ENUM_MESSAGE) };
enum gty_bootstrap_attribute { GTY_BOOTSTRAP_ATTRIBUTES(GTY_ENUM_BOOTSTRAP) };
enum gty_attribute { GTY_ATTRIBUTES(GTY_ENUM_ATTRIBUTE) };
enum gty_operation { GTY_OPERATIONS(GTY_ENUM_OPERATION) };
enum gty_hook_kind { GTY_HOOK_KINDS(GTY_ENUM_HOOK) };

#define GTY_OPERATION_FIRST GTY_OP_OOM_SCORE_ADJ
#define GTY_OPERATION_LAST GTY_OP_REPLACE_BY_LINK

#endif
