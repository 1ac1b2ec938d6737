// SPDX-License-Identifier: Apache-2.0

/** How far an address or a route reaches: RT_SCOPE_*, of which larger numbers are nearer. */
const reach: Readonly<Record<string, number>> = {
  RT_SCOPE_UNIVERSE: 0,
  RT_SCOPE_SITE: 200,
  RT_SCOPE_LINK: 253,
  RT_SCOPE_HOST: 254,
  RT_SCOPE_NOWHERE: 255,
}
export const scopeNumber = (scope: string | number): number => (typeof scope === 'number' ? scope : (reach[scope] ?? 0))
