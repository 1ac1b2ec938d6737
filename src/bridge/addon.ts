// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { packageRoot } from '../package.js'
import { addonPath } from './locate.js'
import type { Native } from './native.js'

/** The native part of the package cannot be used here. */
export class BridgeUnavailable extends Error {
  override readonly name = 'BridgeUnavailable'
  readonly code = 'BridgeUnavailable'
  /** What would help. */
  readonly hint: string

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.hint = hint
  }
}

let loaded: Native | undefined

/** Loads the addon on first use, so that what needs none of it runs on any system. */
export function addon(): Native {
  loaded ??= load()
  return loaded
}

function load(): Native {
  if (process.platform !== 'linux') {
    throw new BridgeUnavailable(
      `containers need Linux, and this is ${process.platform}`,
      'gantry/config and the commands validate and plan work on any system',
    )
  }
  const path = addonPath()
  const rebuild = `run npm run build:bridge in ${packageRoot()}: it needs g++, make and python3`
  if (!existsSync(path)) throw new BridgeUnavailable(`the native part is not built: there is no ${path}`, rebuild)
  try {
    return createRequire(import.meta.url)(path) as Native
  } catch (cause) {
    throw new BridgeUnavailable(`the native part ${path} cannot be loaded`, rebuild, { cause })
  }
}
