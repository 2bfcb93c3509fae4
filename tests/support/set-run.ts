/** A replication of one StatefulSet or DaemonSet, whose object is edited from outside at fixed times. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { Dispatch } from '../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState, PodId } from '../../engine/model/cluster-state.ts'
import { PodStage } from '../../engine/model/codes.ts'
import { deletePod, graceOf } from '../../engine/model/control/pod-set.ts'
import { useTemplate } from '../../engine/model/control/revisions.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import { EventClass } from '../../engine/model/event-table.ts'
import { writeUntil } from '../../engine/model/node/status/status-writer.ts'
import { podNameOf, podsOf } from '../../engine/model/pod-rows.ts'
import { second } from './spec.ts'

export class SetRun {
  readonly state: ClusterState
  private readonly handle: Dispatch

  constructor(spec: ClusterSpec) {
    this.state = buildState(spec, {
      replication: 1,
      trace: new EventTrace(),
      sink: undefined,
      keepsStarts: false,
      isQuiet: true,
      verifies: true,
    })
    this.handle = (...event) => dispatch(this.state, ...event)
  }

  /** All before this time. */
  to(seconds: number): this {
    const { state } = this
    state.events.runUntil(seconds * second, this.handle, Infinity)
    writeUntil(state, seconds * second)
    state.nowUs = seconds * second
    state.eventClass = EventClass.Fault
    return this
  }

  /** The object asks for pods of this revision. */
  rollTo(revision: number): this {
    useTemplate(this.state, 0, this.state.workload.firstTemplate[0] + revision)
    return this
  }

  delete(name: string): this {
    const pod = this.rows().find((row) => podNameOf(this.state, row) === name)!
    deletePod(this.state, pod, graceOf(this.state, pod), false)
    return this
  }

  /** Each pod that the API has, by name: its revision, and `!` while it is being deleted; not ready in brackets. */
  pods(): string {
    const { state } = this
    const { pod: pods, workload: workloads } = state
    return this.rows()
      .map((pod) => {
        const revision = pods.template[pod] - workloads.firstTemplate[0]
        const end = pods.stage[pod] === PodStage.Deleting ? '!' : ''
        const text = `${podNameOf(state, pod)}:${revision}${end}`
        return pods.isReady[pod] === 1 ? text : `(${text})`
      })
      .sort()
      .join(' ')
  }

  /** When each pod was created so far, by name, in seconds. */
  creations(): readonly (readonly [name: string, seconds: number])[] {
    const { state } = this
    return Array.from({ length: state.pod.count }, (_, pod) => [
      podNameOf(state, pod),
      state.pod.createdAtUs[pod] / second,
    ])
  }

  private rows(): PodId[] {
    return podsOf(this.state, 0)
  }
}
