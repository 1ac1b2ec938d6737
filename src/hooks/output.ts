// SPDX-License-Identifier: Apache-2.0
// What a hook says on one of its streams. Node's own streams of a child end when the last process has closed them,
// which one that the hook left behind may never do.
import { readSync } from 'node:fs'
import { close, own, pipe, readable } from '../bridge/index.js'

/** Bytes that are kept; more is read and dropped. */
const limit = 64 * 1024
/** Bytes that a pipe holds. */
const capacity = 64 * 1024

export class HookOutput {
  /** The end that the hook gets. */
  readonly theirs: number
  readonly #ours: number
  readonly #reading = new AbortController()
  readonly #buffer = Buffer.allocUnsafe(capacity)
  readonly #chunks: Buffer[] = []
  #length = 0
  #started = false

  constructor() {
    const [ours, theirs] = pipe()
    this.#ours = ours
    this.theirs = theirs
    for (const end of [ours, theirs]) own(end)
  }

  /** The hook has its copy. */
  started(): void {
    this.#started = true
    close(this.theirs)
    this.#read().catch(() => {})
  }

  /** What it has said until now. */
  text(): string {
    this.#take()
    return Buffer.concat(this.#chunks).toString()
  }

  close(): void {
    this.#reading.abort()
    close(this.#ours)
    if (!this.#started) close(this.theirs)
  }

  /** A hook must not have to wait until somebody reads. */
  async #read(): Promise<void> {
    do await readable([this.#ours], this.#reading.signal)
    while (this.#take() && !this.#reading.signal.aborted)
  }

  /** False at the end of the stream. One reading takes all that a pipe holds. */
  #take(): boolean {
    let length: number
    try {
      length = readSync(this.#ours, this.#buffer)
    } catch {
      return true
    }
    if (length > 0 && this.#length < limit) {
      this.#chunks.push(Buffer.from(this.#buffer.subarray(0, Math.min(length, limit - this.#length))))
      this.#length += length
    }
    return length > 0
  }
}
