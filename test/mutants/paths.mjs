// SPDX-License-Identifier: Apache-2.0
// Of paths that lie on mounts, of kernel filesystems, and of what is handed to the container.

const protectedPaths = 'test/attack/protected-paths.test.ts'
const rename = 'test/attack/rename.test.ts'
const kernel = 'test/attack/kernel-filesystems.test.ts'
const streams = 'test/attack/streams.test.ts'

export const mutants = [
  // ---- what lies on a mount
  {
    name: 'base-ignored',
    file: 'bridge/init/beneath.c',
    from: 'if (!op || !has(op, GTY_A_BASE)) return 0;',
    to: 'if (!op || !has(op, GTY_A_BASE) || true) return 0;',
    by: `${rename} > what lies below a renamed mount point is masked`,
  },
  {
    name: 'base-not-confined',
    file: 'bridge/init/beneath.c',
    from: '.path = rest, .resolve = RESOLVE_BENEATH};',
    to: '.path = rest, .resolve = RESOLVE_IN_ROOT};',
    by: `${protectedPaths} > in a volume may be reached by a link out of it`,
  },
  {
    name: 'base-not-made',
    file: 'bridge/init/beneath.c',
    from: 'if (kept->fd < 0) return -EBADF;',
    to: 'if (kept->fd < 0) return 0;',
    by: 'test/attack/message.test.ts > that was skipped is refused, not looked for elsewhere',
  },
  {
    name: 'base-unknown',
    file: 'bridge/init/verify.c',
    from: 'if (has(&op, GTY_A_BASE) && number_of(&op, GTY_A_BASE) >= needs->kept)',
    to: 'if (false)',
    by: 'test/attack/message.test.ts > with a target on a mount that is not kept is refused',
  },
  {
    name: 'base-of-hidden-mount',
    file: 'core-c/plan/bases.c',
    from: 'if (place && place->latest > latest) latest = place->latest;',
    to: 'if (place && place->latest) latest = place->latest;',
    by: 'core-c/test/plan_bases_test.c > one that is hidden by a later one above it does not',
  },
  // ---- the root, and links to nothing
  {
    name: 'readonly-root-covered',
    file: 'bridge/init/restrict.c',
    from: 'result = is_mount_root(target) ? make_tree_readonly(init, target, recursive) : bind_readonly(init, target);',
    to: '(void)recursive, result = bind_readonly(init, target);',
    by: `${protectedPaths} > that is the root, by its name or a link, takes no writes`,
  },
  {
    name: 'root-masked',
    file: 'bridge/init/restrict.c',
    from: 'int result = refuse_root(init, target);',
    to: 'int result = 0;',
    by: `${protectedPaths} > that is a link to the root is refused by name`,
  },
  {
    name: 'mount-on-root',
    file: 'bridge/init/mounts.c',
    from: 'if (refused == 0) refused = refuse_root(init, fd);',
    to: '',
    by: `${protectedPaths} > nothing is mounted over the root by a link to it`,
  },
  {
    name: 'link-to-nothing-skipped',
    file: 'bridge/init/walk.c',
    from: 'if (start < walk->words) return',
    to: 'if (false) return',
    by: `${protectedPaths} > that is a link to nothing is refused by name`,
  },
  {
    name: 'root-masked-by-name',
    file: 'core-c/check/restrictions.c',
    from: '    check_root(checker);\n',
    to: '    if (false) check_root(checker);\n',
    by: 'core-c/test/check_test.c > GTY-MOUNT-022',
  },
  // ---- kernel filesystems
  {
    name: 'proc-any-filesystem',
    file: 'bridge/init/proc.c',
    from: 'if (status.st_ino != PROC_ROOT_INODE || !on_filesystem((int)fd, PROC_SUPER_MAGIC))',
    to: 'if (status.st_ino != PROC_ROOT_INODE)',
    by: `${kernel} > is refused if it is another filesystem`,
  },
  {
    name: 'proc-any-folder',
    file: 'bridge/init/proc.c',
    from: 'if (status.st_ino != PROC_ROOT_INODE || !on_filesystem((int)fd, PROC_SUPER_MAGIC))',
    to: 'if (!on_filesystem((int)fd, PROC_SUPER_MAGIC))',
    by: `${kernel} > is refused if it is a folder of procfs`,
  },
  {
    name: 'proc-file-of-another',
    file: 'bridge/init/proc.c',
    from: 'if (on_filesystem((int)fd, PROC_SUPER_MAGIC)) return (int)fd;',
    to: 'return (int)fd;',
    by: `${kernel} > is not written to where something else lies in it`,
  },
  {
    name: 'terminal-of-no-devpts',
    file: 'bridge/init/console.c',
    from: '||\n                        !on_filesystem(path, DEVPTS_SUPER_MAGIC)))',
    to: '))',
    by: `${kernel} > a terminal comes from a devpts and from nothing else`,
  },
  {
    name: 'old-root-shared',
    file: 'bridge/init/root.c',
    from: 'result = sys(mount_setattr, old, "", AT_EMPTY_PATH | AT_RECURSIVE, &slave, sizeof slave);',
    to: '(void)slave;',
    by: `${kernel} > the host keeps its mounts though they are shared`,
  },
  // ---- what is handed over
  {
    name: 'streams-given-away',
    file: 'bridge/init/identity.c',
    from: 'if ((status.st_mode & S_IFMT) != S_IFCHR || sys(ioctl, fd, TCGETS, &settings) < 0) continue;',
    to: '(void)settings;',
    by: `${streams} > a regular file keeps owner, mode and content`,
  },
  {
    name: 'keyring-by-name',
    file: 'bridge/init/session.c',
    from: 'sys(keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL)',
    to: 'sys(keyctl, KEYCTL_JOIN_SESSION_KEYRING, "_ses")',
    by: 'test/attack/keyring.test.ts > one that is called _ses is not joined',
  },
]
