/** One simulated copy of a measured run, as `PodTrace`s. */
import type { Dispatch } from '../../../engine/kernel/event-loop.ts'
import { EventTrace } from '../../../engine/kernel/event-trace.ts'
import {
  createStreams,
  nextUniform,
  purposeKey,
  type Streams,
  seedStream,
} from '../../../engine/kernel/random-stream.ts'
import { usToSeconds } from '../../../engine/kernel/time.ts'
import { buildState } from '../../../engine/model/build-state.ts'
import type { ClusterState, ContainerId, PodId, WorkloadId } from '../../../engine/model/cluster-state.ts'
import { Cause, Handler, Outcome, ProcessState, probeTypeOrder } from '../../../engine/model/codes.ts'
import { dispatch } from '../../../engine/model/dispatch.ts'
import { anyPod, podTouched } from '../../../engine/model/event-table.ts'
import { settleAtEnd } from '../../../engine/model/node/prober/quiet-probes.ts'
import { writeUntil } from '../../../engine/model/node/status/status-writer.ts'
import { podNameOf } from '../../../engine/model/pod-rows.ts'
import { profileOfPod } from '../../../engine/model/version-profile.ts'
import { containerName } from '../../../engine/observation/entity-names.ts'
import { callCostMs } from './command-script.ts'
import { type ContainerTrace, emptyTrace, type PodTrace, type StatusWrite } from './container-trace.ts'
import type { Replay } from './replay.ts'

/**
 * Runs one copy. Timers of a real machine fire late: a tick, a start that was waited for, the end of a process are each
 * late by one of the measured values. What follows at once - the stop, the exit and the start after a failed probe - is
 * late by as much. Times are noted as the log has them, in whole milliseconds.
 */
export function simulatedTraces(replay: Replay, copy: number): PodTrace[] {
  const simulated = new SimulatedCopy(replay, copy)
  simulated.run()
  return simulated.inOrder()
}

/** A start so soon after a kill belongs to the same sync. */
const sameSyncSeconds = 1

/** Two changes of a status so close may be written together: a sync, and the call of the probe that it triggers, in whole milliseconds. */
const raceUs = (callCostMs + 1) * 1000

/** What the API shows is late by the way through etcd, seconds. */
const apiLateness = [0.002, 0.01] as const

/** Of so many copies one has ticks that are late enough to meet an age of a script which they should just miss. */
const lateCopies = 8

/** A probe so soon after the start of its process was triggered by the relist that the sync of the start asked for (Z1). */
const onDemandUs = 100_000

/** A triggered probe so soon after the first start comes with the relist that saw the start. */
const firstSeenUs = 1_100_000

class SimulatedCopy {
  /** By container. */
  private readonly traces: ContainerTrace[] = []
  /** By pod. */
  private readonly pods: PodTrace[] = []
  private readonly podOfWorkload = new Map<WorkloadId, PodId>()
  private readonly state: ClusterState
  /** By container: how late its last chain of events was, seconds. */
  private readonly late: number[] = []
  /** By container: `exitAtUs` at the last look. A process that is told to stop gets an earlier one. */
  private readonly exitAtUs: number[] = []
  /** By container: when a result was published last, microseconds. */
  private readonly publishedAtUs: number[] = []
  private readonly replay: Replay
  /** By container: the last failed pull that was noted, microseconds. */
  private readonly failedPullUs: number[] = []
  /** By pod: begin of the newest write of its status, and when the status was taken for it, microseconds. */
  private readonly writeAtUs: number[] = []
  private readonly takenUs: number[] = []
  /** By pod: when what is written with it changed first, microseconds. */
  private readonly changedAtUs: number[] = []
  /** Writes that the latest event has led to: pod and begin. */
  private readonly newWrites: [pod: PodId, timeUs: number][] = []
  private readonly streams: Streams = createStreams(1)

  constructor(replay: Replay, copy: number) {
    const { run } = replay
    const spec = copy % lateCopies === 0 ? replay.lateSpec : replay.spec
    this.replay = replay
    seedStream(this.streams, 0, purposeKey(spec.masterSeed, copy, 'lateness'), run.name)
    this.state = buildState(spec, {
      replication: copy,
      trace: new EventTrace(),
      sink: { row: (...row) => this.addProbe(...row) },
      keepsStarts: false,
      isQuiet: true,
    })
    this.state.metrics.api.statusWritten = (workloadId, _, timeUs) => {
      this.newWrites.push([this.podOfWorkload.get(workloadId)!, timeUs])
    }
    this.meetPods()
  }

  /** Traces of the pods that have come. */
  private meetPods(): void {
    const { state } = this
    const { pod: pods, podTemplate } = state
    for (let pod = this.pods.length; pod < pods.count; pod++) {
      const name = podNameOf(state, pod)
      const first = pods.firstContainer[pod]
      const count = podTemplate.containerCount[pods.template[pod]]
      const containers = Array.from({ length: count }, (_, offset) =>
        emptyTrace(name, containerName(state, first + offset)),
      )
      this.traces.push(...containers)
      this.pods.push({
        pod: name,
        containers,
        startOrder: [],
        deletedAt: this.replay.measured.find((one) => one.pod === name)?.deletedAt,
        writes: [],
      })
      this.podOfWorkload.set(pods.workload[pod], pod)
      this.late.push(...containers.map(() => 0))
      this.exitAtUs.push(...containers.map(() => Infinity))
      this.failedPullUs.push(...containers.map(() => -1))
      this.publishedAtUs.push(...containers.map(() => -1))
      this.writeAtUs.push(-1)
      this.takenUs.push(-1)
      this.changedAtUs.push(-Infinity)
    }
  }

  run(): void {
    const { state } = this
    const { durationUs } = state.spec
    const handle: Dispatch = (kind, entity, stamp, timeUs, eventClass) => {
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
      this.meetPods()
      const touched = podTouched(state, kind, entity)
      if (touched === anyPod) for (let pod = 0; pod < this.pods.length; pod++) this.lookAt(pod)
      else this.lookAt(touched)
      writeUntil(state, timeUs + 1)
      this.addWrites()
    }
    state.events.runUntil(durationUs, handle, Infinity)
    state.nowUs = durationUs
    for (let probe = 0; probe < state.probe.count; probe++) settleAtEnd(state, probe)
    for (const { probes } of this.traces) probes.sort((a, b) => a.begin - b.begin)
  }

  /** As the measured ones stand. */
  inOrder(): PodTrace[] {
    return this.replay.measured.map(({ pod }) => this.pods.find((one) => one.pod === pod)!)
  }

  private lookAt(pod: PodId): void {
    const first = this.state.pod.firstContainer[pod]
    const end = first + this.pods[pod].containers.length
    for (let container = first; container < end; container++) this.look(container)
    this.refreshWrite(pod)
  }

  /** Notes what has happened to a process since the last look. */
  private look(container: ContainerId): void {
    const { container: containers, nowUs } = this.state
    this.lookAtPull(container)
    const attempt = containers.incarnation[container]
    if (attempt < 0) return
    const { starts, exits, stops } = this.traces[container]
    if (starts.length === attempt) this.addStart(container, attempt)
    const hasEnded = containers.state[container] === ProcessState.Exited
    const wasKilled = hasEnded && containers.exitCause[container] >= Cause.Liveness
    const isTold = containers.exitAtUs[container] !== this.exitAtUs[container] || wasKilled
    if (isTold && stops[attempt] === undefined && exits[attempt] === undefined)
      stops[attempt] = this.logged(nowUs, this.late[container])
    this.exitAtUs[container] = containers.exitAtUs[container]
    if (!hasEnded || exits[attempt] !== undefined) return
    if (containers.exitedAtUs[container] === containers.startedAtUs[container]) {
      exits[attempt] = starts[attempt]
      return
    }
    this.late[container] += this.drawLateness()
    exits[attempt] = this.logged(containers.exitedAtUs[container], this.late[container])
  }

  private addStart(container: ContainerId, attempt: number): void {
    const { container: containers } = this.state
    const { starts, exits, stops, container: name } = this.traces[container]
    const startedAtUs = containers.startedAtUs[container]
    const exitedSeconds = exits[attempt - 1] ?? -Infinity
    const isSameSync =
      stops[attempt - 1] !== undefined && this.logged(startedAtUs, 0) - exitedSeconds < sameSyncSeconds
    if (!isSameSync) this.late[container] = this.drawLateness()
    starts.push(this.logged(startedAtUs, this.late[container]))
    // One that does not end by itself and will, was told to stop in the moment of its start: its postStart hook has failed.
    const isEndless = this.replay.endless.has(this.nameOf(container))
    this.exitAtUs[container] = isEndless ? Infinity : containers.exitAtUs[container]
    if (attempt === 0) this.pods[containers.pod[container]].startOrder.push(name)
  }

  private nameOf(container: ContainerId): string {
    const { pod, container: name } = this.traces[container]
    return `${pod}/${name}`
  }

  /** A pull that fails takes no time here. */
  private lookAtPull(container: ContainerId): void {
    const { needs, pull, nowUs } = this.state
    const { failedPulls } = this.traces[container]
    if (!needs.pulls || pull.failedAtUs[container] !== nowUs || this.failedPullUs[container] === nowUs) return
    this.failedPullUs[container] = nowUs
    failedPulls.push(this.logged(nowUs, this.drawLateness()))
  }

  private addWrites(): void {
    for (const [pod, timeUs] of this.newWrites.splice(0)) this.addWrite(pod, timeUs)
  }

  /**
   * When a sync and the readiness probe that it triggers change the status within milliseconds, the write of the first may
   * have begun, or not: a race that the model does not have. A coin decides.
   */
  private addWrite(pod: PodId, timeUs: number): void {
    const { writes } = this.pods[pod]
    const { nowUs } = this.state
    const isRace = nowUs - this.changedAtUs[pod] < raceUs && nextUniform(this.streams, 0) < 0.5
    this.changedAtUs[pod] = nowUs
    this.writeAtUs[pod] = timeUs
    this.takenUs[pod] = this.state.pod.statusTakenUs[pod]
    if (isRace) writes.pop()
    writes.push(this.status(pod, timeUs))
  }

  /** What changes before the status is taken is written with it. */
  private refreshWrite(pod: PodId): void {
    const { writes } = this.pods[pod]
    if (this.state.nowUs <= this.takenUs[pod])
      writes[writes.length - 1] = this.status(pod, this.writeAtUs[pod])
  }

  private status(pod: PodId, timeUs: number): StatusWrite {
    const { pod: pods, container: containers } = this.state
    const first = pods.firstContainer[pod]
    const [least, most] = apiLateness
    return {
      at: this.logged(timeUs, least + (most - least) * nextUniform(this.streams, 0)),
      isReady: pods.isReady[pod] === 1,
      readyContainers: this.pods[pod].containers.flatMap(({ container }, index) =>
        containers.isReady[first + index] === 1 ? [container] : [],
      ),
    }
  }

  private addProbe(
    timeUs: number,
    durationUs: number,
    probe: number,
    _incarnation: number,
    result: number,
    _resultRun: number,
    published: number,
  ): void {
    const { probe: probes, probeTemplate, container: containers } = this.state
    const container = probes.container[probe]
    const template = probes.template[probe]
    const type = probeTypeOrder[probeTemplate.type[template]]
    if (result === Outcome.Error || !this.isReached(container, probeTemplate.handler[template], type, timeUs))
      return
    const late = this.latenessOf(probe, container, timeUs)
    this.traces[container].probes.push({
      type,
      begin: this.logged(this.replay.plan.logsResults ? timeUs + durationUs : timeUs, late),
      end: this.logged(timeUs + durationUs, late),
      attempt: containers.incarnation[container],
      isSuccess: result === Outcome.Success,
    })
    if (published === 0) return
    this.late[container] = late
    this.publishedAtUs[container] = timeUs + durationUs
  }

  /** A connection that nobody accepts leaves no trace in the container, though it does in the kubelet's log. */
  private isReached(container: ContainerId, handler: number, type: string, timeUs: number): boolean {
    const { container: containers } = this.state
    const { plan, downtime, unanswered } = this.replay
    const at = this.logged(timeUs, 0)
    if (downtime !== undefined && at >= downtime[0] && at < downtime[1]) return false
    if (handler === Handler.Exec || plan.logsResults) return true
    if (unanswered.has(`${this.nameOf(container)} ${type}`)) return false
    return containers.state[container] === ProcessState.Running && timeUs >= containers.answersAtUs[container]
  }

  /**
   * A triggered probe (P6) moves the grid to it: the sync that triggers it needs some time, which the model does not have,
   * and so does the relist on demand that sees the start.
   */
  private latenessOf(probe: number, container: ContainerId, timeUs: number): number {
    const { probe: probes, container: containers } = this.state
    const { triggerWay, seenWay } = this.replay.plan
    if (probes.anchorUs[probe] !== timeUs) return this.drawLateness()
    const isAtOnce = timeUs === this.publishedAtUs[container]
    const sinceStartUs = timeUs - containers.startedAtUs[container]
    const way = this.draw(triggerWay)
    if (isAtOnce) return this.late[container] + way
    const isFirst = sinceStartUs < firstSeenUs && containers.incarnation[container] === 0
    const { crowd, crowdWay } = this.replay.plan
    const queued = isFirst && crowd.has(this.traces[container].pod) ? this.draw(crowdWay) : 0
    if (sinceStartUs < onDemandUs && this.seesAtOnce(containers.pod[container]))
      return this.late[container] + queued + Math.max(0, this.draw(seenWay) + way - usToSeconds(sinceStartUs))
    return this.drawLateness() + queued + way
  }

  private seesAtOnce(pod: PodId): boolean {
    return profileOfPod(this.state, pod).relistsOnDemand
  }

  private drawLateness(): number {
    return this.draw(this.replay.plan.lateness)
  }

  /** One of the values; 0 if there are none. */
  private draw(values: readonly number[]): number {
    return values.length === 0 ? 0 : values[Math.floor(nextUniform(this.streams, 0) * values.length)]
  }

  private logged(timeUs: number, late: number): number {
    return Math.round((usToSeconds(timeUs) + late + this.replay.run.originSeconds) * 1000) / 1000
  }
}
