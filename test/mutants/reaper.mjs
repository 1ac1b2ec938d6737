// SPDX-License-Identifier: Apache-2.0
// Of process 1 of a sandbox, and of what ends with its owner.

const reaper = 'test/integration/reaper.test.ts'
const owner = 'test/integration/owner.test.ts'
const file = 'bridge/init/reaper.c'

export const mutants = [
  {
    name: 'reaper-keeps-capabilities',
    file,
    from: 'result = sys(capset, &header, none);',
    to: '(void)header, (void)none;',
    by: `${reaper} > the reaper waits with the program of a created container, and holds nothing but its pipe`,
  },
  {
    name: 'reaper-keeps-groups',
    file,
    from: 'long result = sys(setgroups, 0, NULL);',
    to: 'long result = 0;',
    by: `${reaper} > the reaper takes the user and the place of the program, not its rights`,
  },
  {
    name: 'reaper-keeps-descriptors',
    file,
    from: '    close_others(&reaper);\n',
    to: '    if (false) close_others(&reaper);\n',
    by: `${reaper} > the reaper waits with the program of a created container, and holds nothing but its pipe`,
  },
  {
    name: 'reaper-takes-forged-signals',
    file,
    from: 'signal->ssi_code == SI_USER && signal->ssi_pid == 0',
    to: 'signal->ssi_pid == 0',
    by: `${reaper} > signals from outside are not made up inside: what is sent to process 1 goes nowhere`,
  },
  {
    name: 'reaper-takes-signals-from-inside',
    file,
    from: 'signal->ssi_code == SI_USER && signal->ssi_pid == 0',
    to: 'signal->ssi_code == SI_USER',
    by: `${reaper} > signals from outside are not made up inside: what is sent to process 1 goes nowhere`,
  },
  {
    name: 'reaper-is-stopped',
    file: 'src/container/init.ts',
    from: 'if (number === sigstop && this.#plan.record.reaper)',
    to: 'if (false)',
    by: `${reaper} > signals from outside stop and continue the program, and not the reaper`,
  },
  {
    name: 'reaper-leaves-orphans',
    file,
    from: 'long pid = sys(wait4, -1, &status, WNOHANG, NULL);',
    to: 'long pid = sys(wait4, reaper->program, &status, WNOHANG, NULL);',
    by: `${reaper} > the program has its orphans reaped`,
  },
  {
    name: 'reaper-outlives-owner',
    file,
    from: 'reaper->detached ? 1 : 2',
    to: '1',
    by: `${owner} > a sandbox ends with its owner, ended by SIGKILL`,
  },
  {
    name: 'report-outlives-worker',
    file: 'bridge/addon/launch.cc',
    from: '            ownDescriptor(env, *fd);\n',
    to: '',
    by: `${owner} > a sandbox ends with the worker that started it, ended by terminate(); those of others go on`,
  },
  {
    name: 'prune-takes-the-living',
    file: 'src/container/ownership.ts',
    from: 'if (tryFlock(fd) && fstatSync(fd).nlink > 0) return ownership(path, fd)\n  closeSync(fd)\n  return undefined',
    to: 'return ownership(path, fd)',
    by: `${owner} > what a dead owner left is all that prune removes`,
  },
]
