// requires: root, linux, cgroup, command setpriv
// Who the program is and what it may do: what the config says, whatever the caller was.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Bundle, bundle, folder } from '../helpers/bundle.js'
import { stateRoot, uniqueId } from '../helpers/command.js'
import { create, finish } from '../helpers/containers.js'
import { built } from '../helpers/paths.js'
import { slow } from '../helpers/slow.js'

type Change = (config: Bundle['config']) => void

/** What the program's verbs say where the command is run by way of setpriv. */
function runBy(setpriv: string[], verbs: string[], change: Change = () => {}): string {
  const { root } = stateRoot()
  const { path } = bundle(folder(), verbs, change)
  const command = [process.execPath, built.command, '--root', root, 'run', '-b', path, uniqueId('identity')]
  const { stdout, stderr } = spawnSync('setpriv', [...setpriv, '--', ...command], {
    encoding: 'utf8',
    timeout: slow(60_000),
  })
  expect(stderr).toBe('')
  return stdout
}

async function run(verbs: string[], change?: Change): Promise<string> {
  const { container } = await create(verbs, change)
  return (await finish(await container.run())).stdout
}

const bits = (...numbers: bigint[]) =>
  numbers
    .reduce((set, number) => set | (1n << number), 0n)
    .toString(16)
    .padStart(16, '0')
const [chown, kill, netRaw, wakeAlarm] = [0n, 5n, 13n, 35n]

describe('the program’s', () => {
  it('capabilities are those of the config, set by set', async () => {
    const stdout = await run(['caps'], ({ process }) => {
      process.capabilities = {
        bounding: ['CAP_CHOWN', 'CAP_KILL', 'CAP_NET_RAW', 'CAP_WAKE_ALARM'],
        permitted: ['CAP_CHOWN', 'CAP_KILL', 'CAP_WAKE_ALARM'],
        effective: ['CAP_CHOWN'],
        inheritable: ['CAP_KILL', 'CAP_WAKE_ALARM'],
        ambient: ['CAP_KILL', 'CAP_WAKE_ALARM'],
      }
      // No root: the program's sets are those before the exec, and not made anew from the bounding set.
      process.user = { uid: 1000, gid: 1000 }
    })
    expect(stdout).toContain(`bounding ${bits(chown, kill, netRaw, wakeAlarm)}\n`)
    for (const name of ['inheritable', 'ambient', 'permitted', 'effective'])
      expect(stdout).toContain(`${name} ${bits(kill, wakeAlarm)}\n`)
  })

  it('capabilities as root are no more than the bounding set, of which none is forgotten', async () => {
    const set = ['CAP_CHOWN', 'CAP_WAKE_ALARM'] as const
    const stdout = await run(['caps'], ({ process }) => {
      process.capabilities = { bounding: [...set], permitted: [...set], effective: [...set] }
    })
    for (const name of ['bounding', 'permitted', 'effective'])
      expect(stdout).toContain(`${name} ${bits(chown, wakeAlarm)}\n`)
    expect(stdout).toContain(`inheritable ${bits()}\n`)
  })

  it('ambient capabilities are the config’s alone: no ambient capability of the caller is left', () => {
    const caller = ['--inh-caps', '+net_raw', '--ambient-caps', '+net_raw']
    const stdout = runBy(caller, ['caps'], ({ process }) => {
      const set = ['CAP_NET_RAW' as const]
      process.capabilities = { bounding: set, permitted: set, effective: set, inheritable: set }
    })
    expect(stdout).toContain(`inheritable ${bits(netRaw)}\n`)
    expect(stdout).toContain(`ambient ${bits()}\n`)
  })

  it('groups are those of the config: no group of the caller is left', () => {
    expect(runBy(['--groups', '4,5'], ['ids'])).toContain('\ngroups\n')
    const added: Change = ({ process }) => {
      process.user = { uid: 0, gid: 0, additionalGids: [7] }
    }
    expect(runBy(['--groups', '4,5'], ['ids'], added)).toContain('\ngroups 7\n')
  })

  it('exec takes no new privileges where the config says so, and else may', async () => {
    const set = (noNewPrivileges: boolean) => (config: Bundle['config']) => {
      config.process.noNewPrivileges = noNewPrivileges
    }
    expect(await run(['caps'], set(true))).toContain('no_new_privs 1\n')
    expect(await run(['caps'], set(false))).toContain('no_new_privs 0\n')
  })

  it('signals are none blocked and none ignored, though Node ignores some', async () => {
    expect(readFileSync('/proc/self/status', 'latin1')).not.toMatch(/^SigIgn:\t0+$/m)
    const status = await run(['cat', '/proc/self/status'])
    expect(status.match(/^Sig(Blk|Ign):.*$/gm)).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000'])
  })

  it('session is one of its own: it leads a session of its own', async () => {
    const { container } = await create(['session'], ({ linux }) => {
      linux.namespaces = linux.namespaces!.filter(({ type }) => type !== 'pid')
    })
    expect((await finish(await container.run())).stdout).toContain('session leader\n')
  })
})
