// SPDX-License-Identifier: Apache-2.0
// Where a rule's section can be read.

/** The newest version of the runtime spec that rules are taken from. */
const runtimeSpec = 'https://github.com/opencontainers/runtime-spec/blob/v1.3.0/'

/** Undefined for a rule of gantry itself. */
export function sectionUrl(section: string): string | undefined {
  if (/^[\w-]+\.md(#[\w-]+)?$/.test(section)) return `${runtimeSpec}${section}`
  const [, page, number] = /^([\w.-]+)\((\d)\w*\)$/.exec(section) ?? []
  if (page !== undefined) return `https://man7.org/linux/man-pages/man${number}/${page}.${number}.html`
  const [, rfc] = /^RFC (\d+)/.exec(section) ?? []
  return rfc === undefined ? undefined : `https://www.rfc-editor.org/rfc/rfc${rfc}`
}
