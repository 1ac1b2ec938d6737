// requires: root, linux, command unshare
// SPDX-License-Identifier: Apache-2.0
// The model against the kernel: the same requests, the same answers, but for what `notModelled` lists.
import { type ChildProcess, spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNetlinkSocket } from '../../src/netlink/socket.js'
import {
  diffMessages,
  formatDifferences,
  isModelled,
  type NetlinkSocket,
  NetlinkSocketError,
  notModelled,
  openSocketTo,
  RtnetlinkModel,
} from '../../src/netlink/testkit/index.js'
import type { Message } from '../../src/netlink/types.js'
import { otherPid, type ScriptStep, script } from '../helpers/netlink-script.js'
import { kernelBelow } from '../helpers/requires.js'

// The model is of Linux 6.18. Older kernels do not send all of it.
const sentSince: [attribute: string, major: number, minor: number][] = [['IFLA_NETNS_IMMUTABLE', 6, 15]]
const notSent = sentSince.filter(([, ...version]) => kernelBelow(...version) !== undefined).map(([name]) => name)

interface Side {
  here: NetlinkSocket
  there: NetlinkSocket
  /** A process that is there. */
  pid: number
}

const holders: ChildProcess[] = []
let kernel: Side
let model: Side

/** A process that does nothing but hold a network namespace. */
async function emptyNetwork(): Promise<number> {
  const holder = spawn('unshare', ['--net', 'sleep', '600'], { stdio: 'ignore' })
  holders.push(holder)
  const pid = holder.pid ?? 0
  const ours = readlinkSync('/proc/self/ns/net')
  while (readlinkSync(`/proc/${pid}/ns/net`) === ours) await new Promise((resolve) => setTimeout(resolve, 10))
  return pid
}

beforeAll(async () => {
  const [first, second] = [await emptyNetwork(), await emptyNetwork()]
  const open = (pid: number) => openNetlinkSocket({ namespace: { pid } })
  kernel = { here: await open(first), there: await open(second), pid: second }
  const [here, there] = [new RtnetlinkModel(), new RtnetlinkModel()]
  here.attach(there, { pid: second })
  model = { here: openSocketTo(here.open()), there: openSocketTo(there.open()), pid: second }
})

afterAll(async () => {
  for (const side of [kernel, model]) for (const socket of [side?.here, side?.there]) await socket?.close()
  for (const holder of holders) holder.kill('SIGKILL')
})

interface Outcome {
  error?: string | undefined
  text?: string | undefined
  messages: Message[]
}

async function ask(side: Side, { request: scripted, dump, other }: ScriptStep): Promise<Outcome> {
  const socket = other ? side.there : side.here
  const request = JSON.parse(JSON.stringify(scripted).replaceAll(String(otherPid), String(side.pid)))
  try {
    return { messages: await (dump ? socket.dump(request) : socket.request(request)) }
  } catch (error) {
    if (!(error instanceof NetlinkSocketError)) throw error
    return { error: error.code, text: error.text, messages: [] }
  }
}

function differences(expected: Outcome, actual: Outcome): string {
  if (expected.error !== actual.error || expected.text !== actual.text) {
    const words = ({ error, text }: Outcome) => `${error ?? 'success'}${text === undefined ? '' : ` (${text})`}`
    return `the kernel says ${words(expected)}, the model ${words(actual)}\n`
  }
  return formatDifferences(
    diffMessages(expected.messages.filter(isModelled), actual.messages.filter(isModelled), {
      ignore: [...notModelled, ...notSent],
    }),
  )
}

describe('kernel and model agree on', () => {
  it.each(script)('$name', async (step) => {
    const actual = await ask(model, step)
    let expected = await ask(kernel, step)
    let found = differences(expected, actual)
    // The kernel learns of carriers, and ends the search for duplicate addresses, a while after its acknowledgement.
    const asksOnly = String(step.request.type).startsWith('RTM_GET')
    for (let round = 0; found !== '' && asksOnly && round < 40; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      expected = await ask(kernel, step)
      found = differences(expected, actual)
    }
    expect(found).toBe('')
  })
})
