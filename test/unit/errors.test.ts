// requires: nothing
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { ControlFailure, Core, Diagnostic, OperationDescription } from '../../src/core/types.js'
import {
  ContainerError,
  configInvalid,
  fromBridge,
  fromNodeError,
  isContainerError,
  requireRoot,
  stepFailed,
} from '../../src/errors.js'
import type { OperationName } from '../../src/generated/contract.js'

const failure: ControlFailure = {
  type: 'failed',
  step: 2,
  operation: 'mount',
  errno: 1,
  errnoName: 'EPERM',
  action: 'fsopen',
}

function coreWith(operation: OperationDescription): Core {
  const unused = () => {
    throw new Error('not used here')
  }
  return {
    compile: unused,
    check: unused,
    convert: unused,
    describeText: unused,
    readControl: unused,
    writeControl: unused,
    rules: unused,
    parse: unused,
    features: unused,
    describe: () => ({
      type: 'init',
      attributes: [],
      operations: [{ step: 1, operation: 'start session' }, operation],
    }),
  }
}

function failed(operation: Omit<OperationDescription, 'step'>, changes: Partial<ControlFailure> = {}) {
  const core = coreWith({ step: 2, ...operation } as OperationDescription)
  return stepFailed(core, new Uint8Array(), 80, {
    ...failure,
    operation: operation.operation as OperationName,
    ...changes,
  })
}

describe('a failed step', () => {
  it('says which of how many, what on what, how, and the errno', () => {
    const error = failed({ operation: 'mount', type: 'proc', target: '/proc', set: 'NOSUID|NOEXEC|NODEV' })
    expect(error.message).toBe(
      'step 2 of 80: mount proc at /proc (nosuid,noexec,nodev): fsopen: operation not permitted (EPERM)',
    )
    expect(error).toMatchObject({
      code: 'SystemError',
      step: 2,
      steps: 80,
      operation: 'mount',
      path: '/proc',
      errno: 1,
      errnoName: 'EPERM',
    })
    expect(error.hint).toContain('nested container')
  })

  it('names the path where there is no target', () => {
    const error = failed({ operation: 'set sysctl', name: 'kernel/shm', value: '1' }, { errno: 2, errnoName: 'ENOENT' })
    expect(error.message).toContain('set sysctl kernel/shm: fsopen: no such file or directory (ENOENT)')
    expect(error.hint).toBe('this kernel has no such sysctl')
  })

  it('says how a hook ended, in the words that engines know', () => {
    const hook = { operation: 'run hook', kind: 'createContainer', index: 1, timeout: 5, path: '/bin/false' }
    const ended = { errno: 10, errnoName: 'ECHILD', action: 'run hook', status: 3, text: 'stdout: a, stderr: ' }
    const error = failed(hook, ended)
    expect(error.message).toBe(
      'step 2 of 80: error running createContainer hook #1: exit status 3, stdout: a, stderr: ',
    )
    expect(error).toMatchObject({ status: 3, path: '/bin/false' })
    expect('errno' in error).toBe(false)
    expect(failed(hook, { ...ended, errno: 110, errnoName: 'ETIMEDOUT' }).message).toContain('its timeout of 5 s')
    const missing = { errno: 2, errnoName: 'ENOENT', action: 'execute hook' }
    expect(failed(hook, missing).message).toContain('hook #1: execute hook: no such file or directory (ENOENT)')
  })

  it('names the program that was looked for', () => {
    const search = { errno: 2, errnoName: 'ENOENT', action: 'find in PATH', text: 'nosuch' }
    const error = failed({ operation: 'find executable' }, search)
    expect(error.message).toContain('find executable: find in PATH: nosuch: no such file or directory (ENOENT)')
    expect(error.path).toBe('nosuch')
  })

  it('is told without attributes before the first operation', () => {
    const error = stepFailed(coreWith({ step: 2, operation: 'mount' }), new Uint8Array(), 80, {
      ...failure,
      step: 0,
      operation: '',
      action: 'read message',
    })
    expect(error.message).toBe('starting the init: read message: operation not permitted (EPERM)')
  })
})

describe('ContainerError', () => {
  it('is known across copies of the package', () => {
    const ours = new ContainerError('IdInUse', 'taken')
    const theirs = Object.defineProperty(new Error('taken'), Symbol.for('gantry.ContainerError'), { value: true })
    expect(ours).toBeInstanceOf(ContainerError)
    expect(theirs).toBeInstanceOf(ContainerError)
    expect(isContainerError(theirs)).toBe(true)
    expect(isContainerError(new Error('taken'))).toBe(false)
    expect(isContainerError(null)).toBe(false)
    expect(isContainerError('taken')).toBe(false)
  })

  it('has only the details that are known', () => {
    const error = new ContainerError('SystemError', 'failed', { errno: 2 })
    expect(Object.keys(error)).not.toContain('path')
    expect(error.errno).toBe(2)
    expect(error.cause).toBeUndefined()
  })
})

describe('other errors', () => {
  it('of configs name the first place and count the rest', () => {
    const at = (line: number, severity: Diagnostic['severity']): Diagnostic => ({
      code: 'GTY-X-1',
      severity,
      message: 'is wrong',
      section: 'config.md',
      help: 'make it right',
      pointer: '/a',
      line,
      column: 3,
      endLine: line,
      endColumn: 4,
      offset: 0,
      end: 1,
    })
    const error = configInvalid([at(1, 'warning'), at(2, 'error'), at(5, 'error')])
    expect(error.message).toBe('invalid configuration: 2:3: is wrong (and 1 more)')
    expect(error).toMatchObject({ code: 'ConfigInvalid', hint: 'make it right' })
    expect(error.diagnostics).toHaveLength(3)
  })

  it('of node:fs keep errno and path', () => {
    const error = Object.assign(new Error('EACCES'), { errno: -13, code: 'EACCES', path: '/x' })
    expect(fromNodeError('opening /x', error)).toMatchObject({
      message: 'opening /x: permission denied (EACCES)',
      errno: 13,
      errnoName: 'EACCES',
      path: '/x',
    })
    const other = new TypeError('no errno')
    expect(fromNodeError('opening /x', other)).toBe(other)
  })

  it('of the bridge say what it was doing on what', () => {
    const error = Object.assign(new Error('x'), { errno: 16, code: 'EBUSY', action: 'mkdir', path: '/sys/fs/cgroup/a' })
    expect(fromBridge('starting the init', error)).toMatchObject({
      message: 'starting the init: mkdir /sys/fs/cgroup/a: resource busy or locked (EBUSY)',
      operation: 'mkdir',
    })
  })

  // One number with two names, and libuv's words are of sockets.
  it('of what a cgroup does not support are none of sockets', () => {
    const error = Object.assign(new Error('x'), { errno: 95, action: 'clone3 below threaded cgroup', path: '/cg/a' })
    expect(fromBridge('starting the init', error)).toMatchObject({
      message: 'starting the init: clone3 below threaded cgroup /cg/a: operation not supported (EOPNOTSUPP)',
      errnoName: 'EOPNOTSUPP',
      hint: expect.stringContaining('a cgroup above /cg/a has processes'),
    })
  })

  it('of a missing privilege say what to do', () => {
    expect(() => requireRoot(0)).not.toThrow()
    expect(() => requireRoot(1000)).toThrow('creating a container needs root, but the effective user id is 1000')
  })
})
