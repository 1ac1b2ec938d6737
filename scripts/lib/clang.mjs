// SPDX-License-Identifier: Apache-2.0
// The clang that npm carries: WebAssembly itself, over files in memory. A compile keeps one processor busy, so several
// run in threads of their own, each with a compiler.
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Failure } from './tools.mjs'

// Each job is { name, args, files, output }, the output being a file that the arguments make; `done` gets the job and
// the bytes of its output. All jobs run, whatever the others do; what the compiler said is printed, and a failure names
// what it refused.
export async function clang(jobs, done) {
  const waiting = [...jobs]
  const refused = []
  const thread = async () => {
    const worker = new Worker(new URL(import.meta.url))
    try {
      while (waiting.length > 0) {
        const job = waiting.shift()
        const { name, args, files, output } = job
        const { bytes, said } = await answer(worker, { args, files, output })
        process.stderr.write(said)
        if (bytes) done(job, bytes)
        else refused.push(name)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, thread))
  if (refused.length > 0) throw new Failure(`clang refuses ${refused.join(', ')}`)
}

function answer(worker, job) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message) => {
      worker.off('error', reject)
      resolve(message)
    })
    worker.postMessage(job)
  })
}

// Resolves to { bytes, said }; without bytes, the compiler refused.
async function compile({ args, files, output }) {
  const { runClang } = await import('@yowasp/clang')
  await runClang(null, {}, { fetchProgress: () => {} }) // loads the compiler; later calls would report each megabyte of it
  const said = []
  const hear = (bytes) => bytes && said.push(Buffer.from(bytes))
  let bytes
  try {
    bytes = (await runClang(['clang', ...args], files, { stdout: hear, stderr: hear }))[output]
  } catch (error) {
    if (error.code === undefined) throw error
  }
  return { bytes, said: Buffer.concat(said).toString() }
}

if (!isMainThread) parentPort.on('message', async (job) => parentPort.postMessage(await compile(job)))
