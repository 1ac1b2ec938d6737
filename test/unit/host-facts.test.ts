// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { cgroupFacts } from '../../src/host/cgroups.js'

const v1Mounts = `22 27 0:21 / /proc rw,relatime - proc proc rw
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
`
const v1Own = `4:name=systemd:/user.slice/session-1.scope
3:pids:/user.slice
2:memory:/a:b
1:cpu,cpuacct:/
`
const none = () => ''

describe('cgroup facts', () => {
  it('of v1 are its hierarchies in the order of their mounts', () => {
    expect(cgroupFacts(v1Mounts, v1Own, none)).toEqual({
      mode: 'v1',
      v1: [
        { controllers: ['cpu', 'cpuacct'], mount: '/sys/fs/cgroup/cpu,cpuacct', own: '/' },
        { controllers: ['memory'], mount: '/sys/fs/cgroup/memory', own: '/a:b' },
        { controllers: ['pids'], mount: '/sys/fs/cgroup/pids', own: '/user.slice' },
        { controllers: [], name: 'systemd', mount: '/sys/fs/cgroup/systemd', own: '/user.slice/session-1.scope' },
      ],
    })
  })

  it('of hybrid have a unified hierarchy beside them', () => {
    const mounts = `${v1Mounts}41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n`
    const facts = cgroupFacts(mounts, `${v1Own}0::/user.slice\n`, () => '')
    expect(facts.mode).toBe('hybrid')
    expect(facts.v1).toHaveLength(4)
    expect(facts.unified).toEqual({ controllers: [], mount: '/sys/fs/cgroup/unified', own: '/user.slice' })
    expect(facts.unifiedControllers).toEqual([])
  })

  it('of v2 have its controllers', () => {
    const mounts = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n'
    const asked: string[] = []
    const facts = cgroupFacts(mounts, '0::/user.slice/a\n', (mount) => {
      asked.push(mount)
      return 'cpuset cpu io memory pids\n'
    })
    expect(facts).toEqual({
      mode: 'v2',
      v1: [],
      unified: { controllers: [], mount: '/sys/fs/cgroup', own: '/user.slice/a' },
      unifiedControllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
    })
    expect(asked).toEqual(['/sys/fs/cgroup'])
  })

  it('of a container count paths from what is mounted', () => {
    const mounts = `1 2 0:3 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
2 2 0:4 /docker/abc /sys/fs/cgroup/pids ro - cgroup cgroup rw,pids
`
    const { v1 } = cgroupFacts(mounts, '2:pids:/docker/abc/inner\n1:memory:/docker/abc\n', none)
    expect(v1.map(({ own }) => own)).toEqual(['/', '/inner'])
  })

  it('count a hierarchy that is mounted twice once, and read escaped paths', () => {
    const mounts = `1 2 0:3 / /sys/fs/my\\040cgroup rw - cgroup cgroup rw,memory
2 2 0:3 / /elsewhere rw - cgroup cgroup rw,memory
`
    const { v1 } = cgroupFacts(mounts, '1:memory:/\n', none)
    expect(v1).toEqual([{ controllers: ['memory'], mount: '/sys/fs/my cgroup', own: '/' }])
  })

  it('leave out a hierarchy that is not mounted', () => {
    expect(cgroupFacts('', '1:memory:/\n0::/\n', none)).toEqual({ mode: 'none', v1: [] })
    expect(cgroupFacts('', '', none)).toEqual({ mode: 'none', v1: [] })
  })
})
