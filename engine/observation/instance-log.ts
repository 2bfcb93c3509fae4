/** What became of each instance of a container, looked up in the log of starts as it grows. */
import type { ClusterState, ContainerId } from '../model/cluster-state.ts'
import type { StartLog } from '../model/metrics/start-log.ts'

export type Instance = {
  /** NaN = it ran from before the run. */
  readonly startedAtUs: number
  readonly exitedAtUs: number
  readonly exitCode: number
}

export class InstanceLog {
  private readonly log: StartLog
  /** Rows of the log, by container. */
  private readonly rows = new Map<ContainerId, number[]>()
  private readCount = 0

  /** @param state one that keeps its starts. */
  constructor(state: ClusterState) {
    if (state.metrics.starts === undefined) throw new Error('broken invariant: the starts are not kept')
    this.log = state.metrics.starts
  }

  /** An instance that another one has followed; undefined if there was none. */
  ended(container: ContainerId, incarnation: number): Instance | undefined {
    const follower = this.rowOf(container, incarnation + 1)
    if (follower < 0 || Number.isNaN(this.log.exitedAtUs.at(follower))) return undefined
    const own = this.rowOf(container, incarnation)
    return {
      startedAtUs: own < 0 ? Number.NaN : this.log.timeUs.at(own),
      exitedAtUs: this.log.exitedAtUs.at(follower),
      exitCode: this.log.exitCode.at(follower),
    }
  }

  private rowOf(container: ContainerId, incarnation: number): number {
    this.readNewRows()
    const rows = this.rows.get(container) ?? []
    for (let index = rows.length - 1; index >= 0; index--)
      if (this.log.restartCount.at(rows[index]) === incarnation) return rows[index]
    return -1
  }

  private readNewRows(): void {
    for (; this.readCount < this.log.length; this.readCount++) {
      const container = this.log.container.at(this.readCount)
      const rows = this.rows.get(container)
      if (rows === undefined) this.rows.set(container, [this.readCount])
      else rows.push(this.readCount)
    }
  }
}
