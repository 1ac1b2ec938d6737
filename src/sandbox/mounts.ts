// SPDX-License-Identifier: Apache-2.0
// What is mounted in a sandbox, and in which order: whatever the options' order is, what lies inside comes after what it
// lies in, so that nothing hides what was asked for.
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { OciMount } from '../config/oci.js'
import { parseBind, type SandboxConfigOptions } from './options.js'
import { kindOf, linkIn, readonlyBind, realPath, type System } from './system.js'

const kernelMounts: OciMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  {
    destination: '/dev/shm',
    type: 'tmpfs',
    source: 'shm',
    options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'],
  },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
  { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
]

/** Without these it would be no sandbox. */
const kept = ['/', '/dev', '/dev/pts', '/proc', '/sys']

/**
 * @param skeleton the root directory on the host.
 * @throws RangeError for what is not there, or would hide something.
 */
export function sandboxMounts(options: SandboxConfigOptions, system: System, skeleton: string): OciMount[] {
  const asked = bindMounts(options, system)
  const places = asked.map(({ destination }) => destination)
  for (const [index, { option, destination: place }] of asked.entries()) {
    if (kept.includes(place))
      throw new RangeError(`option ${option}: nothing can be bound on ${place}: a sandbox has its own`)
    if (places.indexOf(place) !== index)
      throw new RangeError(`option ${option}: two mounts on ${place}: one would hide the other`)
  }
  // What the caller shows at a place of the system's stands in its stead.
  const isLeft = ({ destination }: OciMount) => !places.some((place) => isWithin(destination, place))
  const own = asked.map(({ option, ...mount }) => mount)
  const mounts = [...[...system.mounts, ...kernelMounts].filter(isLeft), ...own]
  for (const mount of asked) checkPlace(mount, outerOf(mount, mounts), skeleton)
  return parentsFirst([...mounts, ...pins(own, mounts, skeleton)])
}

/** Of an option's. */
interface Asked extends OciMount {
  option: string
}

function bindMounts({ binds = [], writable = [] }: SandboxConfigOptions, { links }: System): Asked[] {
  // Said twice, it is the same.
  const paths = [...new Set(writable.map((path) => resolve(path)))]
  const all = [
    ...binds.map((bind) => ({ option: 'binds', ...parseBind(bind) })),
    ...paths.map((path) => ({ option: 'writable', source: path, destination: path, readonly: false })),
  ]
  return all.map(({ option, source, destination, readonly }) => {
    if (!isAbsolute(source) || !isAbsolute(destination)) {
      throw new TypeError(`option binds: ${source}:${destination} needs absolute paths`)
    }
    const real = realPath(source)
    if (real === undefined) throw new RangeError(`option ${option}: ${source} does not exist`)
    // A program of another sandbox may have put it there; the init follows none that comes to be from now on.
    const link = linkIn(source)
    if (link !== undefined)
      throw new RangeError(
        `option ${option}: ${link} is a symbolic link: bind ${real} itself, if that is what is meant`,
      )
    const place = throughLinks(resolve(destination), links)
    if (readonly) return { option, ...readonlyBind(real, place) }
    return { option, destination: place, type: 'bind', source: real, options: ['rbind', 'rnosuid', 'rnodev'] }
  })
}

/** The nearest that it lies in; undefined in the root directory, which is the sandbox's own. */
function outerOf({ destination }: OciMount, mounts: OciMount[]): OciMount | undefined {
  const around = mounts.filter((one) => one.destination !== destination && isWithin(destination, one.destination))
  return around.reduce<OciMount | undefined>(
    (nearest, one) => (nearest && nearest.destination.length > one.destination.length ? nearest : one),
    undefined,
  )
}

/** What the kernel would say on the way, in words that name nobody's option. */
function checkPlace({ option, source = '', destination }: Asked, outer: OciMount | undefined, skeleton: string): void {
  const inside = contentOf(outer, skeleton)
  if (inside === undefined) return
  const bind = option === 'writable' ? `option writable: ${source}:` : `option binds: ${source}:${destination}:`
  const way = outer?.destination ?? ''
  if (kindOf(inside) === 'file') throw new RangeError(`${bind} ${way} is a file: nothing can lie in it`)
  const names = destination.slice(way.length).split('/').filter(Boolean)
  for (const [index] of names.entries()) {
    const at = join('/', way, ...names.slice(0, index + 1))
    const there = kindOf(join(inside, ...names.slice(0, index + 1)))
    if (there === undefined) {
      if (!outer || !isFixed(outer)) return
      throw new RangeError(
        `${bind} there is no ${destination} to bind it on, and ${outer.destination} is read-only: choose a place outside of it`,
      )
    }
    if (there === 'link') throw new RangeError(`${bind} ${at} is a symbolic link: name the place that it leads to`)
    const wanted = at === destination ? kindOf(source) : 'directory'
    if (there !== wanted)
      throw new RangeError(
        at === destination
          ? `${bind} ${source} is a ${wanted}, but ${at} is a ${there}`
          : `${bind} ${at} is a ${there}: nothing can lie in it`,
      )
  }
}

/** Where on the host lies what will be seen around a place; undefined of what is empty. */
function contentOf(outer: OciMount | undefined, skeleton: string): string | undefined {
  if (!outer) return skeleton
  if (outer.type === 'bind') return outer.source
  return isKernels(outer) ? outer.destination : undefined
}

/** In there nobody can make a file. */
const isFixed = (mount: OciMount) => isReadonly(mount) || isKernels(mount)

const isKernels = ({ type }: OciMount) => type === 'proc' || type === 'sysfs'

/** Of the links that a sandbox has it is known where they lead. */
function throughLinks(path: string, links: System['links'], depth = 0): string {
  const link = links.find(([from]) => isWithin(path, from))
  if (!link || depth > links.length) return path
  const [from, words] = link
  return throughLinks(resolve(dirname(from), words, `.${path.slice(from.length)}`), links, depth + 1)
}

/**
 * The directories between something writable and what is mounted in it. Renamed, they would carry the mount away, and
 * whatever stood there next would be writable. Bound onto themselves they are mounts, which cannot be renamed: EBUSY.
 */
function pins(asked: OciMount[], mounts: OciMount[], skeleton: string): OciMount[] {
  const places = new Set<string>()
  for (const mount of asked) {
    const { destination } = mount
    const outer = outerOf(mount, mounts)
    if (!outer || isReadonly(outer)) continue
    for (let path = dirname(destination); path !== outer.destination; path = dirname(path)) places.add(path)
  }
  return [...places].map((destination) => ({
    destination,
    type: 'bind',
    source: join(skeleton, destination),
    options: ['rbind'],
  }))
}

export const isReadonly = ({ options = [] }: OciMount) => options.includes('rro') || options.includes('ro')

export const isWithin = (path: string, outer: string) => path === outer || path.startsWith(`${outer}/`)

/** By their names part for part, of which none sorts before the slash. */
function parentsFirst(mounts: OciMount[]): OciMount[] {
  const keyed = mounts.map((mount) => ({ mount, key: mount.destination.replaceAll('/', '\0') }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ mount }) => mount)
}
