// SPDX-License-Identifier: Apache-2.0
// What benchmarks share: their rounds, the middle of what they saw, and on what machine that was.
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, release } from 'node:os'

/** `--rounds N` of the command line. */
export function rounds(usual) {
  const at = process.argv.indexOf('--rounds')
  const count = at < 0 ? usual : Number(process.argv[at + 1])
  if (!Number.isInteger(count) || count < 1) throw new Error('--rounds wants a whole number above 0')
  return count
}

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Milliseconds of this process and of the children that it has waited for; theirs come in ticks of 10. */
export function processorTime() {
  const { user, system } = process.cpuUsage()
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1].split(' ')
  return (user + system) / 1000 + (Number(fields[13]) + Number(fields[14])) * 10
}

/** Made before the rounds; its text, after them, says what the numbers were measured on. */
export function machine() {
  const before = loadavg()[0].toFixed(2)
  return () =>
    `Node ${process.version}, Linux ${release()} ${arch()}, ${cpus().length} processors\n` +
    `load average ${before} before, ${loadavg()[0].toFixed(2)} after`
}

/** Prints rows of cells, the first column to the left. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  for (const row of rows) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i] + 2))).join(''))
  }
}
