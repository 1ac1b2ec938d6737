// requires: root, linux, cgroup
// SPDX-License-Identifier: Apache-2.0
// What the README shows is run as it stands there: each block of `sh` or `js`, and if a block of `text` follows, it is
// what the first one prints (`…` stands for anything).
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'
import { slow } from '../helpers/slow.js'

interface Example {
  language: string
  code: string
  line: number
  output: string | undefined
}

const text = readFileSync(join(built.root, 'README.md'), 'utf8')
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = ''], i, all) => ({
  language,
  code,
  line: text.slice(0, all[i]?.index).split('\n').length,
}))
const examples = blocks.flatMap((block, i): Example[] => {
  const next = blocks[i + 1]
  // The first block is about the checkout, and this test is part of it.
  if (block.language === 'text' || block.code.includes('npm test ')) return []
  return [{ ...block, output: next?.language === 'text' ? next.code : undefined }]
})

/** A folder with `gantry` as a command and as a package, and a state directory of its own. */
function workplace(): { cwd: string; env: NodeJS.ProcessEnv } {
  const cwd = folder()
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true })
  symlinkSync(built.root, join(cwd, 'node_modules/gantry'))
  const command = join(cwd, 'node_modules/.bin/gantry')
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${built.command}' --root '${cwd}/state' "$@"\n`)
  chmodSync(command, 0o755)
  return { cwd, env: { ...process.env, PATH: `${join(cwd, 'node_modules/.bin')}:${process.env['PATH']}` } }
}

function pattern(output: string): RegExp {
  const parts = output.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`)
}

describe('the README', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(6))

  it.each(examples)('line $line: $language', ({ language, code, output }) => {
    const { cwd, env } = workplace()
    writeFileSync(join(cwd, 'example.mjs'), code)
    const [program, ...args] = language === 'js' ? [process.execPath, 'example.mjs'] : ['sh', '-euc', code]
    const { status, stdout, stderr } = spawnSync(program ?? '', args, {
      cwd,
      env,
      encoding: 'utf8',
      timeout: slow(50_000),
    })
    expect([status, stderr]).toEqual([0, ''])
    if (output !== undefined) expect(stdout).toMatch(pattern(output))
  })
})
