// SPDX-License-Identifier: Apache-2.0
import { ContainerError, fromBridge } from '../errors.js'
import type { OperationName } from '../generated/contract.js'
import { NetlinkSocketError } from '../netlink/socket.js'

const operation: OperationName = 'set up network'

/** Does a step of a container's network; if it fails, the error says what it was. */
export async function step<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NetlinkSocketError)) throw fromBridge(doing, error)
    const { code, errno, message } = error
    throw new ContainerError('SystemError', `${doing}: ${message}`, { operation, errno, errnoName: code, cause: error })
  }
}
