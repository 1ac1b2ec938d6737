// SPDX-License-Identifier: Apache-2.0
// A machine to plan for where the real one is not asked: root on a current kernel with cgroup v2.
import type { HostFacts } from '../core/types.js'

export const defaultFacts: HostFacts = {
  euid: 0,
  kernel: '6.1.0',
  userNamespace: false,
  cgroup: {
    mode: 'v2',
    v1: [],
    unified: { controllers: [], mount: '/sys/fs/cgroup', own: '/' },
    unifiedControllers: ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids', 'rdma', 'misc'],
  },
}
