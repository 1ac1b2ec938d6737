// requires: command chromium
// SPDX-License-Identifier: Apache-2.0
// The built `gantry/config` in a browser: it finds and plans there what it does here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Config from '../../src/config/index.js'
import { compile, describeText, format, parse, type ReportFormat, rules, validate } from '../../src/config/index.js'
import { testConfig } from '../helpers/bundle.js'
import { built } from '../helpers/paths.js'
import { programPath } from '../helpers/requires.js'

const origin = 'http://gantry.test'
// Neither the network nor text that becomes code: WebAssembly is all that is asked for.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:"
const files: Record<string, string> = {
  '/': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
  '/main.js': "import * as config from './config.js'\nglobalThis.config = config",
}
const requests: string[] = []
const errors: string[] = []
let browser: Browser
let page: Page

beforeAll(async () => {
  // The sandbox of Chromium itself cannot be had by root, nor in most containers.
  browser = await chromium.launch({ executablePath: programPath('chromium') ?? '', chromiumSandbox: false })
  page = await browser.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => errors.push(message.text()))
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    requests.push(url)
    const { pathname } = new URL(url)
    const body = files[pathname] ?? readFileSync(join(built.root, 'dist', pathname), 'utf8')
    const contentType = pathname === '/' ? 'text/html' : 'text/javascript'
    await route.fulfill({ contentType, body, headers: { 'content-security-policy': policy } })
  })
  await page.goto(`${origin}/`)
}, 60_000)

afterAll(async () => {
  await browser?.close()
})

const formats: ReportFormat[] = ['text', 'json', 'jsonl', 'sarif', 'github', 'junit']

/** What the library makes of a config there. */
function there(source: string) {
  return page.evaluate(
    ([source, formats]) => {
      const { config } = globalThis as unknown as { config: typeof Config }
      const found = config.validate(source, { advice: true })
      const { plan } = config.compile(source)
      return {
        rules: config.rules(),
        found,
        reports: formats.map((as) => config.format(found, as, { source })),
        text: plan && config.describeText(plan.message),
        record: plan?.record,
        place: config.parse(source).place('/process/cwd'),
      }
    },
    [source, formats] as const,
  )
}

describe.each([
  ['a good config', JSON.stringify(testConfig(['true']), null, 2)],
  [
    'a bad config',
    '{\n  "process": { "cwd": "größe 😀", "cwd": 1 }, "linux": { "namespaces": [{ "type": "mnt" }] }\n}',
  ],
])('%s', (_, source) => {
  it('is found, reported and planned as here', async () => {
    const found = validate(source, { advice: true })
    const { plan } = compile(source)
    const result = await there(source)
    expect(result.rules).toEqual(rules())
    expect(result.found).toEqual(found)
    expect(result.reports).toEqual(formats.map((as) => format(found, as, { source })))
    expect(result.text).toBe(plan && describeText(plan.message))
    expect(result.record).toEqual(plan?.record)
    expect(result.place).toEqual(parse(source).place('/process/cwd'))
  })
})

it('says nothing of its own', () => expect(errors).toEqual([]))

it('asks for nothing but its own modules', () => {
  expect(requests.length).toBeGreaterThan(1)
  for (const url of requests)
    expect(url).toMatch(/^http:\/\/gantry\.test\/($|main\.js$|config\.js$|chunks\/[\w-]+\.js$)/)
})

it('is what a browser loads of the package', () => {
  const { exports } = JSON.parse(readFileSync(join(built.root, 'package.json'), 'utf8'))
  expect(exports['./config'].default).toBe('./dist/config.js')
})
