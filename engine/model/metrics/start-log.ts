/** Container starts, one row each, as `starts.csv` shows them. Times are microseconds; NaN = not applicable. */
import { Cause } from '../codes.ts'
import type { ContainerId } from '../ids.ts'
import type { ContainerTable } from '../tables/containers.ts'
import { GrowingColumn } from './growing-column.ts'

export class StartLog {
  readonly container = new GrowingColumn()
  readonly timeUs = new GrowingColumn()
  readonly restartCount = new GrowingColumn()
  /** A `Cause`. */
  readonly cause = new GrowingColumn()
  readonly exitCode = new GrowingColumn()
  readonly exitedAtUs = new GrowingColumn()
  /** Entry after this start; 0 = none. */
  readonly backoffUs = new GrowingColumn()
  readonly decidedUs = new GrowingColumn()
  readonly isFalse = new GrowingColumn()

  /** Starts that are not kept, since their container has had its share. */
  leftOut = 0

  private readonly decidedAtUs = new Map<ContainerId, number>()
  private readonly perContainerMax: number

  /** @param perContainerMax starts of one container that are kept: its first ones, first starts included. */
  constructor(perContainerMax = Infinity) {
    this.perContainerMax = perContainerMax
  }

  get length(): number {
    return this.timeUs.length
  }

  decided(container: ContainerId, nowUs: number): void {
    this.decidedAtUs.set(container, nowUs)
  }

  /** The new instance runs; the exit columns are those of the previous one. */
  started(containers: ContainerTable, container: ContainerId, nowUs: number, isFalse: boolean): void {
    const incarnation = containers.incarnation[container]
    const isFirst = incarnation === 0
    if (incarnation >= this.perContainerMax) {
      this.leftOut++
      return
    }
    this.container.push(container)
    this.timeUs.push(nowUs)
    this.restartCount.push(incarnation)
    this.cause.push(isFirst ? Cause.Initial : containers.exitCause[container])
    this.exitCode.push(isFirst ? Number.NaN : containers.exitCode[container])
    this.exitedAtUs.push(isFirst ? Number.NaN : containers.exitedAtUs[container])
    this.backoffUs.push(containers.backoffUs[container])
    this.decidedUs.push(this.decidedAtUs.get(container) ?? nowUs)
    this.isFalse.push(isFalse ? 1 : 0)
    this.decidedAtUs.delete(container)
  }
}
