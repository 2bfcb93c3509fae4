/** Hangs and how they were noticed: one row per onset. Times are microseconds; NaN = it has not happened. */
import type { ContainerId } from '../ids.ts'
import { GrowingColumn } from './growing-column.ts'

export class DetectionLog {
  readonly container = new GrowingColumn()
  readonly previous = new GrowingColumn()
  readonly onsetUs = new GrowingColumn()
  readonly endedUs = new GrowingColumn()
  /** First liveness or startup Failure published by a run that was under way in the hang. */
  readonly noticedUs = new GrowingColumn()
  /** First moment at which the container was unready in the status. */
  readonly removedUs = new GrowingColumn()
  /** The kubelet's request to stop it. */
  readonly killedUs = new GrowingColumn()
  /** First moment after removal or kill at which it was ready. */
  readonly readyAgainUs = new GrowingColumn()

  get length(): number {
    return this.onsetUs.length
  }

  /**
   * @param previous the container's row before, -1 = none: it may still wait for the container to be ready again.
   */
  open(container: ContainerId, previous: number, nowUs: number): number {
    this.container.push(container)
    this.previous.push(previous)
    this.endedUs.push(Number.NaN)
    this.noticedUs.push(Number.NaN)
    this.removedUs.push(Number.NaN)
    this.killedUs.push(Number.NaN)
    this.readyAgainUs.push(Number.NaN)
    return this.onsetUs.push(nowUs)
  }

  hangEnded(row: number, nowUs: number): void {
    setOnce(this.endedUs, row, nowUs)
  }

  noticed(row: number, nowUs: number): void {
    setOnce(this.noticedUs, row, nowUs)
  }

  killed(row: number, nowUs: number): void {
    if (!this.isMissed(row)) setOnce(this.killedUs, row, nowUs)
  }

  becameUnready(row: number, nowUs: number): void {
    if (!this.isMissed(row) && Number.isNaN(this.readyAgainUs.at(row))) setOnce(this.removedUs, row, nowUs)
  }

  /**
   * Ready in the status: again for a row whose container was removed, and for one that was killed and has been replaced,
   * even if it never was unready, or never ready.
   */
  becameReady(latest: number, nowUs: number): void {
    for (let row = latest; row >= 0 && Number.isNaN(this.readyAgainUs.at(row)); row = this.previous.at(row)) {
      const wasReplaced = !Number.isNaN(this.killedUs.at(row)) && !Number.isNaN(this.endedUs.at(row))
      const wasRemoved = !Number.isNaN(this.removedUs.at(row))
      if (wasReplaced || wasRemoved) this.readyAgainUs.set(row, nowUs)
    }
  }

  /** Closed without having been noticed. */
  isMissed(row: number): boolean {
    return !Number.isNaN(this.endedUs.at(row)) && Number.isNaN(this.noticedUs.at(row))
  }
}

function setOnce(column: GrowingColumn, row: number, value: number): void {
  if (Number.isNaN(column.at(row))) column.set(row, value)
}
