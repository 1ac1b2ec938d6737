// SPDX-License-Identifier: Apache-2.0
// What may stand in a state file.

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isString = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0')
export const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
// The kernel's largest pid is 2^22; 1 would be the host's own init.
export const isPid = (value: unknown) => isCount(value) && value !== 1 && (value as number) <= 1 << 22
/** Empty: of no process. */
export const isStartTime = (value: unknown) => isString(value) && /^\d*$/.test(value)
export const isProcess = (value: unknown) =>
  isRecord(value) && value['pid'] !== 0 && isPid(value['pid']) && isStartTime(value['startTime'])
/** Without empty, `.` and `..` components. */
export const isAbsolute = (value: unknown) => isString(value) && /^(\/|(\/(?!\.{1,2}(\/|$))[^/]+)+)$/.test(value)
export const isListOf = (check: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(check)
export const isOptional = (check: (item: unknown) => boolean) => (value: unknown) => value === undefined || check(value)
export const isNamespace = (value: unknown) =>
  isRecord(value) && isString(value['type']) && isOptional(isString)(value['path'])
export const isHook = (value: unknown) =>
  isRecord(value) &&
  isAbsolute(value['path']) &&
  isOptional(isListOf(isString))(value['args']) &&
  isOptional(isListOf(isString))(value['env']) &&
  isOptional(isCount)(value['timeout'])

export const isWord = (value: unknown) => isString(value) && value !== ''
const isIndex = (value: unknown) => isCount(value) && value !== 0
const isAddress = (value: unknown) =>
  isRecord(value) &&
  isWord(value['address']) &&
  ['peer', 'broadcast', 'scope'].every((name) => isOptional(isWord)(value[name])) &&
  isOptional(isListOf(isWord))(value['flags']) &&
  isOptional((protocol) => isWord(protocol) || isCount(protocol))(value['protocol'])
const isDevice = (value: unknown) =>
  isRecord(value) &&
  isWord(value['name']) &&
  isIndex(value['index']) &&
  isOptional(isWord)(value['macAddress']) &&
  typeof value['up'] === 'boolean' &&
  isListOf(isAddress)(value['addresses']) &&
  isWord(value['inside']) &&
  isOptional(isIndex)(value['insideIndex'])
const isInterface = (value: unknown) =>
  isRecord(value) && isWord(value['name']) && isIndex(value['index']) && isWord(value['inside'])
const isRoute = (value: unknown) => isRecord(value) && Object.values(value).every(isWord)

/** See src/container/host-mounts.ts. */
export const isHostMounts = (value: unknown) =>
  isRecord(value) && isWord(value['below']) && isOptional(isWord)(value['root'])

/** See src/network/state.ts. */
export const isNetwork = (value: unknown) =>
  isRecord(value) &&
  isIndex(value['home']) &&
  isOptional(isAbsolute)(value['joined']) &&
  isListOf(isDevice)(value['devices']) &&
  isListOf(isInterface)(value['interfaces']) &&
  isListOf(isRoute)(value['routes'])
