/**
 * Kubernetes events as the API holds them, one row each, when somebody wants to read them (a trace, a view): what the
 * client library makes of the events that rules record. Counting needs none of this; see `event-recorder.ts`.
 * Source: kubernetes v1.35 staging/src/k8s.io/client-go/tools/record/events_cache.go, EventAggregate and eventObserve.
 * Simplified: its caches never lose an entry (the source keeps the 4,096 that were used last, per kubelet).
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { podEvents } from '../../codes.ts'
import { ControllerEvents } from '../../control/controller-events.ts'
import type { ContainerId, PodId } from '../../ids.ts'
import { GrowingColumn } from '../../metrics/growing-column.ts'

/** A8: with so many different messages of one object, type and reason the further ones become one event ... */
const similarMax = 10
/** ... unless this long has passed since the last. */
const similarForUs = 600 * usPerSecond

type Similar = { readonly messages: Set<number>; lastUs: number }

/** What the recorder remembers of one pod. */
type Memory = {
  /** By type and reason. */
  readonly similar: Map<string, Similar>
  /** Row by message, and by type and reason for the event that stands for several. */
  readonly rows: Map<number | string, number>
}

export class EventLog {
  /** What controllers tell of their objects. */
  readonly ofControllers = new ControllerEvents()
  readonly pod = new GrowingColumn()
  /** Container row; -1 = the pod. */
  readonly container = new GrowingColumn()
  /** A `PodEvent`, and what its message says beside: those of the newest, if the row stands for several. */
  readonly event = new GrowingColumn()
  readonly detail = new GrowingColumn()
  /** 1 = the row stands for events with different messages. */
  readonly isCombined = new GrowingColumn()
  readonly firstUs = new GrowingColumn()
  /** As the API has it: of the newest event that was sent. NaN = none was. */
  readonly lastUs = new GrowingColumn()
  readonly count = new GrowingColumn()
  /** Events so far, sent or not. */
  private readonly seen = new GrowingColumn()
  private readonly memories = new Map<PodId, Memory>()

  get length(): number {
    return this.pod.length
  }

  /** An event of a pod; `isSent` tells whether the spam filter let it pass. */
  note(
    pod: PodId,
    container: ContainerId,
    event: number,
    detail: number,
    timeUs: number,
    isSent: boolean,
  ): void {
    const memory = this.memoryOf(pod)
    const message = messageKey(container, event, detail)
    const key = this.isOneOfMany(memory, event, message, timeUs) ? similarKey(event) : message
    const row = memory.rows.get(key) ?? this.add(pod, container, event, timeUs, typeof key === 'string')
    memory.rows.set(key, row)
    const count = this.seen.at(row) + 1
    this.seen.set(row, count)
    if (!isSent) return
    this.event.set(row, event)
    this.container.set(row, container)
    this.detail.set(row, detail)
    this.count.set(row, count)
    this.lastUs.set(row, timeUs)
  }

  /** The recorder of the pod begins anew: what comes next becomes new events. */
  forget(pod: PodId): void {
    this.memories.delete(pod)
  }

  private memoryOf(pod: PodId): Memory {
    let memory = this.memories.get(pod)
    if (memory === undefined) {
      memory = { similar: new Map(), rows: new Map() }
      this.memories.set(pod, memory)
    }
    return memory
  }

  /**
   * A8 i: whether there are too many messages of this type and reason for one more event of its own. The source then
   * forgets any one of them; here it is the new one.
   */
  private isOneOfMany(memory: Memory, event: number, message: number, timeUs: number): boolean {
    const key = similarKey(event)
    let similar = memory.similar.get(key)
    if (similar === undefined || timeUs - similar.lastUs > similarForUs) {
      similar = { messages: new Set(), lastUs: timeUs }
      memory.similar.set(key, similar)
    }
    similar.lastUs = timeUs
    similar.messages.add(message)
    if (similar.messages.size < similarMax) return false
    similar.messages.delete(message)
    return true
  }

  private add(
    pod: PodId,
    container: ContainerId,
    event: number,
    timeUs: number,
    isCombined: boolean,
  ): number {
    this.container.push(container)
    this.event.push(event)
    this.detail.push(0)
    this.isCombined.push(isCombined ? 1 : 0)
    this.firstUs.push(timeUs)
    this.lastUs.push(Number.NaN)
    this.count.push(0)
    this.seen.push(0)
    return this.pod.push(pod)
  }
}

function similarKey(event: number): string {
  return `${podEvents[event].type}/${podEvents[event].reason}`
}

/** Different for different messages: `detail` < 2^20, fewer than 2^7 events. */
function messageKey(container: ContainerId, event: number, detail: number): number {
  return ((container + 1) * 128 + event) * 0x10_0000 + detail
}
