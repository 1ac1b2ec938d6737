// SPDX-License-Identifier: Apache-2.0
#include "tables/libcontainer.h"

#include "tables/kernel.h"

const struct gty_name_pair gty_libcontainer_namespaces[] = {
    {"NEWNS", "mount"},  {"NEWUTS", "uts"},       {"NEWIPC", "ipc"},   {"NEWPID", "pid"}, {"NEWNET", "network"},
    {"NEWUSER", "user"}, {"NEWCGROUP", "cgroup"}, {"NEWTIME", "time"}, {NULL, NULL},
};

const struct gty_name_pair gty_libcontainer_architectures[] = {
    {"x86", "SCMP_ARCH_X86"},
    {"amd64", "SCMP_ARCH_X86_64"},
    {"x32", "SCMP_ARCH_X32"},
    {"arm", "SCMP_ARCH_ARM"},
    {"arm64", "SCMP_ARCH_AARCH64"},
    {"mips", "SCMP_ARCH_MIPS"},
    {"mips64", "SCMP_ARCH_MIPS64"},
    {"mips64n32", "SCMP_ARCH_MIPS64N32"},
    {"mipsel", "SCMP_ARCH_MIPSEL"},
    {"mipsel64", "SCMP_ARCH_MIPSEL64"},
    {"mipsel64n32", "SCMP_ARCH_MIPSEL64N32"},
    {"ppc", "SCMP_ARCH_PPC"},
    {"ppc64", "SCMP_ARCH_PPC64"},
    {"ppc64le", "SCMP_ARCH_PPC64LE"},
    {"riscv64", "SCMP_ARCH_RISCV64"},
    {"s390", "SCMP_ARCH_S390"},
    {"s390x", "SCMP_ARCH_S390X"},
    {"loong64", "SCMP_ARCH_LOONGARCH64"},
    {NULL, NULL},
};

const struct gty_word gty_libcontainer_actions[] = {
    {1, "SCMP_ACT_KILL"},         {2, "SCMP_ACT_ERRNO"},
    {3, "SCMP_ACT_TRAP"},         {4, "SCMP_ACT_ALLOW"},
    {5, "SCMP_ACT_TRACE"},        {6, "SCMP_ACT_LOG"},
    {7, "SCMP_ACT_NOTIFY"},       {8, "SCMP_ACT_KILL_THREAD"},
    {9, "SCMP_ACT_KILL_PROCESS"}, {0, NULL},
};

const struct gty_word gty_libcontainer_operators[] = {
    {1, "SCMP_CMP_EQ"}, {2, "SCMP_CMP_NE"}, {3, "SCMP_CMP_GT"},        {4, "SCMP_CMP_GE"},
    {5, "SCMP_CMP_LT"}, {6, "SCMP_CMP_LE"}, {7, "SCMP_CMP_MASKED_EQ"}, {0, NULL},
};

const struct gty_mount_flag gty_mount_flags[] = {
    {0x00005000, "rbind", NULL},
    {0x00001000, "bind", NULL},
    {0x00000020, "remount", NULL},
    {0x00000001, "ro", "rw"},
    {0x00000002, "nosuid", "suid"},
    {0x00000004, "nodev", "dev"},
    {0x00000008, "noexec", "exec"},
    {0x00000010, "sync", "async"},
    {0x00000040, "mand", "nomand"},
    {0x00000080, "dirsync", NULL},
    {0x00000100, "nosymfollow", "symfollow"},
    {0x00000400, "noatime", "atime"},
    {0x00000800, "nodiratime", "diratime"},
    {0x00008000, "silent", "loud"},
    {0x00200000, "relatime", "norelatime"},
    {0x00800000, "iversion", "noiversion"},
    {0x01000000, "strictatime", "nostrictatime"},
    {0x02000000, "lazytime", "nolazytime"},
    {GTY_MS_PRIVATE | GTY_MS_REC, "rprivate", NULL},
    {GTY_MS_PRIVATE, "private", NULL},
    {GTY_MS_SLAVE | GTY_MS_REC, "rslave", NULL},
    {GTY_MS_SLAVE, "slave", NULL},
    {GTY_MS_SHARED | GTY_MS_REC, "rshared", NULL},
    {GTY_MS_SHARED, "shared", NULL},
    {GTY_MS_UNBINDABLE | GTY_MS_REC, "runbindable", NULL},
    {GTY_MS_UNBINDABLE, "unbindable", NULL},
    {0, NULL, NULL},
};
