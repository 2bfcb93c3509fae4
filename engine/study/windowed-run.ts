/**
 * Takes a replication from event to event: in stretches between what happens to the whole cluster, and within a stretch
 * pod by pod where pods do not influence each other, else in the order of time.
 */
import { type Dispatch, runUntil } from '../kernel/event-loop.ts'
import { usPerSecond } from '../kernel/time.ts'
import type { ClusterState } from '../model/cluster-state.ts'
import { arePodsCoupled, clusterWideTimesUs } from '../model/coupled-pods.ts'
import { dispatch } from '../model/dispatch.ts'
import { writeUntil } from '../model/node/api-writer.ts'

/**
 * Longest stretch. Long ones read a pod's rows less often; in short ones less is kept until they are sorted.
 * It decides how long things take, never what comes out.
 */
const windowUsMax = 300 * usPerSecond

export class WindowedRun {
  private readonly state: ClusterState
  private readonly dispatch: Dispatch
  /** Times of events of the whole cluster that are still ahead. */
  private readonly clusterWideUs: number[]
  private beginUs = 0
  private endUs = 0

  constructor(state: ClusterState) {
    this.state = state
    this.dispatch = (kind, entity, stamp, timeUs, eventClass) =>
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
    this.clusterWideUs = clusterWideTimesUs(state.spec)
    this.begin()
  }

  get isOver(): boolean {
    return this.beginUs >= this.state.spec.durationUs
  }

  /** How far it is, in simulated time; within a window as if all pods had come as far. */
  get reachedUs(): number {
    const { events } = this.state
    if (!events.isWindowOpen) return this.isOver ? this.beginUs : Math.max(this.beginUs, this.state.nowUs)
    return this.beginUs + (this.endUs - this.beginUs) * events.windowShare
  }

  /** Whether all pods stand at the same time. */
  get isBetweenWindows(): boolean {
    return !this.state.events.isWindowOpen
  }

  /** Goes on to the end of the stretch, or for so many events, or a few more. Returns how many it handled. */
  advance(budget: number): number {
    const { events, metrics } = this.state
    if (!events.isWindowOpen) {
      const handled = runUntil(events.list, this.endUs, this.dispatch, budget)
      if (handled < budget) this.end()
      return handled
    }
    const handled = events.walk(this.dispatch, budget)
    if (!events.isWindowOpen) {
      metrics.levels.endStretch()
      this.end()
    }
    return handled
  }

  private end(): void {
    this.state.nowUs = this.endUs
    writeUntil(this.state, this.endUs)
    this.beginUs = this.endUs
    if (!this.isOver) this.begin()
  }

  private begin(): void {
    const { state, beginUs, clusterWideUs } = this
    const nextUs = clusterWideUs[0] ?? Infinity
    if (nextUs === beginUs) {
      // All of this microsecond in the order of time: faults come before what pods do, creation among it.
      clusterWideUs.shift()
      this.endUs = beginUs + 1
      return
    }
    this.endUs = Math.min(nextUs, beginUs + windowUsMax, state.spec.durationUs)
    if (arePodsCoupled(state)) return
    state.metrics.levels.beginStretch(beginUs)
    state.events.openWindow(this.endUs)
  }
}
