// SPDX-License-Identifier: Apache-2.0
// What rollup makes of src/: libraries and a command. Code that they share, and every dynamic import (a verb of
// the command, for one), becomes a chunk of its own, read when it is needed. The command is CommonJS: Node's loader for
// modules costs a start about 7 ms of processor time, and each further file of one half a millisecond.
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, resolve } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import ts from 'typescript'
import { inRoot, outputs } from './lib/paths.mjs'

// tsc has checked the types and writes the declarations. What is left is to take the types out, a module at a time.
const { compilerOptions } = JSON.parse(readFileSync(inRoot('tsconfig.json'), 'utf8'))
const transpile = {
  ...ts.convertCompilerOptionsFromJson(compilerOptions, '').options,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
}
const typescript = {
  name: 'typescript',
  // Sources name each other with the ending that they have afterwards: './state.js' is state.ts.
  resolveId(source, importer) {
    if (!importer || !/^\.\.?\/.*\.js$/.test(source)) return null
    const path = resolve(dirname(importer), source).replace(/js$/, 'ts')
    return existsSync(path) ? path : null
  },
  transform(code, id) {
    if (!id.endsWith('.ts')) return null
    return { code: ts.transpileModule(code, { fileName: id, compilerOptions: transpile }).outputText, map: null }
  },
}

// `gantry/config` and `gantry/netlink` run wherever WebAssembly does: nothing that they load may need Node.
const runsAnywhere = {
  name: 'runs-anywhere',
  generateBundle(_, bundle) {
    const visited = new Set()
    const visit = (name) => {
      if (isBuiltin(name)) this.error(`config.js or netlink.js loads ${name}, but they must run anywhere`)
      if (visited.has(name)) return
      visited.add(name)
      for (const next of [...(bundle[name]?.imports ?? []), ...(bundle[name]?.dynamicImports ?? [])]) visit(next)
    }
    visit('config.js')
    visit('netlink.js')
  },
}

const modulesFromFiles = {
  name: 'modules-from-files',
  resolveId(source, importer) {
    const folder = ['src/core', 'src/netlink'].find((name) => importer === inRoot(name, 'load.ts'))
    return source === './bytes.js' && folder ? inRoot(folder, 'bytes-file.ts') : null
  },
}

const optionsTrusted = {
  name: 'options-trusted',
  resolveId: (source) => (source.endsWith('/schema/check-options.js') ? inRoot('src/schema/trusted-options.ts') : null),
}

const executable = {
  name: 'executable',
  renderChunk: (code, chunk) =>
    chunk.name === 'cli' && !code.startsWith('#!') ? { code: `#!/usr/bin/env node\n${code}`, map: null } : null,
}

const common = {
  external: isBuiltin,
  onwarn(warning) {
    // TypeScript's helpers for `await using` look for a global `this` and do without; jco's glue starts with a
    // directive of its own, "use components". Anything else is a fault.
    const harmless = ['THIS_IS_UNDEFINED', 'MODULE_LEVEL_DIRECTIVE']
    if (!harmless.includes(warning.code)) throw new Error(warning.message)
  },
}
const sources = [typescript, nodeResolve({ exportConditions: ['node'] }), commonjs()]
const output = {
  dir: outputs.dist,
  generatedCode: 'es2015',
  hoistTransitiveImports: false,
  minifyInternalExports: false,
}

export default [
  {
    ...common,
    input: {
      index: inRoot('src/index.ts'),
      config: inRoot('src/config/index.ts'),
      netlink: inRoot('src/netlink/index.ts'),
      'netlink-socket': inRoot('src/netlink/socket.ts'),
      'netlink-testkit': inRoot('src/netlink/testkit/index.ts'),
      network: inRoot('src/network/index.ts'),
    },
    plugins: [...sources, runsAnywhere],
    output: { ...output, format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
  },
  {
    ...common,
    input: { cli: inRoot('src/cli/frame/main.ts'), 'cli/check-worker': inRoot('src/cli/configs/check-worker.ts') },
    plugins: [modulesFromFiles, optionsTrusted, ...sources, executable],
    output: {
      ...output,
      format: 'cjs',
      dynamicImportInCjs: false,
      entryFileNames: '[name].cjs',
      chunkFileNames: 'cli/[name].cjs',
      // Every verb that touches a container needs all of the runtime. The console brings in Node's streams. The core
      // alone is enough for verbs that only look at configs.
      manualChunks: (id) => {
        const core =
          /\/src\/(core\/|host\/default|package|config\/(validate|parse|lines)|cli\/(configs\/(check|jobs)|frame\/inputs)\.|report\/)/
        if (core.test(id)) return 'core'
        // What every call needs stays with the entry, though the runtime needs some of it too.
        if (/\/src\/((cli\/frame\/(main|file|shared)|common\/nearest)|host\/root)\./.test(id)) return 'cli'
        const runtime =
          /\/src\/(container\/(?!console)|bridge\/|host\/|abort|undo|errors|hints|cli\/(life\/launch|frame\/(config|containers|facts|signals)))/
        if (runtime.test(id)) return 'runtime'
        // The codec alone is enough for verbs that only look at messages.
        if (/\/src\/netlink\/(?!socket|testkit|formats)/.test(id)) return 'netlink-codec'
        // What a container's network takes is loaded with the first that has one.
        return /\/src\/(network\/|netlink\/socket)/.test(id) ? 'network' : undefined
      },
    },
  },
]
