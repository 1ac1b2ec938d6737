// SPDX-License-Identifier: Apache-2.0

/** Columns at least 12 wide with 3 between them, the last one as it is: what scripts that cut `list` expect. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    row.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 12, [...cell].length + 3)
    })
  const pad = (cell: string, width: number) => cell + ' '.repeat(width - [...cell].length)
  return rows.map((row) => `${row.map((cell, i) => pad(cell, widths[i] ?? [...cell].length)).join('')}\n`).join('')
}
