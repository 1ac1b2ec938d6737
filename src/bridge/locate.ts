// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path'
import { packageRoot } from '../package.js'

/** The native part that Node loads. */
export const addonPath = () => join(packageRoot(), 'bridge/build/Release/gantry.node')

/** The static program that becomes the container. */
export const initPath = () => join(packageRoot(), 'bridge/build/gantry-init')
