// SPDX-License-Identifier: Apache-2.0

/** What the addon throws when the kernel refused something. */
export interface SystemFailure extends Error {
  /** Positive. */
  errno: number
  /** `ENOENT` … */
  code: string
  /** What failed: a system call or a few words. */
  action: string
  /** What it failed on. */
  path?: string
  /** Of a launch, or of cgroup steps: the index of the cgroup step that failed. */
  failedStep?: number
}

export const isSystemFailure = (error: unknown): error is SystemFailure =>
  error instanceof Error && 'errno' in error && 'action' in error

export const isErrno = (error: unknown, code: string): error is SystemFailure =>
  isSystemFailure(error) && error.code === code
