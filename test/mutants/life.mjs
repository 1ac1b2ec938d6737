// SPDX-License-Identifier: Apache-2.0
// Of the life of a container: killing, waiting, hooks, the state directory, the files of callers.

const kill = 'test/attack/kill.test.ts'
const owner = 'test/attack/cgroup-owner.test.ts'
const hooks = 'test/integration/hook-waits.test.ts'
const state = 'test/attack/state.test.ts'
const files = 'test/integration/cli-files.test.ts'

export const mutants = [
  // ---- killing
  {
    name: 'killed-but-not-thawed',
    file: 'bridge/spawn/cgroup_signal.c',
    from: 'if (!set(directory, "freezer.state", "THAWED")) set(directory, "cgroup.freeze", "0");',
    to: '',
    by: `${kill} > that is frozen dies of SIGKILL`,
  },
  {
    name: 'pid-not-looked-for-again',
    file: 'bridge/spawn/cgroup_signal.c',
    from: '!has(&visit->again, pids[i]) || ',
    to: '',
    by: `${kill} > gives none to a process that has left its cgroup`,
  },
  {
    name: 'nothing-held-fast',
    file: 'bridge/spawn/cgroup_signal.c',
    from: 'if (request->freeze && !set(directory, "freezer.state", "FROZEN"))',
    to: 'if (false)',
    by: `${kill} > holds fast what is there`,
  },
  {
    name: 'new-cgroup-frozen',
    file: 'bridge/spawn/cgroup.c',
    from: 'return check_thawed(step->path, failure) < 0 ? -1 : put_mark(step, mark, failure);',
    to: 'return put_mark(step, mark, failure);',
    by: `${kill} > would lie in a frozen one is refused`,
  },
  {
    name: 'frozen-container-started',
    file: 'src/container/status.ts',
    from: "if (isFrozen(state.cgroups)) return 'paused'",
    to: '',
    by: `${kill} > is not started, and can be deleted`,
  },
  {
    name: 'killed-before-the-look-for-itself',
    file: 'bridge/spawn/cgroup_signal.c',
    from: 'if (!has(&visit->here, getpid())) return 0;',
    to: 'return 0;',
    by: 'test/attack/kill-unified.test.ts > nobody is killed in a cgroup that this process is in',
  },
  {
    name: 'wide-tree-from-the-top-again',
    file: 'bridge/spawn/cgroup_walk.c',
    from: 'if (parent >= 0 && sweeps && unlinkat(parent, last(names), AT_REMOVEDIR) == 0) *removed = true;',
    to: 'if (parent >= 0 && sweeps) *removed = true;',
    by: 'test/attack/kill-wide.test.ts > what has not been reached in one round is in another',
  },
  {
    name: 'removal-without-end',
    file: 'bridge/spawn/cgroup_walk.c',
    from: '(less || !sweeps) && gty_now() > deadline',
    to: '!sweeps && gty_now() > deadline',
    by: 'test/attack/kill-wide.test.ts > a removal ends with its time',
  },
  {
    name: 'cgroup-taken-over-without-mark',
    file: 'bridge/spawn/cgroup.c',
    from: 'return check_thawed(step->path, failure) < 0 ? -1 : put_mark(step, mark, failure);',
    to: 'return check_thawed(step->path, failure) < 0 ? -1 : step->made ? put_mark(step, mark, failure) : 0;',
    by: `${owner} > whose cgroup another has taken over is destroyed alone`,
  },
  {
    name: 'cgroup-of-another-removed',
    file: 'bridge/spawn/cgroup_remove.c',
    from: 'gty_cgroup_bears(directory, mark) && ',
    to: '',
    by: `${owner} > leaves cgroups that do not bear its mark`,
  },
  {
    name: 'interrupted-start-left-alive',
    file: 'src/container/destroy.ts',
    from: 'if (hasCgroups(state)) await killAll(undefined, { ...options, everyone: true })',
    to: '',
    by: `${owner} > takes those away that do, and what is in them`,
  },
  // ---- hooks and waiting
  {
    name: 'hook-killed-alone',
    file: 'src/hooks/run.ts',
    from: "process.kill(-pid, 'SIGKILL')",
    to: "process.kill(pid, 'SIGKILL')",
    by: `${hooks} > and that holds its streams is killed with it`,
  },
  {
    name: 'hook-of-init-killed-alone',
    file: 'bridge/init/hooks.c',
    from: 'sys(kill, -hook->pid, SIGKILL);',
    to: '',
    by: `${hooks} > init runs the hook`,
  },
  {
    name: 'poststop-failure-thrown',
    file: 'src/hooks/run.ts',
    from: 'if (failure) tell(hookError(kind, index, hook, failure))',
    to: 'if (failure) throw hookError(kind, index, hook, failure)',
    by: `${hooks} > that fail are told`,
  },
  {
    name: 'start-outlives-its-init',
    file: 'src/container/init.ts',
    from: 'this.exit.then(() => end.abort())',
    to: '',
    by: `${hooks} > a hook that ends the init ends the start with it`,
  },
  {
    name: 'delete-waits-before-it-kills',
    file: 'src/container/container.ts',
    from: 'const busy = force ? atMostEvery(killPause, () => this.#killAhead()) : undefined',
    to: 'const busy = undefined',
    by: `${hooks} > the container is deleted by force alone`,
    bundled: true,
  },
  {
    name: 'turn-waited-for-without-end',
    file: 'src/container/lock.ts',
    from: 'if (performance.now() > end) throw stillLocked(path)',
    to: '',
    by: `${hooks} > who waits for a container that another is at work on`,
    bundled: true,
  },
  {
    name: 'open-in-root-without-end',
    file: 'bridge/addon/file.cc',
    from: 'tries < openTries',
    to: 'true',
    by: 'test/integration/bridge.test.ts > puts off again and again',
  },
  // ---- the state directory
  {
    name: 'way-to-state-unchecked',
    file: 'src/container/owner.ts',
    from: 'left.length > 0 ? whyNotOnTheWay(found) : whyNotLast(found)',
    to: 'left.length > 0 ? undefined : whyNotLast(found)',
    by: `${state} > are refused where they belong to another`,
  },
  {
    name: 'link-to-state-unchecked',
    file: 'src/container/owner.ts',
    from: "links > mostLinks ? 'is one link too many' : whyNotOwned(found)",
    to: "links > mostLinks ? 'is one link too many' : undefined",
    by: `${state} > on the way that a link leads`,
  },
  {
    name: 'damaged-state-believed',
    file: 'src/container/damaged.ts',
    from: 'if (!(await processesIn(path)).includes(read.pid)) return undefined',
    to: '',
    by: `${state} > names a process of other cgroups`,
  },
  {
    name: 'container-without-state-hidden',
    file: 'src/container/state.ts',
    from: 'return unwritten(directory, id)',
    to: 'return undefined',
    by: `${state} > that was never written does not hide`,
  },
  {
    name: 'created-without-lock',
    file: 'src/container/factory.ts',
    from: 'unlock = tryLock(directory)',
    to: 'unlock = () => {}',
    by: 'test/fault/create.test.ts > takes its lock before there is a state',
  },
  // ---- the files of callers
  {
    name: 'special-file-written',
    file: 'src/cli/file.ts',
    from: 'if (found.isFile()) return',
    to: 'return',
    by: `${files} > refuses a fifo, and leaves it`,
    bundled: true,
  },
]
