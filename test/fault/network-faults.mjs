// SPDX-License-Identifier: Apache-2.0
// Runs in a network namespace of its own: starts a container with a network device of it again and again, with one
// operation after the other that fails. Prints what came of each as JSON.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createFactory } from '../../dist/index.js'

const [root, init, bundle, id, steps] = process.argv.slice(2)
const config = JSON.parse(readFileSync(`${bundle}/config.json`, 'utf8'))
const results = []
for (let step = 1; step <= Number(steps); step++) {
  const factory = createFactory({ root, init: { path: init, arguments: [`fault=${step}:5:hard`] } })
  const container = await factory.create(id, config, { bundle })
  const error = await container.run({ stdio: 'ignore' }).then(
    () => ({}),
    (error) => error,
  )
  const device = execFileSync('ip', ['-json', 'address', 'show', 'dev', 'phys'], { encoding: 'utf8' })
  results.push({
    step: error.step,
    operation: error.operation,
    cause: error.cause?.message,
    device: JSON.parse(device)[0],
  })
}
console.log(JSON.stringify(results))
