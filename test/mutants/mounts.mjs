// SPDX-License-Identifier: Apache-2.0
// Of mounts with flags, mounts on the host, and what a caller has and its container must not get.

const flags = 'test/integration/bind-flags.test.ts'
const host = 'test/integration/host-mounts.test.ts'
const streams = 'test/integration/nonblocking.test.ts'

export const mutants = [
  {
    name: 'bind-flags-kept',
    file: 'core-c/resolve/mount_options.c',
    from: 'if (request->flagged) request->drop',
    to: 'if (false) request->drop',
    by: 'core-c/test/plan_mounts_test.c > bind with',
  },
  {
    name: 'source-of-the-host',
    file: 'bridge/init/sources.c',
    from: 'long result = sys(setns, namespace, CLONE_NEWNS);',
    to: 'long result = 0;',
    by: `${flags} > in a user namespace stays read-only whatever`,
  },
  {
    name: 'locked-flags-unnamed',
    file: 'bridge/init/mount.c',
    from: 'if (locked) return fail_locked(init, "cannot clear',
    to: 'if (false) return fail_locked(init, "cannot clear',
    by: `${flags} > does not take what is locked: ro by ["rbind","rrw"]`,
  },
  {
    name: 'locked-flags-dropped',
    file: 'bridge/init/mount.c',
    from: 'clear | (drop & ~(held & LOCKABLE))',
    to: 'clear | drop',
    by: `${flags} > in a user namespace, of a source with ro`,
  },
  {
    name: 'locked-times-changed',
    file: 'bridge/init/mount.c',
    from: 'if (clear & ATIMES && (held & ATIMES) != (set & ATIMES))',
    to: 'if (clear & ATIMES && (held & ATIMES) == (set & ATIMES))',
    by: `${flags} > does not take what is locked: noatime`,
  },
  {
    name: 'host-mounts-seen-elsewhere',
    file: 'bridge/init/root.c',
    from: 'if (result == 0) result = set_propagation(init, tree, op);',
    to: '(void)op;',
    by: `${host} > keeps its mounts to itself`,
  },
  {
    name: 'host-mounts-left',
    file: 'src/container/destroy.ts',
    from: 'await removeHostMounts(state).catch(',
    to: 'await Promise.resolve().catch(',
    by: `${host} > takes them away at its end`,
    bundled: true,
  },
  {
    name: 'host-mounts-left-by-a-failure',
    file: 'src/container/start.ts',
    from: 'undo.add(() => removeHostMounts(state))',
    to: '',
    by: `${host} > leaves nothing behind where it cannot be started`,
    bundled: true,
  },
  {
    name: 'host-mounts-of-others',
    file: 'src/container/host-mounts.ts',
    from: 'if (now !== undefined && ours) await',
    to: 'if (now !== undefined) await',
    by: `${host} > leaves what others have mounted`,
    bundled: true,
  },
  {
    name: 'affinity-inherited',
    file: 'bridge/init/namespaces.c',
    from: 'long result = sys(sched_setaffinity, 0, sizeof all, all);',
    to: 'long result = 0;',
    by: 'test/integration/cpu-affinity.test.ts > is not bound to the CPU of its caller',
  },
  {
    name: 'nonblocking-streams-shared',
    file: 'src/cli/life/streams.ts',
    from: 'isNonblocking(fd) ? this.#pipeFor(fd, i === 0) : fd',
    to: 'isNonblocking(fd) ? fd : fd',
    by: `${streams} > run gives the program streams that block`,
    bundled: true,
  },
  {
    name: 'output-cut-at-the-end',
    file: 'src/cli/life/streams.ts',
    from: 'await Promise.all(this.#output)',
    to: '',
    by: `${streams} > carries every byte`,
    bundled: true,
  },
]
