// SPDX-License-Identifier: Apache-2.0

/** What the kernel answers a request with that it does not carry out. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  /**
   * @param errno The errno's name.
   * @param text The kernel's own words, where it has some.
   * @param attribute The attribute that is to blame, where the kernel names its offset: names joined by `.`.
   */
  constructor(
    readonly errno: string,
    readonly text?: string,
    readonly attribute?: string,
  ) {
    super(text ?? errno)
  }
}
