// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { abortable } from '../common/abort.js'
import type { OciConfig } from '../config/oci.js'
import { rawCore } from '../core/raw.js'
import type { HostFacts } from '../core/types.js'
import { ContainerError, requireRoot, requireRootfs } from '../errors.js'
import { hostFacts } from '../host/facts.js'
import { defaultRoot } from '../host/root.js'
import { checkCreateOptions, checkFactoryOptions } from '../schema/check-options.js'
import { shown } from '../schema/faults.js'
import { Container } from './container.js'
import { removeDamaged } from './damaged.js'
import { directoryOf, idsIn, openRoot, removeDirectory, reserve } from './directory.js'
import type { Environment } from './environment.js'
import { checkId } from './id.js'
import { tryLock } from './lock.js'
import { own } from './ownership.js'
import { newState, prepare } from './prepare.js'
import { pruneContainers } from './prune.js'
import { fileNames, isDamage, readState, writeState } from './state.js'
import type { Abortable, CreateOptions, Notice } from './types.js'

export interface FactoryOptions {
  /** The state directory, made with mode 0700 if it is missing; by default `/run/gantry`, for root. */
  root?: string
  /** Told of every alternative that an init took and every step that was skipped; by default nobody is. */
  onNotice?: (notice: Notice) => void
  /** The facts of the machine; by default they are read, once a process. */
  host?: HostFacts
  /** Another init than the one of this package, and further arguments for it: tests make operations fail with it. */
  init?: { path?: string; arguments?: string[] }
}

/** Makes and finds the containers of one state directory. */
export class Factory {
  /** The state directory, absolute. */
  readonly root: string
  readonly #options: FactoryOptions
  #environment: Environment | undefined
  /** Ids of containers that end with this process, or worker. */
  readonly #owned = new Set<string>()

  constructor(options: FactoryOptions = {}) {
    checkFactoryOptions(options)
    this.root = resolve(options.root ?? defaultRoot())
    this.#options = options
  }

  /**
   * Checks the config and takes the id. The container is set up by its `start` or `run`; until then it is `stopped`.
   * @param config an OCI config, as an object or as the text or bytes of a config.json.
   * @throws ContainerError `InvalidIdFormat`, `IdInUse`, `ConfigInvalid` with all diagnostics; TypeError or RangeError for
   * wrong options.
   */
  async create(id: string, config: OciConfig | Uint8Array | string, options: CreateOptions = {}): Promise<Container> {
    await checkCreateOptions(options)
    options.signal?.throwIfAborted()
    checkId(id)
    checkConfig(config)
    requireRoot(this.#options.host?.euid ?? process.geteuid?.() ?? 0)
    const environment = this.#open()
    const prepared = prepare(environment, id, config, options)
    requireRootfs(prepared.plan.record.rootfs)
    for (const { message } of prepared.diagnostics) environment.notice({ id, message, severity: 'debug' })
    const disown = options.reaper ? this.#own(id) : undefined
    try {
      const directory = reserve(this.root, id)
      const unlock = tryLock(directory)
      const state = newState(id, directory, prepared)
      try {
        writeFileSync(join(directory, fileNames.config), prepared.text, { mode: 0o600 })
        writeState(directory, state)
      } catch (error) {
        removeDirectory(directory)
        throw error
      } finally {
        unlock()
      }
      return new Container(environment, directory, state, { prepared, ...(disown ? { disown } : {}) })
    } catch (error) {
      disown?.()
      throw error
    }
  }

  /**
   * A container that is there, whoever made it.
   * @throws ContainerError `InvalidIdFormat`, `ContainerNotExists`.
   */
  async load(id: string, { signal }: Abortable = {}): Promise<Container> {
    signal?.throwIfAborted()
    checkId(id)
    const environment = this.#open()
    const directory = directoryOf(this.root, id)
    const state = readState(directory, id)
    if (!state) throw new ContainerError('ContainerNotExists', 'container does not exist')
    return new Container(environment, directory, state)
  }

  /**
   * Removes a container by force; one that is not there is fine. Of one whose state is damaged it removes what is
   * certainly its own, and says by notices what it left.
   * @throws ContainerError `InvalidIdFormat`, `SystemError` with what is left.
   */
  async remove(id: string, { signal }: Abortable = {}): Promise<void> {
    try {
      const container = await this.load(id, signal ? { signal } : {})
      await container.destroy({ force: true, ...(signal ? { signal } : {}) })
    } catch (error) {
      if (error instanceof ContainerError && error.code === 'ContainerNotExists') return
      if (!isDamage(error)) throw error
      await removeDamaged(this.#open(), directoryOf(this.root, id), id, signal)
    }
  }

  /** The containers that are there, by id. One whose state cannot be read is left out, with a notice. */
  async list({ signal }: Abortable = {}): Promise<Container[]> {
    signal?.throwIfAborted()
    const environment = this.#open()
    const containers: Container[] = []
    for (const id of idsIn(this.root)) {
      const directory = directoryOf(this.root, id)
      try {
        const state = readState(directory, id)
        if (state) containers.push(new Container(environment, directory, state))
      } catch (error) {
        environment.notice({ id, message: error instanceof Error ? error.message : String(error), severity: 'warning' })
      }
    }
    return containers
  }

  /**
   * Removes what is left of containers with a reaper whose owner has ended, and of detached ones that have stopped since.
   * @returns their ids. One that cannot be removed stays, with a notice.
   */
  async prune({ signal }: Abortable = {}): Promise<string[]> {
    signal?.throwIfAborted()
    const remove = async (id: string, options: { force: boolean }) => {
      try {
        await (await this.load(id)).destroy(options)
      } catch (error) {
        if (!(error instanceof ContainerError && error.code === 'ContainerNotExists')) throw error
      }
    }
    return abortable(pruneContainers({ environment: this.#open(), owned: this.#owned, remove }), signal)
  }

  /** Returns what ends that, once the container is gone. */
  #own(id: string): () => void {
    const ownership = own(this.root, id)
    this.#owned.add(id)
    return () => {
      ownership.end()
      this.#owned.delete(id)
    }
  }

  /** Once a factory: what is in the root decides about processes, so it has to be ours. */
  #open(): Environment {
    if (this.#environment) return this.#environment
    openRoot(this.root)
    const { onNotice, host, init } = this.#options
    this.#environment = {
      root: this.root,
      core: rawCore(),
      host: host ?? hostFacts(),
      notice: onNotice ?? (() => {}),
      initPath: init?.path,
      initArguments: init?.arguments ?? [],
    }
    return this.#environment
  }
}

/** What is wrong in it the core tells. */
function checkConfig(config: unknown): void {
  if (typeof config === 'string' || (typeof config === 'object' && config !== null)) return
  throw new TypeError(`the config must be an object, or the text or bytes of one, not ${shown(config)}`)
}

/** A factory of containers, rooted in a state directory. */
export function createFactory(options: FactoryOptions = {}): Factory {
  return new Factory(options)
}
