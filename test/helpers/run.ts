// SPDX-License-Identifier: Apache-2.0
import type { ContainerError, CreateOptions, ExitStatus, Factory } from '../../src/index.js'
import type { Bundle } from './bundle.js'

export interface Ran {
  /** Why it did not run. */
  failure?: ContainerError
  exit?: ExitStatus
  stdout: string
  stderr: string
}

/** Runs a bundle's container in this process, to its end or to why it could not be started, and removes it. */
export async function runToEnd(
  factory: Factory,
  id: string,
  { config, path }: Pick<Bundle, 'config' | 'path'>,
  options: CreateOptions = {},
): Promise<Ran> {
  let failure: ContainerError | undefined
  try {
    const container = await factory.create(id, config, { bundle: path, ...options })
    const process = await container.run()
    process.stdin?.destroy()
    process.console?.resume()
    const [stdout, stderr, exit] = await Promise.all([textOf(process.stdout), textOf(process.stderr), container.wait()])
    process.console?.destroy()
    await container.destroy()
    return { exit, stdout, stderr }
  } catch (error) {
    failure = error as ContainerError
    return { failure, stdout: '', stderr: '' }
  }
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
