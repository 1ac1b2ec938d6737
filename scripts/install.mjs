#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// What `npm install` runs in this package. Checking configs and building netlink messages need nothing native, so
// an install without a compiler, or on another system, succeeds: it says what is missing and goes on.
import { buildBridge } from './build-bridge.mjs'
import { bridgeTools, Failure, main, missingTools } from './lib/tools.mjs'

await main(import.meta, async () => {
  const without = 'gantry: installed without the Linux part'
  const missing = missingTools(bridgeTools())
  if (process.platform !== 'linux') console.log(`${without}: containers need Linux, this is ${process.platform}`)
  else if (missing) console.log(`${without}: ${missing}; then: npm rebuild gantry`)
  else {
    try {
      await buildBridge()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      console.log(`${without}: ${error.message}`)
    }
  }
})
