// requires: nothing
// What the build promises about the compiled modules.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { coreWasmBase64 } from '../../wasm/core-module.js'
import { netlinkWasmBase64 } from '../../wasm/netlink-module.js'
import { built } from '../helpers/paths.js'

const wasm = join(built.root, 'wasm')
const modules = [
  { name: 'core', component: 'gantry.component.wasm', base64: coreWasmBase64 },
  { name: 'netlink', component: 'netlink.component.wasm', base64: netlinkWasmBase64 },
]

describe.each(modules)('$name', ({ name, component, base64 }) => {
  const module = () => readFileSync(join(wasm, `${name}.wasm`))

  it('imports nothing', () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(module())))).toEqual([])
  })

  it('imports nothing as a component: no file, no clock, no randomness', () => {
    const text = readFileSync(join(wasm, component)).toString('latin1')
    expect(text).not.toContain('wasi:')
    expect(text).not.toContain('wasi_snapshot')
  })

  it('is in the code as it was built', () => {
    expect(Buffer.from(base64, 'base64').equals(module())).toBe(true)
  })
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
  for (const path of ['core.wasm', 'component/gantry.js', 'netlink.wasm', 'netlink-component/gantry.js']) {
    expect(readFileSync(join(wasm, path)).includes(built.root), path).toBe(false)
  }
})
