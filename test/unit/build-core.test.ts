// requires: nothing
// What the build promises about the compiled core.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { coreWasmBase64 } from '../../wasm/core-module.js'
import { built } from '../helpers/paths.js'

const wasm = join(built.root, 'wasm')
const core = () => readFileSync(join(wasm, 'core.wasm'))

it('the core imports nothing', () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(core())))).toEqual([])
})

it('the component imports nothing: no file, no clock, no randomness', () => {
  const component = readFileSync(join(wasm, 'gantry.component.wasm')).toString('latin1')
  expect(component).not.toContain('wasi:')
  expect(component).not.toContain('wasi_snapshot')
})

it('the module in the code is the one that was built', () => {
  expect(Buffer.from(coreWasmBase64, 'base64').equals(core())).toBe(true)
})

it('building twice gives the same bytes', () => {
  const again = mkdtempSync(join(tmpdir(), 'gantry-build-'))
  onTestFinished(() => rmSync(again, { recursive: true }))
  execFileSync(process.execPath, [join(built.root, 'scripts/build-core.mjs'), '--to', again], { cwd: again })
  const made = readdirSync(again, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(made.length).toBeGreaterThan(3)
  for (const { parentPath, name } of made) {
    const path = join(parentPath, name)
    expect(readFileSync(path).equals(readFileSync(path.replace(again, wasm))), name).toBe(true)
  }
}, 300_000)

it('neither module nor glue names the folder that it was built in', () => {
  for (const path of ['core.wasm', 'component/gantry.js']) {
    expect(readFileSync(join(wasm, path)).includes(built.root), path).toBe(false)
  }
})
