// SPDX-License-Identifier: Apache-2.0
//
// Words of the runtime spec and what Linux has for them. Those that configs have most stand first.
#include "model/config.h"
#include "tables/kernel.h"
#include "tables/words.h"

const struct gty_word gty_namespace_words[] = {
    {GTY_NS_PID, "pid"},   {GTY_NS_NET, "network"}, {GTY_NS_IPC, "ipc"},
    {GTY_NS_UTS, "uts"},   {GTY_NS_MNT, "mount"},   {GTY_NS_CGROUP, "cgroup"},
    {GTY_NS_USER, "user"}, {GTY_NS_TIME, "time"},   {0, NULL},
};

const struct gty_word gty_device_type_words[] = {{'c', "c"}, {'b', "b"}, {'u', "u"}, {'p', "p"}, {0, NULL}};

const struct gty_word gty_device_rule_type_words[] = {{'c', "c"}, {'a', "a"}, {'b', "b"}, {0, NULL}};

const struct gty_word gty_propagation_name_words[] = {
    {GTY_MS_PRIVATE, "private"},
    {GTY_MS_PRIVATE | GTY_MS_REC, "rprivate"},
    {GTY_MS_SLAVE, "slave"},
    {GTY_MS_SLAVE | GTY_MS_REC, "rslave"},
    {GTY_MS_SHARED, "shared"},
    {GTY_MS_SHARED | GTY_MS_REC, "rshared"},
    {GTY_MS_UNBINDABLE, "unbindable"},
    {GTY_MS_UNBINDABLE | GTY_MS_REC, "runbindable"},
    {0, NULL},
};

// ---- sched.h, linux/sched.h, linux/ioprio.h, linux/personality.h, linux/mempolicy.h ---------------------------------

const struct gty_word gty_scheduler_policy_words[] = {
    {0, "SCHED_OTHER"}, {1, "SCHED_FIFO"}, {2, "SCHED_RR"},       {3, "SCHED_BATCH"},
    {4, "SCHED_ISO"},   {5, "SCHED_IDLE"}, {6, "SCHED_DEADLINE"}, {0, NULL},
};

const struct gty_word gty_scheduler_flag_words[] = {
    {0x01, "SCHED_FLAG_RESET_ON_FORK"},  {0x02, "SCHED_FLAG_RECLAIM"},
    {0x04, "SCHED_FLAG_DL_OVERRUN"},     {0x08, "SCHED_FLAG_KEEP_POLICY"},
    {0x10, "SCHED_FLAG_KEEP_PARAMS"},    {0x20, "SCHED_FLAG_UTIL_CLAMP_MIN"},
    {0x40, "SCHED_FLAG_UTIL_CLAMP_MAX"}, {0, NULL},
};

const struct gty_word gty_io_priority_class_words[] = {
    {1, "IOPRIO_CLASS_RT"}, {2, "IOPRIO_CLASS_BE"}, {3, "IOPRIO_CLASS_IDLE"}, {0, NULL}};

const struct gty_word gty_personality_domain_words[] = {{0, "LINUX"}, {8, "LINUX32"}, {0, NULL}};

const struct gty_word gty_memory_policy_mode_words[] = {
    {0, "MPOL_DEFAULT"},
    {1, "MPOL_PREFERRED"},
    {2, "MPOL_BIND"},
    {3, "MPOL_INTERLEAVE"},
    {4, "MPOL_LOCAL"},
    {5, "MPOL_PREFERRED_MANY"},
    {6, "MPOL_WEIGHTED_INTERLEAVE"},
    {0, NULL},
};

const struct gty_word gty_memory_policy_flag_words[] = {
    {1 << 15, "MPOL_F_STATIC_NODES"},
    {1 << 14, "MPOL_F_RELATIVE_NODES"},
    {1 << 13, "MPOL_F_NUMA_BALANCING"},
    {0, NULL},
};

// ---- linux/seccomp.h, linux/audit.h ---------------------------------------------------------------------------------

const struct gty_word gty_seccomp_action_words[] = {
    {0x7fff0000, "SCMP_ACT_ALLOW"},        {0x00050000, "SCMP_ACT_ERRNO"}, {0x00000000, "SCMP_ACT_KILL_THREAD"},
    {0x00000000, "SCMP_ACT_KILL"}, // the older name
    {0x80000000, "SCMP_ACT_KILL_PROCESS"}, {0x00030000, "SCMP_ACT_TRAP"},  {0x7fc00000, "SCMP_ACT_NOTIFY"},
    {0x7ff00000, "SCMP_ACT_TRACE"},        {0x7ffc0000, "SCMP_ACT_LOG"},   {0, NULL},
};

const struct gty_word gty_seccomp_operator_words[] = {
    {4, "SCMP_CMP_EQ"}, {7, "SCMP_CMP_MASKED_EQ"}, {1, "SCMP_CMP_NE"}, {2, "SCMP_CMP_LT"},
    {3, "SCMP_CMP_LE"}, {5, "SCMP_CMP_GE"},        {6, "SCMP_CMP_GT"}, {0, NULL},
};

// An ELF machine with __AUDIT_ARCH_64BIT and __AUDIT_ARCH_LE. X32 is the one that the kernel has no number for.
const struct gty_word gty_seccomp_architecture_words[] = {
    {0xc000003e, "SCMP_ARCH_X86_64"},      {0x40000003, "SCMP_ARCH_X86"},      {0x4000003e, "SCMP_ARCH_X32"},
    {0xc00000b7, "SCMP_ARCH_AARCH64"},     {0x40000028, "SCMP_ARCH_ARM"},      {0xc00000f3, "SCMP_ARCH_RISCV64"},
    {0xc0000102, "SCMP_ARCH_LOONGARCH64"}, {0xc0000015, "SCMP_ARCH_PPC64LE"},  {0x80000015, "SCMP_ARCH_PPC64"},
    {0x00000014, "SCMP_ARCH_PPC"},         {0x80000016, "SCMP_ARCH_S390X"},    {0x00000016, "SCMP_ARCH_S390"},
    {0x00000008, "SCMP_ARCH_MIPS"},        {0x80000008, "SCMP_ARCH_MIPS64"},   {0xa0000008, "SCMP_ARCH_MIPS64N32"},
    {0x40000008, "SCMP_ARCH_MIPSEL"},      {0xc0000008, "SCMP_ARCH_MIPSEL64"}, {0xe0000008, "SCMP_ARCH_MIPSEL64N32"},
    {0x00000004, "SCMP_ARCH_M68K"},        {0x4000002a, "SCMP_ARCH_SH"},       {0x0000002a, "SCMP_ARCH_SHEB"},
    {0x0000000f, "SCMP_ARCH_PARISC"},      {0x8000000f, "SCMP_ARCH_PARISC64"}, {0, NULL},
};

const struct gty_word gty_seccomp_flag_words[] = {
    {0x02, "SECCOMP_FILTER_FLAG_LOG"},
    {0x04, "SECCOMP_FILTER_FLAG_SPEC_ALLOW"},
    {0x01, "SECCOMP_FILTER_FLAG_TSYNC"},
    {0x20, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"},
    {0, NULL},
};
