// SPDX-License-Identifier: Apache-2.0

/** What has to be taken back, last first, if the work fails half way. (Node 20 has no AsyncDisposableStack.) */
export class Undo {
  readonly #steps: (() => void | Promise<void>)[] = []

  /** Call it right after what it takes back. */
  add(step: () => void | Promise<void>): void {
    this.#steps.push(step)
  }

  /** The work is done: nothing is taken back. */
  forget(): void {
    this.#steps.length = 0
  }

  /** Takes everything back, also after a step that fails. Returns what failed. */
  async run(): Promise<unknown[]> {
    const errors: unknown[] = []
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        errors.push(error)
      }
    }
    return errors
  }

  /** Takes everything back and throws: the error itself, or with what failed on the way back. */
  async fail(error: unknown): Promise<never> {
    const errors = await this.run()
    if (errors.length === 0) throw error
    if (error instanceof Error && error.cause === undefined) {
      error.cause = new AggregateError(errors, 'not everything could be undone')
      throw error
    }
    throw new AggregateError([error, ...errors], 'failed, and not everything could be undone')
  }
}
