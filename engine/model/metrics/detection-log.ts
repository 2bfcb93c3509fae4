/** Hangs and how they were noticed: one row per onset. Times are microseconds; NaN = it has not happened. */
import type { ContainerId } from '../cluster-state.ts'
import { GrowingColumn } from './growing-column.ts'

export class DetectionLog {
  readonly container = new GrowingColumn()
  readonly onsetUs = new GrowingColumn()
  readonly endedUs = new GrowingColumn()
  /** First liveness or startup Failure published by a run that began in the hang. */
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

  open(container: ContainerId, nowUs: number): number {
    this.container.push(container)
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
    setOnce(this.killedUs, row, nowUs)
  }

  readyChanged(row: number, isReady: boolean, nowUs: number): void {
    if (!Number.isNaN(this.readyAgainUs.at(row))) return
    if (!isReady) setOnce(this.removedUs, row, nowUs)
    else if (!Number.isNaN(this.removedUs.at(row))) this.readyAgainUs.set(row, nowUs)
  }

  /** The status shows another instance, ready: after a kill that is the end of the story even if it never was unready. */
  newInstanceReady(row: number, nowUs: number): void {
    if (!Number.isNaN(this.killedUs.at(row))) setOnce(this.readyAgainUs, row, nowUs)
  }

  /** Closed without having been noticed. */
  isMissed(row: number): boolean {
    return !Number.isNaN(this.endedUs.at(row)) && Number.isNaN(this.noticedUs.at(row))
  }
}

function setOnce(column: GrowingColumn, row: number, value: number): void {
  if (Number.isNaN(column.at(row))) column.set(row, value)
}
