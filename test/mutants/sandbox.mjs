// SPDX-License-Identifier: Apache-2.0
// Of sandboxes, and of the library around them.

const mounts = 'test/integration/sandbox-mounts.test.ts'
const descriptors = 'test/integration/sandbox-descriptors.test.ts'
const guard = 'test/integration/sandbox-guard.test.ts'
const library = 'test/integration/sandbox-library.test.ts'
const unit = 'test/unit/sandbox.test.ts'

export const mutants = [
  // ---- what its users are told
  {
    name: 'input-beside-stdin',
    file: 'src/sandbox/sandbox.ts',
    from: 'if (this.#options.input !== undefined) throw',
    to: 'if (false as boolean) throw',
    by: `${library} > is all that the program gets: there is no stdin to write to beside it`,
  },
  {
    name: 'start-with-too-few-descriptors',
    file: 'src/sandbox/queue.ts',
    from: 'if (left >= each) return\n',
    to: 'if (left >= 0) return\n',
    by: `${unit} > refuses one alone that has not what a start needs, and none that can wait`,
  },
  {
    name: 'bind-on-another-kind',
    file: 'src/sandbox/mounts.ts',
    from: 'for (const mount of asked) checkPlace(mount, outerOf(mount, mounts))',
    to: '',
    by: `${unit} > make sense: {"binds":["/usr:/usr/bin/env"]}`,
  },
  {
    name: 'fault-of-a-config',
    file: 'src/sandbox/sandbox.ts',
    from: 'throw inOptions(error)',
    to: 'throw error',
    by: `${library} > is told of by its name: {"argv":[""]}`,
  },
  {
    name: 'timeout-not-printed',
    file: 'src/cli/life/sandbox.ts',
    from: "if (options.text('timeout') !== undefined) {",
    to: 'if (false as boolean) {',
    by: 'test/integration/cli-sandbox.test.ts > refuses ["--print-config","--timeout","3"]',
    bundled: true,
  },
  // ---- what a sandbox may write
  {
    name: 'sandbox-mounts-in-any-order',
    file: 'src/sandbox/mounts.ts',
    from: 'return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ mount }) => mount)',
    to: 'return keyed.map(({ mount }) => mount)',
    by: `${mounts} > stays so in any order of the options`,
  },
  {
    name: 'sandbox-directories-not-pinned',
    file: 'src/sandbox/mounts.ts',
    from: '...mounts, ...pins(asked, mounts, skeleton)',
    to: '...mounts',
    by: `${mounts} > is not carried away with a directory above it`,
  },
  {
    name: 'sandbox-two-mounts-on-one-place',
    file: 'src/sandbox/mounts.ts',
    from: 'if (places.indexOf(place) !== index)\n',
    to: 'if (false)\n',
    by: `${unit} > make sense: {"binds":["/usr:/data","/usr:/data/"]}`,
  },
  {
    name: 'sandbox-own-mounts-hidden',
    file: 'src/sandbox/mounts.ts',
    from: 'if (kept.includes(place))\n',
    to: 'if (false)\n',
    by: `${unit} > make sense: {"binds":["/usr:/proc"]}`,
  },
  {
    name: 'sandbox-not-guarded',
    file: 'src/sandbox/sandbox.ts',
    from: 'if (names.length === 0) return container.run(given)',
    to: 'if (names.length >= 0) return container.run(given)',
    by: `${mounts} > ends the sandbox if it is removed on the host`,
  },
  {
    name: 'guard-looks-at-what-is-left',
    file: 'src/sandbox/guard.ts',
    from: 'changed === name && end(place)',
    to: 'changed === name && look()',
    by: `${mounts} > ends the sandbox if it is exchanged, and again on the host`,
  },
  {
    name: 'guard-after-the-start',
    file: 'src/sandbox/sandbox.ts',
    from: 'const process = await container.start(given)',
    to: 'const process = await container.run(given)',
    by: `${mounts} > is watched from before the program runs`,
  },
  {
    name: 'guard-without-watches',
    file: 'src/sandbox/guard.ts',
    from: 'throw cannotGuard(place, error)',
    to: '',
    by: `${guard} > no sandbox starts: inotify_add_watch fails with ENOSPC`,
    bundled: true,
  },
  {
    name: 'full-queue-not-told',
    file: 'src/sandbox/names.ts',
    from: 'watch < 0 ? [...listeners.values()] : [listeners.get(watch) ?? []]',
    to: '[listeners.get(watch) ?? []]',
    by: `${guard} > is told to all who watch`,
  },
  {
    name: 'watcher-for-each',
    file: 'src/sandbox/names.ts',
    from: 'const watcher = shared ?? open()',
    to: 'const watcher = open()',
    by: `${guard} > is shared, and nothing is open after the last one`,
  },
  {
    name: 'bind-source-through-links',
    file: 'bridge/init/sources.c',
    from: 'if (!has(op, GTY_A_ORDINARY)) return clone_tree(',
    to: 'return clone_tree(',
    by: `${mounts} > in the place of a source shows nothing of the host`,
  },
  {
    name: 'bind-target-through-links',
    file: 'bridge/init/mounts.c',
    from: 'creation.straight = has(op, GTY_A_ORDINARY);',
    to: '',
    by: `${mounts} > in the place of a target is refused, not followed`,
  },
  {
    name: 'pin-through-links',
    file: 'bridge/init/mounts.c',
    from: '{.straight = has(op, GTY_A_ORDINARY), .type',
    to: '{.type',
    by: `${mounts} > on the way to a target is refused, not followed`,
  },
  {
    name: 'sandbox-directory-made',
    file: 'core-c/plan/rootfs.c',
    from: 'if (cwd.length > 1 && !gty_is_sandbox(config))',
    to: 'if (cwd.length > 1)',
    by: `${mounts} > that is not there is not made: /tmp/no-such-folder`,
  },
  {
    name: 'sandbox-root-shared',
    file: 'core-c/plan/rootfs.c',
    from: 'if (gty_has_namespace(planner, GTY_CLONE_NEWNS) && gty_is_sandbox(planner->config))',
    to: 'if (false)',
    by: `${mounts} > shows nothing of another sandbox, and keeps nothing of it`,
  },
  // ---- what this process holds
  {
    name: 'streams-left-open',
    file: 'src/container/container.ts',
    from: 'if (!existsSync(this.#directory)) this.#process?.finish()',
    to: '',
    by: `${descriptors} > stay as many over containers whose streams nobody reads`,
  },
  {
    name: 'stdin-left-open',
    file: 'src/container/streams.ts',
    from: '      stdin?.stream.destroy()\n',
    to: '',
    by: `${descriptors} > stay as many over many sandboxes`,
  },
  {
    name: 'no-turns',
    file: 'src/sandbox/queue.ts',
    from: 'return this.#starting < starting && (',
    to: 'return (',
    by: `${unit} > lets so many start at a time, in their order`,
  },
  {
    name: 'descriptors-of-others-not-counted',
    file: 'src/sandbox/queue.ts',
    from: ' && (this.#starting + 1) * each + reserve <= free()',
    to: ' && each + reserve + free() > 0',
    by: `${unit} > lets so many start as there are descriptors for`,
  },
  {
    name: 'turn-lost-with-its-taker',
    file: 'src/sandbox/queue.ts',
    from: "else this.#leave('starting')\n",
    to: '\n',
    by: `${unit} > gives on the turn of who is called off`,
  },
  {
    name: 'status-stolen',
    file: 'src/container/foreign.ts',
    from: 'await readable([pidfd], signal)',
    to: 'await (await import("../bridge/index.js")).waitPidfd(pidfd, signal)',
    by: `${library} > tells of its end and of its removal, whoever sees to them`,
  },
  // ---- what is told
  {
    name: 'lines-end-quietly',
    file: 'src/sandbox/sandbox.ts',
    from: '    yield* this.#output.lines()\n    await this.#result\n',
    to: '    yield* this.#output.lines()\n',
    by: `${library} > end as the program does`,
  },
  {
    name: 'caller-not-shown',
    file: 'src/stack.ts',
    from: "error.stack = [...shown, ...frames].join('\\n')",
    to: 'error.stack = error.stack',
    by: `${library} > shows who called`,
  },
  {
    name: 'oom-of-a-child-is-failure',
    file: 'src/sandbox/result.ts',
    from: '  if (exitCode === 0) return undefined\n',
    to: '  if (exitCode === 0 && !oomKilled) return undefined\n',
    by: `${unit} > of {"exitCode":0,"oomKilled":true} is`,
  },
  {
    name: 'swap-unbounded',
    file: 'src/sandbox/config.ts',
    from: 'return { limit, swap: limit +',
    to: 'return { limit, swap: -1 +',
    by: `${unit} > takes limits, binds, environment and network`,
  },
]
