/**
 * Pods that wait for a node: those that are tried next, by priority and then as they came; those whose back-off runs; and those that wait for
 * something to happen (D5). Source: kubernetes v1.36 pkg/scheduler/backend/queue.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { PodId } from '../../ids.ts'

/** D5: 1 s after the first attempt in vain, then twice as long, 10 s at most. */
const backoffUs = usPerSecond
const backoffMaxUs = 10 * usPerSecond
/** D5: a pod for which nothing has happened is tried again when it has waited so long; it is looked for on this grid. */
const waitMaxUs = 300 * usPerSecond
export const flushPeriodUs = 30 * usPerSecond

/** A pod that has been tried in vain. */
export type Waiting = {
  readonly pod: PodId
  attempts: number
  /** When it was tried last. */
  triedAtUs: number
  /** Why nodes refused it: bits of `Reason`. */
  reasons: number
  /** What was said of it last: a number of `Failures`; and how often in a row. */
  failure: number
  repeats: number
  /** Preemption makes room on this node; -1 = on none. */
  nominated: number
  /** When its victims will have been told to go: the pod is not tried before, see `isPreempting`. */
  preemptingUntilUs: number
  /** The victim that is told last, and when its turn comes. */
  lastVictimFromUs: number
  lastVictim: PodId
}

type Entry = { readonly pod: PodId; readonly priority: number; readonly order: number }

export class SchedulingQueue {
  /** Pods that have been tried in vain, wherever they are. */
  readonly waiting = new Map<PodId, Waiting>()
  /** Those of them that wait for something to happen. */
  readonly idle = new Set<PodId>()
  private readonly active: Entry[] = []
  private readonly backoff: Entry[] = []
  private orders = 0
  private readonly flushPhaseUs: number
  private readonly popsFromBackoff: boolean

  /**
   * @param flushPhaseUs some time at which it looks for pods that have waited long.
   * @param popsFromBackoff back-offs end when no other pod is to be tried (1.33, SchedulerPopFromBackoffQ).
   */
  constructor(flushPhaseUs: number, popsFromBackoff: boolean) {
    this.flushPhaseUs = flushPhaseUs
    this.popsFromBackoff = popsFromBackoff
  }

  /** It is to be tried. */
  push(pod: PodId, priority: number): void {
    push(this.active, { pod, priority, order: this.orders++ })
  }

  /** Something has happened that may help it: it is to be tried, when its back-off is over. */
  wake(waiting: Waiting, priority: number, nowUs: number): void {
    this.idle.delete(waiting.pod)
    const freeAtUs = backoffEndUs(waiting)
    if (freeAtUs <= nowUs) this.push(waiting.pod, priority)
    else push(this.backoff, { pod: waiting.pod, priority: -freeAtUs, order: this.orders++ })
  }

  /** The next pod to be tried; -1 = none. */
  pop(nowUs: number): PodId {
    if (this.active.length > 0) return pop(this.active).pod
    const [next] = this.backoff
    if (next === undefined || (!this.popsFromBackoff && -next.priority > nowUs)) return -1
    return pop(this.backoff).pod
  }

  /** When the next back-off ends that has to be waited for; Infinity = none. */
  nextBackoffUs(): number {
    return this.backoff.length === 0 ? Infinity : -this.backoff[0].priority
  }

  /** When a pod will have waited long enough that was tried then. */
  flushAtUs(triedAtUs: number): number {
    const periods = Math.floor((triedAtUs + waitMaxUs - this.flushPhaseUs) / flushPeriodUs) + 1
    return this.flushPhaseUs + periods * flushPeriodUs
  }

  /** Pods that have waited long enough now. */
  overdue(nowUs: number): Waiting[] {
    return [...this.idle]
      .map((pod) => this.waiting.get(pod)!)
      .filter(({ triedAtUs }) => nowUs - triedAtUs > waitMaxUs)
  }

  /** It has a node, or is gone. */
  forget(pod: PodId): void {
    this.waiting.delete(pod)
    this.idle.delete(pod)
  }
}

function backoffEndUs({ attempts, triedAtUs }: Waiting): number {
  let lengthUs = backoffUs
  for (let attempt = 1; attempt < attempts && lengthUs < backoffMaxUs; attempt++) lengthUs *= 2
  return triedAtUs + Math.min(lengthUs, backoffMaxUs)
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.order < b.order)
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(entry, heap[parent])) break
    heap[at] = heap[parent]
    at = parent
  }
  heap[at] = entry
}

function pop(heap: Entry[]): Entry {
  const [first] = heap
  const last = heap.pop()!
  if (heap.length === 0) return first
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++
    if (!isBefore(heap[child], last)) break
    heap[at] = heap[child]
    at = child
  }
  heap[at] = last
  return first
}
