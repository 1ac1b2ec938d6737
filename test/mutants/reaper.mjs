// SPDX-License-Identifier: Apache-2.0
// Of process 1 of a sandbox, and of what ends with its owner.

const reaper = 'test/integration/reaper.test.ts'
const owner = 'test/integration/owner.test.ts'
const attack = 'test/attack/reaper.test.ts'
const file = 'bridge/init/reaper.c'
const plan = 'core-c/plan/reaper.c'

export const mutants = [
  {
    name: 'reaper-reaps-without-end',
    file,
    from: 'reaped < REAPED_MAX; reaped++',
    to: 'reaped <= REAPED_MAX;',
    by: 'test/integration/init-turns.test.ts > the reaper reaps orphans 64 at a time',
  },
  {
    name: 'reaper-leaves-what-is-more',
    file,
    from: 'more = reap(program);',
    to: 'more = reap(program) && !more && false;',
    by: 'test/integration/init-turns.test.ts > the reaper reaps orphans 64 at a time',
  },
  {
    name: 'hook-read-without-end',
    file: 'bridge/init/hooks.c',
    from: 'int reads = 0; reads < READS_MAX && hook',
    to: 'int reads = 0; reads < (1 << 30) && hook',
    by: 'test/integration/init-turns.test.ts > the init takes no more of what a hook says than a pipe holds',
  },
  {
    name: 'reaper-shares-ids',
    file: plan,
    from: 'return program == FREE_ID ? FREE_ID - 1 : FREE_ID;',
    to: 'return program;',
    by: `${attack} > process 1 of a sandbox is closed to root`,
  },
  {
    name: 'reaper-shares-mapped-ids',
    file: plan,
    from: '        found = (uint32_t)last;\n',
    to: '',
    by: `${attack} > process 1 of a sandbox is closed to root of a user namespace`,
  },
  {
    name: 'reaper-has-writable-files',
    file: plan,
    from: '    if (!planner->options->reaper) return;\n    gty_operation_begin(planner, GTY_OP_READONLY_PATH);',
    to: '    if (planner) return;\n    gty_operation_begin(planner, GTY_OP_READONLY_PATH);',
    by: `${attack} > process 1 of a sandbox is closed to root`,
  },
  {
    name: 'reaper-keeps-capabilities',
    file,
    from: 'result = sys(capset, &header, none);',
    to: '(void)header, (void)none;',
    by: `${reaper} > the reaper shares the ids of the program where a joined user namespace has no others, and says so`,
  },
  {
    name: 'reaper-takes-ids-unseen',
    file,
    from: 'has(op, GTY_A_FALLBACK) ? check_ids(init, op) : 0;',
    to: 'false ? check_ids(init, op) : 0;',
    by: `${reaper} > the reaper shares the ids of the program where a joined user namespace has no others, and says so`,
  },
  {
    name: 'reaper-keeps-groups',
    file,
    from: 'long result = sys(setgroups, 0, NULL);',
    to: 'long result = 0;',
    by: `${reaper} > the reaper has a user and a group of its own, and no other group`,
  },
  {
    name: 'reaper-keeps-descriptors',
    file,
    from: '    sys(close_range, HELD, ~0u, 0);\n',
    to: '',
    by: `${reaper} > the reaper waits with the program of a created container, and holds nothing but its pipe`,
  },
  {
    name: 'reaper-keeps-message',
    file,
    from: '    sys(munmap, init->data, init->size);\n',
    to: '',
    by: `${reaper} > the reaper waits with the program of a created container, and holds nothing but its pipe`,
  },
  {
    name: 'reaper-blocks-signals',
    file,
    from: '    sys(rt_sigprocmask, SIG_SETMASK, &ended_signal, NULL, sizeof ended_signal);\n',
    to: '',
    by: `${reaper} > the reaper waits with the program of a created container, and holds nothing but its pipe`,
  },
  {
    name: 'reaper-needs-descriptors-to-wait',
    file,
    from: 'long ready = syscall6(__NR_epoll_pwait, EVENTS, (long)events, HELD, more ? 0 : -1, 0, 0);',
    to: `struct { int fd; short events, revents; } polled[2] = {{SIGNALS, 1, 0}, {REPORT, 0, 0}};
        const long none[2] = {0};
        long ready = sys(ppoll, polled, 2, more ? none : NULL, NULL, 0);
        if (ready < 0) exit_process(EXIT_FAILED);
        events[0].data = events[1].data = polled[1].revents ? REPORT : SIGNALS;`,
    by: `${attack} > process 1 of a sandbox is closed to the only user of a user namespace, and says how its program ended whatever that does to it`,
  },
  {
    name: 'reaper-is-bound-by-limits',
    file: 'core-c/plan/process.c',
    from: `    gty_plan_reaper(planner);
    if (planner->config->process.rlimit_count && !gty_limits_at_launch(planner)) gty_operation(planner, GTY_OP_LIMITS);
`,
    to: `    if (planner->config->process.rlimit_count && !gty_limits_at_launch(planner)) gty_operation(planner, GTY_OP_LIMITS);
    gty_plan_reaper(planner);
`,
    by: `${reaper} > the reaper sets the limits of a created container before it starts the program, and is not bound by them`,
  },
  {
    name: 'reaper-is-not-waited-for',
    file: 'bridge/init/session.c',
    from: 'int result = wait_for_reaper(init);',
    to: 'int result = 0;',
    by: `${attack} > the program waits until its process 1 can be done no harm`,
  },
  {
    name: 'reaper-is-signalled',
    file: 'src/container/init.ts',
    from: 'if (this.#plan.record.reaper) return this.#program !== undefined',
    to: 'if (Math.random() > 1) return this.#program !== undefined',
    by: `${reaper} > signals from outside of who started it stop and continue the program, and not the reaper`,
  },
  {
    name: 'reaper-is-signalled-by-others',
    file: 'src/container/container.ts',
    from: 'signalProcess({ ...state, ...state.program }, number)',
    to: 'signalProcess(state, number)',
    by: `${reaper} > signals from outside of another stop and continue the program, and not the reaper`,
  },
  {
    name: 'reaper-is-stopped-with-all',
    file: 'src/container/container.ts',
    from: 'if (number === sigstop && state.program) signalProcess(state, sigcont)',
    to: '',
    by: `${reaper} > signals from outside of another, sent to all stop and continue the program, and not the reaper`,
  },
  {
    name: 'program-is-whoever-the-init-says',
    file: 'src/container/proc.ts',
    from: 'return stat?.parent === parent ?',
    to: 'return stat && parent > 0 ?',
    by: `${attack} > no pidfd but that of a child of process 1 is taken for the program`,
  },
  {
    name: 'report-is-read-once',
    file: 'src/container/init.ts',
    from: 'this.#programEnding ??= this.#readReport()',
    to: 'this.#programEnding = this.#readReport()',
    by: 'test/integration/reaper-report.test.ts > the end of the program is told although that of the first process is heard of later',
  },
  {
    name: 'reaper-leaves-orphans',
    file,
    from: 'long pid = sys(wait4, -1, &status, WNOHANG, NULL);',
    to: 'long pid = sys(wait4, program, &status, WNOHANG, NULL);',
    by: `${reaper} > the program has its orphans reaped`,
  },
  {
    name: 'reaper-outlives-owner',
    file,
    from: 'if (result == 0 && owned)',
    to: 'if (result == 0 && owned && result)',
    by: `${owner} > a sandbox ends with its owner, ended by SIGKILL`,
  },
  {
    name: 'reaper-ends-with-who-gave-it-up',
    file,
    from: 'if (result == 0 && owned)',
    to: 'if (result == 0 && (owned || !result))',
    by: `${owner} > a sandbox ends not with its owner if it is detached`,
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
    from: 'if (tryFlock(fd) && fstatSync(fd).nlink > 0) return ownership(path, fd)\n  close(fd)\n  return undefined',
    to: 'return ownership(path, fd)',
    by: `${owner} > what a dead owner left is all that prune removes`,
  },
]
