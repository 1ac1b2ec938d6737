// SPDX-License-Identifier: Apache-2.0
import type { ContainerError } from '../../src/errors.js'

/** What a promise rejects with; undefined if it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<ContainerError | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return error as ContainerError
  }
}
