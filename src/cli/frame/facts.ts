// SPDX-License-Identifier: Apache-2.0
import type { HostFacts } from '../../core/types.js'
import { hostFacts, hostFactsOf } from '../../host/facts.js'
import type { World } from './world.js'

/** The facts of the machine as the caller stands in it. */
export const factsFor = ({ cgroup, euid }: World): HostFacts =>
  cgroup === undefined ? hostFacts() : { ...hostFactsOf(cgroup), euid }
