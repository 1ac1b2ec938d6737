// requires: root, linux, cgroup, command strace, command python3
// SPDX-License-Identifier: Apache-2.0
// What others can make without end, the init and its reaper take some at a time: between them they look at what ends it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { hostFacts } from '../../src/host/facts.js'
import { folder } from '../helpers/bundle.js'
import { create, finish } from '../helpers/containers.js'

/** The most calls of the one kind that a trace has without one of the other between them. */
function mostInTurn(trace: string, call: RegExp, wait: string): number {
  const turns = readFileSync(trace, 'utf8').split(wait)
  return Math.max(...turns.map((turn) => turn.match(call)?.length ?? 0))
}

it('the reaper reaps orphans 64 at a time', async () => {
  const number = 300
  const orphans = Array.from({ length: number }, () => ['child', 'background', 'true', ';']).flat()
  const args = ['cat', ';', ...orphans, 'echo', 'left', ';', 'sleep', '1000']
  const { container } = await create(args, () => {}, { create: { reaper: true } })
  const { pid, stdin, stdout } = await container.run()
  // Nothing is reaped until all have ended.
  process.kill(pid, 'SIGSTOP')
  stdin!.end()
  for (let said = ''; !said.includes('left\n'); ) said += (await once(stdout!, 'data'))[0]
  const trace = join(folder(), 'trace')
  const tracer = spawn('strace', ['-o', trace, '-e', 'trace=wait4,epoll_pwait', '-p', String(pid)])
  onTestFinished(() => void tracer.kill('SIGKILL'))
  await once(tracer.stderr, 'data')
  process.kill(pid, 'SIGCONT')
  // With nobody to wake it.
  await expect.poll(() => readFileSync(trace, 'utf8').match(/^wait4\(.*= [1-9]\d*$/gm)?.length).toBe(number)
  expect(mostInTurn(trace, /^wait4/gm, 'epoll_pwait')).toBeLessThanOrEqual(65)
})

it('the init takes no more of what a hook says than a pipe holds', async () => {
  const [trace, log] = [join(folder(), 'trace'), join(folder(), 'log')]
  const script = `
    strace -o ${trace} -e trace=read,ppoll -p $PPID >${log} 2>&1 </dev/null &
    until grep -q attached ${log}; do sleep 0.05; done
    kill -STOP $PPID
    python3 -c 'import fcntl, os; fcntl.fcntl(1, 1031, 1 << 20); os.write(1, b"x" * (1 << 20))'
    kill -CONT $PPID`
  const { container } = await create(
    ['true'],
    (config) => {
      // In the host's pid namespace the init can be stopped, and without cgroups the tracer is none of the container's.
      config.linux.namespaces = config.linux.namespaces!.filter(({ type }) => !['pid', 'cgroup'].includes(type))
      config.mounts = config.mounts!.filter(({ type }) => type !== 'cgroup')
      delete config.linux.resources
      config.hooks = { createContainer: [{ path: '/bin/sh', args: ['sh', '-c', script] }] }
    },
    { host: { ...hostFacts(), cgroup: { mode: 'none' as const, v1: [] } } },
  )
  expect(await finish(await container.run())).toMatchObject({ exitCode: 0 })
  await expect.poll(() => readFileSync(trace, 'utf8')).toContain('+++ exited')
  const most = mostInTurn(trace, /^read\(/gm, 'ppoll')
  expect(most).toBeGreaterThan(1)
  // Once where it ended, and once more to its end.
  expect(most).toBeLessThan(300)
})
