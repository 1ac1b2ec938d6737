// SPDX-License-Identifier: Apache-2.0
//
// Numbers of Linux that the plan needs. The core is compiled to WebAssembly, where the kernel's headers do not exist;
// they are the same on x86_64 and aarch64.
#ifndef GANTRY_TABLES_KERNEL_H
#define GANTRY_TABLES_KERNEL_H

#define GTY_CLONE_NEWTIME 0x00000080u
#define GTY_CLONE_NEWNS 0x00020000u
#define GTY_CLONE_NEWCGROUP 0x02000000u
#define GTY_CLONE_NEWUTS 0x04000000u
#define GTY_CLONE_NEWIPC 0x08000000u
#define GTY_CLONE_NEWUSER 0x10000000u
#define GTY_CLONE_NEWPID 0x20000000u
#define GTY_CLONE_NEWNET 0x40000000u

// MOUNT_ATTR_* of mount_setattr(2). Atime is one field: 0 is relatime; to change it, clear the whole field.
#define GTY_ATTR_RDONLY 0x00000001u
#define GTY_ATTR_NOSUID 0x00000002u
#define GTY_ATTR_NODEV 0x00000004u
#define GTY_ATTR_NOEXEC 0x00000008u
#define GTY_ATTR_ATIME 0x00000070u
#define GTY_ATTR_RELATIME 0x00000000u
#define GTY_ATTR_NOATIME 0x00000010u
#define GTY_ATTR_STRICTATIME 0x00000020u
#define GTY_ATTR_NODIRATIME 0x00000080u
#define GTY_ATTR_NOSYMFOLLOW 0x00200000u // since Linux 5.14

#define GTY_MS_BIND 0x00001000u
#define GTY_MS_REC 0x00004000u
#define GTY_MS_UNBINDABLE 0x00020000u
#define GTY_MS_PRIVATE 0x00040000u
#define GTY_MS_SLAVE 0x00080000u
#define GTY_MS_SHARED 0x00100000u

#define GTY_S_IFIFO 0010000u
#define GTY_S_IFCHR 0020000u
#define GTY_S_IFBLK 0060000u

// Asm-generic errnos: wasi-libc's <errno.h> has other numbers.
#define GTY_EPERM 1
#define GTY_ENOENT 2
#define GTY_EACCES 13
#define GTY_EBUSY 16
#define GTY_EEXIST 17
#define GTY_EXDEV 18
#define GTY_EINVAL 22
#define GTY_EROFS 30
#define GTY_ENOSYS 38
#define GTY_ENOTEMPTY 39
#define GTY_EDQUOT 122

#endif
