// requires: root, linux, cgroup, netns, command ip
// Every operation of a container with a network device fails once: the device is given back each time.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rawCore } from '../../src/core/raw.js'
import { hostFacts } from '../../src/index.js'
import { bundle, folder } from '../helpers/bundle.js'
import { uniqueId } from '../helpers/command.js'
import { foldersBelow } from '../helpers/machine.js'
import { networkNamespace } from '../helpers/network.js'
import { built } from '../helpers/paths.js'

it('a device is given back, whatever operation fails', async () => {
  const { path, ip } = await networkNamespace()
  ip('link add phys type veth peer name wire')
  ip('address add 192.0.2.5/24 dev phys')
  ip('link set phys up')
  const [root, id] = [folder('gantry-state-'), uniqueId('network-fault')]
  const files = bundle(folder(), ['true'], (config) => {
    config.linux.netDevices = { phys: { name: 'eth0' } }
  })
  const compiled = { id, bundle: files.path, host: hostFacts() }
  const { plan } = rawCore().compile(Buffer.from(JSON.stringify(files.config)), compiled)
  const { operations } = rawCore().describe(plan!.message)
  const script = join(import.meta.dirname, 'network-faults.mjs')
  const args = [script, root, built.initFault, files.path, id, String(operations.length)]
  const output = execFileSync('nsenter', [`--net=${path}`, process.execPath, ...args], { encoding: 'utf8' })
  const results: unknown[] = JSON.parse(output)
  expect(results).toHaveLength(operations.length)
  for (const [i, result] of results.entries()) {
    expect(result).toMatchObject({
      step: i + 1,
      operation: operations[i]!.operation,
      device: { flags: expect.arrayContaining(['UP']), addr_info: [{ local: '192.0.2.5', prefixlen: 24 }] },
    })
    // Nothing of what had to be undone has failed.
    expect(result).not.toHaveProperty('cause')
  }
  expect(operations.map(({ operation }) => operation)).toContain('set up network')
  expect(readdirSync(root)).toEqual([])
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(root)
  expect(foldersBelow('/sys/fs/cgroup').filter((place) => place.includes(id))).toEqual([])
})
