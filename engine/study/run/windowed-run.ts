/**
 * Takes a replication from event to event: in windows in which the cluster does nothing to nodes (`horizonUs`), lane by lane,
 * and where it may, in the order of time. The exact engine keeps the order of time always: it is the oracle.
 *
 * A window is as long as it can be: then what a lane has read is of use for many events. What limits it is the room
 * for facts that wait until the window is over, to be taken in order of time. When there are too many, the window is made
 * shorter for the lanes that are not through; those that are wait ahead.
 */
import type { Dispatch } from '../../kernel/event-loop.ts'
import { Standstill, StandstillError } from '../../kernel/standstill.ts'
import { usPerSecond } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { dispatch } from '../../model/dispatch.ts'
import { podOf } from '../../model/event-table.ts'
import { horizonUs, laneCount } from '../../model/lanes.ts'
import { sendEventsUntil } from '../../model/node/status/event-client.ts'
import { awaitTurn, writeUntil } from '../../model/node/status/status-writer.ts'
import { podNameOf } from '../../model/pod-rows.ts'

/** Waiting facts, 8 bytes each, after which a window is made shorter. Decides how long things take, never what comes out. */
const waitingMaxDefault = 8_000_000
/**
 * Where the cluster may act on nodes, how soon to look whether it still may: first after the instant of a fault or a creation,
 * then ever later.
 */
const orderedUsMin = 1
const orderedUsMax = 60 * usPerSecond

export type WindowOptions = {
  /** All events come in the order of time. */
  readonly isOrdered?: boolean
  /** Facts that may wait for the end of a window. */
  readonly waitingMax?: number
}

export class WindowedRun {
  private readonly state: ClusterState
  private readonly dispatch: Dispatch
  private readonly isOrdered: boolean
  private readonly waitingMax: number
  private beginUs = 0
  private endUs = 0
  /** Until when some lanes are through. */
  private aheadUs = 0
  /** Length of the next window, if nothing else limits it. */
  private windowUs = Infinity
  /** Length of the next stretch in the order of time. */
  private orderedUs = orderedUsMin
  /** Waiting facts at which the window is made shorter. */
  private waitingLimit = 0
  private shownUs = 0
  private readonly standstill: Standstill

  constructor(
    state: ClusterState,
    { isOrdered = false, waitingMax = waitingMaxDefault }: WindowOptions = {},
  ) {
    this.state = state
    this.isOrdered = isOrdered || !state.isQuiet
    this.waitingMax = waitingMax
    this.dispatch = (kind, entity, stamp, timeUs, eventClass) =>
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
    this.standstill = new Standstill(() => state.pod.count)
    this.begin()
  }

  get isOver(): boolean {
    return this.beginUs >= this.state.spec.durationUs
  }

  /** Whether all lanes stand at the same time. */
  get isEven(): boolean {
    return !this.state.events.isWindowOpen && this.beginUs >= this.aheadUs
  }

  /** How far it is, in simulated time; within a window as if all lanes but the cluster's had come equally far. Never goes back. */
  get reachedUs(): number {
    const { events, nowUs } = this.state
    let reachedUs = nowUs
    if (events.isWindowOpen) {
      const spanUs = this.endUs - this.beginUs
      const shareOfLane = events.isAmidOwner ? Math.max(0, (events.timeUs - this.beginUs) / spanUs) : 0
      const share = (events.walkedOwner + shareOfLane) / Math.max(1, laneCount(this.state) - 1)
      reachedUs = this.beginUs + spanUs * Math.min(1, share)
    }
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
      const handled = events.runUntil(this.endUs, this.dispatch, budget)
      if (handled < budget) this.end()
      else this.checkProgress(-1, handled)
      return handled
    }
    const handled = events.walk(this.dispatch, budget)
    if (!events.isWindowOpen) this.closeWindow()
    else {
      if (events.isAmidOwner) this.checkProgress(events.walkedOwner, handled)
      this.shortenIfFull()
    }
    return handled
  }

  /** @param lane that is walked, or -1. */
  private checkProgress(lane: number, handled: number): void {
    const { events } = this.state
    if (!this.standstill.isReached(lane, events.timeUs, handled)) return
    const pod = lane < 0 ? -1 : podOf(this.state, events.kind, events.entity)
    throw new StandstillError(events.timeUs, pod < 0 ? undefined : podNameOf(this.state, pod))
  }

  private end(): void {
    this.state.nowUs = this.endUs
    writeUntil(this.state, this.endUs)
    sendEventsUntil(this.state, this.endUs)
    this.begin()
  }

  private begin(): void {
    const { state } = this
    this.beginUs = this.endUs
    if (this.isOver) return
    const { durationUs } = state.spec
    const limitUs = this.windowLimitUs()
    if (limitUs > this.beginUs) {
      this.orderedUs = orderedUsMin
      this.openWindow(Math.min(limitUs, durationUs))
    } else {
      this.endUs = Math.min(durationUs, this.beginUs + this.orderedUs)
      this.orderedUs = Math.min(orderedUsMax, 2 * this.orderedUs)
    }
  }

  /** Until when the next window may last; not after now: there may be none. */
  private windowLimitUs(): number {
    if (this.isOrdered) return this.beginUs
    // While some lanes are ahead, the horizon is what it was when they were walked.
    return this.beginUs < this.aheadUs ? this.aheadUs : horizonUs(this.state, this.beginUs)
  }

  private openWindow(limitUs: number): void {
    const { events, metrics, unsentEvents, statusChanges } = this.state
    const { levels } = metrics
    const lengthUs = Math.min(
      this.windowUs,
      levels.windowUsMax,
      unsentEvents.spanUsMax / 2,
      statusChanges.spanUsMax / 2,
    )
    this.endUs = Math.min(limitUs, this.beginUs + Math.floor(lengthUs))
    this.aheadUs = Math.max(this.aheadUs, this.endUs)
    this.waitingLimit = this.waitingCount + this.waitingMax
    levels.beginWindow(this.beginUs)
    awaitTurn(this.state, this.beginUs)
    events.openWindow(this.endUs, laneCount(this.state))
  }

  /** No lane may be taken back: one that is amid the window comes at least as far as it is. */
  private shortenIfFull(): void {
    const { beginUs, endUs } = this
    const { events } = this.state
    if (this.waitingCount < this.waitingLimit) return
    const halfUs = beginUs + Math.floor((endUs - beginUs) / 2)
    const reachedUs = events.isAmidOwner ? Math.floor(events.timeUs) + 1 : beginUs + 1
    this.waitingLimit += this.waitingMax
    if (Math.max(halfUs, reachedUs) >= endUs) return
    this.endUs = Math.max(halfUs, reachedUs)
    this.windowUs = (this.endUs - beginUs) / 2
    events.shortenWindow(this.endUs)
  }

  private get waitingCount(): number {
    const { metrics, unsentEvents, statusChanges } = this.state
    return metrics.levels.waitingCount + unsentEvents.length + statusChanges.length
  }

  private closeWindow(): void {
    this.state.metrics.levels.endWindow(this.endUs)
    this.windowUs *= 2
    this.end()
  }
}
