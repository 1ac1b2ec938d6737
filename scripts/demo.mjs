#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Shows containers on this machine: what one sees of it, what it is kept from, how it ends and how long that took.
import { hostname } from 'node:os'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { outputs } from './lib/paths.mjs'
import { Failure, main } from './lib/tools.mjs'

const look = `
echo "host name: $(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)"
echo "processes:"
for folder in /proc/[0-9]*; do echo "  \${folder#/proc/}  $(cat $folder/comm)"; done 2>/dev/null
echo "network: $(sed -n 's/^ *\\([^ ]*\\):.*/\\1/p' /proc/net/dev | tr '\\n' ' ')"
echo "capabilities: $(sed -n 's/^CapEff:.//p' /proc/self/status)"
touch /usr/demo 2>/dev/null && echo "wrote to /usr" || echo "/usr: read-only"
exit 7`

const shows = [
  {
    title: 'A container on this machine’s own programs, limited to 64 MB and 32 processes',
    options: { argv: ['sh', '-c', look], memory: '64M', pids: 32 },
  },
  {
    title: 'One that takes more memory than its 32 MB',
    options: { argv: ['sh', '-c', 'x=0123456789abcdef; while :; do x=$x$x; done'], memory: '32M' },
  },
  {
    title: 'One that takes more processes than its 8',
    options: { argv: ['sh', '-c', 'for i in 1 2 3 4 5 6 7 8 9; do sleep 5 & done; wait'], pids: 8, timeout: 5000 },
  },
  {
    title: 'One that does not end within half a second',
    options: { argv: ['sleep', '1000'], timeout: 500 },
  },
]

await main(import.meta, async () => {
  await build()
  if (process.platform !== 'linux') throw new Failure(`containers need Linux, this is ${process.platform}`)
  if (process.geteuid() !== 0) throw new Failure('containers need root: sudo scripts/demo')
  const { sandbox } = await import(pathToFileURL(`${outputs.dist}/index.js`).href)
  console.log(`This machine is ${hostname()}, and this process is number ${process.pid}.`)
  for (const { title, options } of shows) {
    console.log(`\n${title}:`)
    const started = performance.now()
    const result = await sandbox({ ...options, reject: false })
    const total = performance.now() - started
    const said = `${result.stdout}${result.stderr}`.trimEnd()
    if (said !== '') console.log(said.replace(/^/gm, '    '))
    const around = (total - result.durationMs).toFixed(1)
    console.log(
      `  ended: ${ending(result)}, after ${result.durationMs.toFixed(1)} ms; made and removed in ${around} ms`,
    )
  }
  console.log('\nTry it: node dist/cli.cjs sandbox -- sh')
})

function ending({ exitCode, signal, timedOut, oomKilled }) {
  if (timedOut) return 'killed, its time was over'
  if (oomKilled) return 'killed, its memory limit was reached'
  return signal === undefined ? `exit status ${exitCode}` : `by ${signal}`
}
