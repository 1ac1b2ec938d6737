// SPDX-License-Identifier: Apache-2.0
// Which verbs there are, in the order of the help. A verb's file is loaded when the verb is called or its help is shown.
import type { Verb, VerbGroup, Verbs } from './verb.js'

export const verbs: Verbs<Verb | VerbGroup> = {
  run: () => import('../life/run.js'),
  create: () => import('../life/create.js'),
  start: () => import('../life/start.js'),
  state: () => import('../life/state.js'),
  kill: () => import('../life/kill.js'),
  delete: () => import('../life/delete.js'),
  list: () => import('../life/list.js'),
  spec: () => import('../configs/spec.js'),
  plan: () => import('../configs/plan.js'),
  validate: () => import('../configs/validate.js'),
  features: () => import('../configs/features.js'),
  convert: () => import('../configs/convert.js'),
  sandbox: () => import('../life/sandbox.js'),
  prune: () => import('../life/prune.js'),
  netlink: () => import('../netlink/netlink.js'),
}

/** Verbs of runc that are refused by name, and what they will do. */
export const unbuilt: Readonly<Record<string, string>> = {
  checkpoint: 'save a running container',
  events: 'show events and statistics of a container',
  exec: 'run another process in a container',
  pause: 'suspend all processes of a container',
  ps: 'list the processes of a container',
  restore: 'restore a saved container',
  resume: 'resume a paused container',
  update: "change a container's limits",
}

export const notBuilt = (verb: string): string => `${verb} is not built yet`

export const verbNames: readonly string[] = [...Object.keys(verbs), ...Object.keys(unbuilt)]

export const isVerb = (word: string): boolean => verbNames.includes(word)

/** Undefined where there is none, or it is not built. */
export async function loadVerb(name: string): Promise<Verb | VerbGroup | undefined> {
  return Object.hasOwn(verbs, name) ? (await verbs[name]?.())?.verb : undefined
}
