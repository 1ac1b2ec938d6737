// SPDX-License-Identifier: Apache-2.0
import { EventEmitter } from 'eventemitter3'
import type { ContainerEvents } from './types.js'

type Listener<Event extends keyof ContainerEvents> = EventEmitter.EventListener<ContainerEvents, Event>

/** Lets a container know which of its events somebody wants to hear of. */
export abstract class ContainerEmitter extends EventEmitter<ContainerEvents> {
  readonly #listened = new Set<keyof ContainerEvents>()
  readonly #emitted = new Set<keyof ContainerEvents>()

  /** Called before the first listener to an event is there. */
  protected abstract listenedTo(event: keyof ContainerEvents): void

  override on<Event extends keyof ContainerEvents>(event: Event, listener: Listener<Event>, context?: unknown): this {
    this.#listen(event)
    return super.on(event, listener, context)
  }

  override once<Event extends keyof ContainerEvents>(event: Event, listener: Listener<Event>, context?: unknown): this {
    this.#listen(event)
    return super.once(event, listener, context)
  }

  override addListener<Event extends keyof ContainerEvents>(
    event: Event,
    listener: Listener<Event>,
    context?: unknown,
  ): this {
    return this.on(event, listener, context)
  }

  /** Emits an event that more than one may find out. */
  protected emitOnce(event: 'destroyed'): void {
    if (this.#emitted.has(event)) return
    this.#emitted.add(event)
    this.emit(event)
  }

  #listen(event: keyof ContainerEvents): void {
    if (this.#listened.has(event)) return
    this.#listened.add(event)
    this.listenedTo(event)
  }
}
