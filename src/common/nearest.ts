// SPDX-License-Identifier: Apache-2.0

/** The known name that an unknown one was probably meant to be. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
  ranked.sort((a, b) => a.far - b.far)
  const [best] = ranked
  return best && best.far <= Math.min(Math.max(2, name.length / 3), best.other.length / 2) ? best.other : undefined
}

/** What stands behind a sentence about an unknown name. */
export function didYouMean(name: string, known: readonly string[], shown = (near: string) => near): string {
  const near = nearest(name, known)
  return near === undefined ? '' : `: did you mean ${shown(near)}?`
}

/** How many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[b.length] ?? 0
}
