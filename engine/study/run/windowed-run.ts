/**
 * Takes a replication from event to event: in windows between what happens to the whole cluster, and within a window
 * pod by pod where pods do not influence each other, else in the order of time.
 *
 * A window is as long as it can be: then what a pod has read is of use for many events. What limits it is the room
 * for facts that wait until the window is over, to be taken in order of time. When there are too many, the window is made
 * shorter for the pods that are not through; those that are wait ahead.
 */
import { type Dispatch, runUntil } from '../../kernel/event-loop.ts'
import { Standstill, StandstillError } from '../../kernel/standstill.ts'
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { arePodsCoupled, clusterWideTimesUs } from '../../model/coupled-pods.ts'
import { dispatch } from '../../model/dispatch.ts'
import { writeUntil } from '../../model/node/status/api-writer.ts'
import { podNameOf } from '../../model/pod-rows.ts'

/** Waiting facts, 8 bytes each, after which a window is made shorter. Decides how long things take, never what comes out. */
const waitingMaxDefault = 4_000_000
/** Pods that are coupled may not be so for long. */
const coupledUsMax = 60 * usPerSecond

export class WindowedRun {
  private readonly state: ClusterState
  private readonly dispatch: Dispatch
  /** Times of events of the whole cluster that are still ahead. */
  private readonly clusterWideUs: number[]
  private readonly waitingMax: number
  private beginUs = 0
  private endUs = 0
  /** Until when some pods are through. */
  private aheadUs = 0
  /** Length of the next window, if nothing else limits it. */
  private windowUs = Infinity
  /** Waiting facts at which the window is made shorter. */
  private waitingLimit = 0
  private shownUs = 0
  private readonly standstill: Standstill

  constructor(state: ClusterState, waitingMax = waitingMaxDefault) {
    this.state = state
    this.waitingMax = waitingMax
    this.dispatch = (kind, entity, stamp, timeUs, eventClass) =>
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
    this.clusterWideUs = clusterWideTimesUs(state.spec)
    this.standstill = new Standstill(() => state.pod.count)
    this.begin()
  }

  get isOver(): boolean {
    return this.beginUs >= this.state.spec.durationUs
  }

  /** Whether all pods stand at the same time. */
  get isEven(): boolean {
    return !this.state.events.isWindowOpen && this.beginUs >= this.aheadUs
  }

  /** How far it is, in simulated time; within a window as if all pods had come equally far. Never goes back. */
  get reachedUs(): number {
    const { events, nowUs } = this.state
    const share = events.isWindowOpen ? events.windowShare : 0
    const reachedUs = events.isWindowOpen ? this.beginUs + (this.endUs - this.beginUs) * share : nowUs
    this.shownUs = Math.max(this.shownUs, reachedUs)
    return this.shownUs
  }

  /**
   * Goes on to the end of the window, or for so many events. Returns how many it handled.
   * @throws StandstillError when no time passes any more.
   */
  advance(budget: number): number {
    const { events } = this.state
    if (!events.isWindowOpen) {
      const handled = runUntil(events.list, this.endUs, this.dispatch, budget)
      if (handled < budget) this.end()
      else this.checkProgress(-1, events.list.timeUs, handled)
      return handled
    }
    const handled = events.walk(this.dispatch, budget)
    if (!events.isWindowOpen) this.closeWindow()
    else if (events.isBetweenOwners) this.shortenIfFull()
    else this.checkProgress(events.walkedOwner, events.walkedUs, handled)
    return handled
  }

  private checkProgress(pod: number, timeUs: number, handled: number): void {
    if (!this.standstill.isReached(pod, timeUs, handled)) return
    throw new StandstillError(timeUs, pod < 0 ? undefined : podNameOf(this.state, pod))
  }

  private end(): void {
    this.state.nowUs = this.endUs
    writeUntil(this.state, this.endUs)
    this.begin()
  }

  private begin(): void {
    const { state, clusterWideUs } = this
    this.beginUs = this.endUs
    if (this.isOver) return
    const nextUs = clusterWideUs[0] ?? Infinity
    if (nextUs === this.beginUs) {
      // All of this microsecond in the order of time: faults come before what pods do, creation among it.
      clusterWideUs.shift()
      this.endUs = nextUs + 1
      return
    }
    const limitUs = Math.min(nextUs, state.spec.durationUs)
    if (this.beginUs >= this.aheadUs && arePodsCoupled(state))
      this.endUs = Math.min(limitUs, this.beginUs + coupledUsMax)
    else this.openWindow(limitUs)
  }

  private openWindow(limitUs: number): void {
    const { events, metrics, writes } = this.state
    const { levels } = metrics
    const lengthUs = Math.min(this.windowUs, levels.stretchUsMax, writes.spanUsMax / 2)
    this.endUs = Math.min(limitUs, this.beginUs + Math.floor(lengthUs))
    this.aheadUs = Math.max(this.aheadUs, this.endUs)
    this.waitingLimit = this.waitingCount + this.waitingMax
    levels.beginStretch(this.beginUs)
    events.openWindow(this.endUs)
  }

  private shortenIfFull(): void {
    const { beginUs, endUs } = this
    if (this.waitingCount < this.waitingLimit || endUs - beginUs < 2) return
    this.endUs = beginUs + Math.floor((endUs - beginUs) / 2)
    this.windowUs = (this.endUs - beginUs) / 2
    this.waitingLimit += this.waitingMax
    this.state.events.shortenWindow(this.endUs)
  }

  private get waitingCount(): number {
    const { metrics, writes } = this.state
    return metrics.levels.waitingCount + writes.length
  }

  private closeWindow(): void {
    this.state.metrics.levels.endStretch(this.endUs)
    this.windowUs *= 2
    this.end()
  }
}
