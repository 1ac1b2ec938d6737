// SPDX-License-Identifier: Apache-2.0
// The configs that checks are measured with: what `gantry spec` writes, the same with a seccomp profile of the size
// that Docker's has, and one with thousands of everything. None of them has a finding.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command } from './bundle.mjs'

const allowed = `
  accept accept4 access adjtimex alarm arch_prctl bind brk capget capset chdir chmod chown chroot clock_getres
  clock_gettime clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create
  epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve
  execveat exit exit_group faccessat faccessat2 fadvise64 fallocate fanotify_init fanotify_mark fchdir fchmod
  fchmodat fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstatfs fsync
  ftruncate futex futex_waitv futimesat get_robust_list get_thread_area getcpu getcwd getdents getdents64 getegid
  geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid
  getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr inotify_add_watch
  inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit
  ioctl ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lgetxattr
  link linkat listen listxattr llistxattr lremovexattr lseek lsetxattr lstat madvise membarrier memfd_create
  memfd_secret migrate_pages mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap modify_ldt mprotect
  mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink mremap msgctl msgget msgrcv msgsnd msync
  munlock munlockall munmap name_to_handle_at nanosleep newfstatat open openat openat2 pause pidfd_getfd pidfd_open
  pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv preadv2 prlimit64
  process_madvise process_mrelease pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
  recvfrom recvmmsg recvmsg remap_file_pages removexattr rename renameat renameat2 restart_syscall rmdir rseq
  rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
  rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam
  sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler
  sched_yield seccomp select semctl semget semop semtimedop sendfile sendmmsg sendmsg sendto set_mempolicy_home_node
  set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority
  setregid setresgid setresuid setreuid setrlimit setsid setsockopt setuid setxattr shmat shmctl shmdt shmget
  shutdown sigaltstack signalfd signalfd4 socketpair splice stat statfs statx symlink symlinkat sync sync_file_range
  syncfs sysfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime
  timerfd_create timerfd_gettime timerfd_settime times tkill truncate umask uname unlink unlinkat utime utimensat
  utimes vfork vmsplice wait4 waitid write writev
`

/** `{ name, bytes, limit }` each; `limit` is what issue 3 allows a check, in microseconds. */
export function makeConfigs() {
  const written = specConfig()
  const small = JSON.parse(written)
  return [
    { name: '2.6 KB', bytes: written, limit: 30 },
    { name: '20 KB', bytes: encode(withSeccomp(small)), limit: 150 },
    { name: '1 MB', bytes: encode(withThousands(small)), limit: 10_000 },
  ]
}

const encode = (config) => Buffer.from(`${JSON.stringify(config, null, 2)}\n`)

function specConfig() {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
  try {
    execFileSync(process.execPath, [command, 'spec', '-b', folder])
    return readFileSync(join(folder, 'config.json'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function withSeccomp(config) {
  const names = allowed.trim().split(/\s+/)
  const rule = (names, args) => ({ names, action: 'SCMP_ACT_ALLOW', ...(args ? { args } : {}) })
  const equal = (index, value) => [{ index, value, op: 'SCMP_CMP_EQ' }]
  const seccomp = {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 1,
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [
      rule(names),
      ...[0, 8, 131072, 131080, 4294967295].map((persona) => rule(['personality'], equal(0, persona))),
      ...Array.from({ length: 40 }, (_, family) => rule(['socket'], equal(0, family))),
      rule(['clone'], [{ index: 0, value: 2114060288, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]),
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 },
    ],
  }
  return { ...config, linux: { ...config.linux, seccomp } }
}

function withThousands(config) {
  const many = (count, make) => Array.from({ length: count }, (_, index) => make(index))
  const env = many(3200, (index) => `VARIABLE_${index}=the value of variable number ${index}`)
  const volumes = many(2700, (index) => ({
    destination: `/data/volume-${index}`,
    type: 'bind',
    source: `/var/lib/volumes/${index}/_data`,
    options: ['rbind', 'ro', 'nosuid', 'nodev'],
  }))
  const annotations = many(3200, (index) => [`org.example.annotation.${index}`, `"value" of number ${index}\n`])
  return {
    ...config,
    process: { ...config.process, env },
    mounts: [...config.mounts, ...volumes],
    annotations: Object.fromEntries(annotations),
  }
}
