// SPDX-License-Identifier: Apache-2.0
// Of the life of a container: killing, waiting, hooks, the state directory, the files of callers.

const kill = 'test/attack/kill.test.ts'
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
    from: 'if (result == 0 && request->freeze) {',
    to: 'if (false) {',
    by: `${kill} > holds fast what is there`,
  },
  {
    name: 'new-cgroup-frozen',
    file: 'bridge/spawn/cgroup.c',
    from: 'return step->owned ? check_thawed(step->path, failure) : 0;',
    to: 'return 0;',
    by: `${kill} > would lie in a frozen one is refused`,
  },
  {
    name: 'frozen-container-started',
    file: 'src/container/status.ts',
    from: "if (isFrozen(state.cgroups)) return 'paused'",
    to: '',
    by: `${kill} > is not started, and can be deleted`,
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
