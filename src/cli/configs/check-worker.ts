// SPDX-License-Identifier: Apache-2.0
// A thread of `gantry validate --jobs`.
import { parentPort, workerData } from 'node:worker_threads'
import { type Work, work } from './jobs.js'

work(workerData as Work, (done) => parentPort?.postMessage(done))
