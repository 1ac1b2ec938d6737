// SPDX-License-Identifier: Apache-2.0
// Breaks JSON into lines for people. Numbers stay as they are written: a double would round those of 64 bits.
const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s[\]{}:,"]+/g

export function indent(json, width = 120) {
  const found = json.match(tokens)
  let at = 0
  // Each value as its one-line text, and for containers what is in them.
  const read = () => {
    const token = found[at++]
    if (token !== '{' && token !== '[') return { line: token }
    const end = token === '{' ? '}' : ']'
    const items = []
    while (found[at] !== end) {
      const key = token === '{' ? `${found[at++]}: ` : ''
      items.push({ key, value: read() })
    }
    at++
    const inside = items.map(({ key, value }) => key + value.line).join(', ')
    const space = token === '{' && inside ? ' ' : ''
    return { line: token + space + inside + space + end, items, begin: token, end }
  }
  const write = ({ line, items, begin, end }, margin, used) => {
    if (!items || margin.length + used + line.length <= width) return line
    const inner = `${margin}  `
    const rows = items.map(({ key, value }) => inner + key + write(value, inner, key.length + 1))
    return `${begin}\n${rows.join(',\n')}\n${margin}${end}`
  }
  return `${write(read(), '', 0)}\n`
}
