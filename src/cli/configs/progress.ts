// SPDX-License-Identifier: Apache-2.0
// A line at the terminal that says how far a long run has come. A short one shows nothing.

/** Milliseconds until there is a line, and between two of them. */
const silence = 1000
const pace = 100

export class Progress {
  readonly #write: (text: string) => void
  readonly #now: () => number
  #next: number
  #shown = false

  /** @param now Milliseconds on a clock that only goes forward. */
  constructor(write: (text: string) => void, now: () => number = () => performance.now()) {
    this.#write = write
    this.#now = now
    this.#next = now() + silence
  }

  /** Shows `text` in the place of the last one, if it is time for it. */
  show(text: () => string): void {
    const now = this.#now()
    if (now < this.#next) return
    this.#next = now + pace
    this.#shown = true
    this.#write(`\r${text()}\x1b[K`)
  }

  /** Leaves an empty line. */
  end(): void {
    if (this.#shown) this.#write('\r\x1b[K')
    this.#shown = false
  }
}
