/** Notices which Kubernetes events the API has got, or was told of again, since it was last looked at. */

import type { EventView } from '../contract/cluster-view.ts'
import type { ClusterState, PodId } from '../model/cluster-state.ts'
import type { EventLog } from '../model/node/status/event-log.ts'
import { readControllerEvent } from './controller-event-reader.ts'
import { readEvent } from './event-reader.ts'

export class EventWatch {
  private readonly state: ClusterState
  private readonly log: EventLog
  private readonly rows = new Map<PodId, number[]>()
  private readonly counts: number[] = []
  private readonly otherCounts: number[] = []

  /** @param state one that keeps its events; those that it has are known already. */
  constructor(state: ClusterState) {
    if (state.eventLog === undefined)
      throw new Error('broken invariant: events are watched, but none are kept')
    this.state = state
    this.log = state.eventLog
    for (const pod of this.pods()) this.newsOf(pod)
    this.newsOfOthers()
  }

  /** Pods that have events. */
  pods(): Iterable<PodId> {
    this.readNewRows()
    return this.rows.keys()
  }

  /** What is new of a pod, in order. */
  newsOf(pod: PodId): EventView[] {
    this.readNewRows()
    const { log, counts } = this
    const rows = this.rows.get(pod) ?? []
    return rows.flatMap((row, index) => {
      if (log.count.at(row) === counts[row]) return []
      counts[row] = log.count.at(row)
      const twins = rows.slice(0, index).filter((before) => log.firstUs.at(before) === log.firstUs.at(row))
      return [readEvent(this.state, log, row, twins.length)]
    })
  }

  /** What is new of other objects than pods, in order. */
  newsOfOthers(): EventView[] {
    const { all } = this.log.ofControllers
    return all.flatMap((event, row) => {
      if (this.otherCounts[row] === event.count) return []
      this.otherCounts[row] = event.count
      return readControllerEvent(this.state, event, 0) ?? []
    })
  }

  private readNewRows(): void {
    for (let row = this.counts.length; row < this.log.length; row++) {
      const pod = this.log.pod.at(row)
      const rows = this.rows.get(pod)
      if (rows === undefined) this.rows.set(pod, [row])
      else rows.push(row)
      // An event that the spam filter held back is not in the API.
      this.counts.push(0)
    }
  }
}
