/**
 * What a replication counts. Rules report facts here and read nothing back. Levels (running, ready, ...) are held
 * per workload with their integrals over time; counts go to buckets and, after the warm-up, to totals.
 * Row `all` of every workload column is the sum over workloads. The catalogue of names is `engine/contract/columns.ts`.
 */
import type { EventTrace } from '../kernel/event-trace.ts'
import { ContainerKind, Outcome, PodPhase, PodStage } from './codes.ts'
import type { ContainerId, PodId, ProbeId } from './ids.ts'
import { ApiCounts } from './metrics/api-counts.ts'
import { CpuCounts } from './metrics/cpu-counts.ts'
import { DetectionLog } from './metrics/detection-log.ts'
import { LeastReady } from './metrics/least-ready.ts'
import type { MetricsSizes } from './metrics/metrics-sizes.ts'
import { isOut } from './metrics/missed-pods.ts'
import { NodeProbes } from './metrics/node-probes.ts'
import { NodeStarts } from './metrics/node-starts.ts'
import { PodTurnover } from './metrics/pod-turnover.ts'
import { ProbeCounts } from './metrics/probe-counts.ts'
import type { ProbeRowSink } from './metrics/probe-row-sink.ts'
import { Recovery } from './metrics/recovery.ts'
import { RequestCounts } from './metrics/request-counts.ts'
import { ServiceCounts } from './metrics/service-counts.ts'
import { StartLog } from './metrics/start-log.ts'
import { SummedLevel } from './metrics/summed-level.ts'
import { Level, WorkloadLevels } from './metrics/workload-levels.ts'
import type { ContainerTable } from './tables/containers.ts'
import type { PodTable } from './tables/pods.ts'
import type { ProbeTable } from './tables/probes.ts'
import type { ContainerTemplateTable, ProbeTemplateTable, WorkloadTable } from './tables/templates.ts'

/** What the metrics look at. */
type Counted = {
  readonly nowUs: number
  readonly probe: ProbeTable
  readonly probeTemplate: ProbeTemplateTable
  readonly container: ContainerTable
  readonly containerTemplate: ContainerTemplateTable
  readonly pod: PodTable
  readonly workload: WorkloadTable
}

/** Kinds of facts in the fingerprint. */
const Fact = { Start: 1, Exit: 2, Ready: 3, Published: 4 } as const

export class Metrics {
  readonly sizes: MetricsSizes
  /** Results published by workers (P12), of either kind. */
  publishedTotal = 0
  syncsTotal = 0
  /** Times that ticks of a calm worker were counted in closed form. */
  settlesTotal = 0
  probeRunsTotal = 0
  readonly tracesProbes: boolean
  readonly levels: WorkloadLevels
  /** Pods that the scheduler has tried in vain; its integral counts. */
  readonly unschedulable: SummedLevel
  readonly detections = new DetectionLog()
  readonly starts: StartLog | undefined
  readonly recovery: Recovery
  readonly leastReady: LeastReady
  readonly api: ApiCounts
  readonly services: ServiceCounts
  readonly requests: RequestCounts
  readonly cpu: CpuCounts
  readonly turnover: PodTurnover

  /** By bucket, then workload: `bucket * workloads + workload`. */
  readonly bucketProbes: ProbeCounts
  readonly bucketFailures: Float64Array
  readonly bucketStarts: Float64Array
  readonly bucketRestarts: Float64Array
  /** Start decisions. */
  readonly bucketAttempts: Float64Array

  /** By workload, after the warm-up. */
  readonly probes: Float64Array
  readonly failures: Float64Array
  readonly timeouts: Float64Array
  readonly restarts: Float64Array
  readonly falseRestarts: Float64Array
  readonly readyTransitions: Float64Array
  /** Of processes that ran; that an init container is done is none. */
  readonly exits: Float64Array

  readonly nodeProbes: NodeProbes
  readonly nodeStarts: NodeStarts
  /** By node, after the warm-up. */
  readonly nodeRestarts: Float64Array

  /** Runs since the last bucket or the warm-up ended that no other column holds, and when that is over. */
  private readonly freshByWorkload: Int32Array
  /** By node, then class of cost. */
  private readonly freshByNode: Int32Array
  private readonly costClasses: number
  private freshBeginUs = 0
  private freshEndUs = 0
  private readonly state: Counted
  private readonly trace: EventTrace
  private readonly sink: ProbeRowSink | undefined
  private readonly warmUpUs: number
  private readonly intervalUs: number
  private readonly workloads: number

  constructor(
    state: Counted,
    sizes: MetricsSizes,
    trace: EventTrace,
    options: {
      readonly sink: ProbeRowSink | undefined
      readonly keepsStarts: boolean
      readonly startsPerContainerMax?: number | undefined
    },
  ) {
    const { workloads, nodes, buckets } = sizes
    this.sizes = sizes
    this.state = state
    this.trace = trace
    this.sink = options.sink
    this.tracesProbes = options.sink !== undefined
    this.starts = options.keepsStarts ? new StartLog(options.startsPerContainerMax) : undefined
    this.warmUpUs = sizes.warmUpUs
    this.intervalUs = sizes.intervalUs
    this.workloads = workloads
    this.recovery = new Recovery(workloads + 1)
    this.leastReady = new LeastReady(workloads + 1, sizes.leastReadyFromUs)
    this.levels = new WorkloadLevels(workloads, buckets, sizes, this.recovery, this.leastReady)
    this.unschedulable = new SummedLevel(workloads, 1, sizes)
    this.api = new ApiCounts(sizes)
    this.services = new ServiceCounts(sizes)
    this.requests = new RequestCounts(sizes)
    this.cpu = new CpuCounts(sizes.sharesCpu ? workloads : 0, sizes)
    this.turnover = new PodTurnover(sizes)
    this.bucketProbes = new ProbeCounts(workloads, buckets, sizes.intervalUs)
    this.bucketFailures = new Float64Array(buckets * workloads)
    this.bucketStarts = new Float64Array(buckets * workloads)
    this.bucketRestarts = new Float64Array(buckets * workloads)
    this.bucketAttempts = new Float64Array(buckets * workloads)
    this.probes = new Float64Array(workloads)
    this.failures = new Float64Array(workloads)
    this.timeouts = new Float64Array(workloads)
    this.restarts = new Float64Array(workloads)
    this.falseRestarts = new Float64Array(workloads)
    this.readyTransitions = new Float64Array(workloads)
    this.exits = new Float64Array(workloads)
    this.nodeProbes = new NodeProbes(nodes, buckets, sizes.intervalUs, sizes.probeCosts)
    this.nodeStarts = new NodeStarts(nodes, buckets, sizes.intervalUs)
    this.costClasses = sizes.probeCosts.length
    this.freshByWorkload = new Int32Array(workloads)
    this.freshByNode = new Int32Array(nodes * this.costClasses)
    this.nodeRestarts = new Float64Array(nodes)
  }

  // Probes.

  /** A worker published a result or changed it (P12). */
  resultPublished(probe: ProbeId): void {
    this.publishedTotal++
    const { place, result } = this.state.probe
    this.trace.note(this.state.nowUs, Fact.Published, place[probe], result[probe])
  }

  /** A run that ended in success or failure; it counts where it began. */
  probeRan(probe: ProbeId, beganUs: number, outcome: number): void {
    this.probeRunsTotal++
    this.addRuns(probe, beganUs, 1)
    if (outcome !== Outcome.Failure && outcome !== Outcome.Timeout) return
    const { probe: probes, probeTemplate } = this.state
    const workload = probeTemplate.workload[probes.template[probe]]
    this.bucketFailures[Math.floor(beganUs / this.intervalUs) * this.workloads + workload]++
    if (beganUs < this.warmUpUs) return
    this.failures[workload]++
    if (outcome === Outcome.Timeout) this.timeouts[workload]++
  }

  /**
   * A run that succeeds and begins now; runs come in order of time. What most ticks of the exact engine touch is these two small
   * columns: they are counted further when the bucket is over (`countFresh`).
   */
  probeRanNow(workload: number, node: number, costClass: number): void {
    if (this.state.nowUs >= this.freshEndUs) this.countFresh()
    this.freshByWorkload[workload]++
    this.freshByNode[node * this.costClasses + costClass]++
  }

  /** Moves what `probeRanNow` counted, all of it in one bucket and on one side of the warm-up's end. */
  private countFresh(): void {
    const { freshByWorkload, freshByNode, intervalUs, warmUpUs } = this
    const bucket = Math.floor(this.freshBeginUs / intervalUs)
    const counts = this.freshBeginUs >= warmUpUs
    for (let workload = 0; workload < freshByWorkload.length; workload++) {
      const count = freshByWorkload[workload]
      this.bucketProbes.add(workload, bucket, count)
      this.probeRunsTotal += count
      if (counts) this.probes[workload] += count
    }
    this.nodeProbes.addAll(freshByNode, bucket, counts)
    freshByWorkload.fill(0)
    freshByNode.fill(0)
    const { nowUs } = this.state
    const bucketEndUs = (Math.floor(nowUs / intervalUs) + 1) * intervalUs
    this.freshBeginUs = nowUs
    this.freshEndUs = nowUs < warmUpUs ? Math.min(warmUpUs, bucketEndUs) : bucketEndUs
  }

  /** So many runs that succeeded, one each period from `firstUs` on. */
  probesRan(probe: ProbeId, firstUs: number, count: number): void {
    this.probeRunsTotal += count
    this.addRuns(probe, firstUs, count)
  }

  /**
   * Buckets of a node and a workload lie far from the rows of a probe. So runs that follow one another a period apart are held with the
   * probe, as its grid, and go to the buckets together, when the grid breaks or the run is over.
   */
  private addRuns(probe: ProbeId, firstUs: number, count: number): void {
    const { probe: probes, probeTemplate } = this.state
    const spanUs = probeTemplate.periodUs[probes.template[probe]]
    if (firstUs !== probes.gridUs[probe] + probes.gridRuns[probe] * spanUs) {
      this.countGrid(probe)
      probes.gridUs[probe] = firstUs
      probes.gridRuns[probe] = 0
    }
    probes.gridRuns[probe] += count
  }

  private countGrid(probe: ProbeId): void {
    const { probe: probes, probeTemplate } = this.state
    const firstUs = probes.gridUs[probe]
    const count = probes.gridRuns[probe]
    if (count === 0) return
    const template = probes.template[probe]
    const workload = probeTemplate.workload[template]
    const costClass = probeTemplate.costClass[template]
    const spanUs = probeTemplate.periodUs[template]
    const early = Math.max(0, Math.min(count, Math.ceil((this.warmUpUs - firstUs) / spanUs)))
    this.bucketProbes.addGrid(workload, firstUs, spanUs, count)
    this.nodeProbes.addGrid(probes.node[probe], costClass, firstUs, spanUs, count, count - early)
    this.probes[workload] += count - early
  }

  traceProbe(
    probe: ProbeId,
    beganUs: number,
    durationUs: number,
    incarnation: number,
    outcome: number,
    resultRun: number,
    published: number,
  ): void {
    const { place } = this.state.probe
    this.sink!.row(beganUs, durationUs, place[probe], incarnation, outcome, resultRun, published)
  }

  // Containers.

  /** A start was decided: back-off let it pass. */
  startDecided(container: ContainerId): void {
    this.bucketAttempts[this.bucketRow(container)]++
    this.starts?.decided(container, this.state.nowUs)
  }

  /** A process runs; its columns are those of the new instance. */
  containerStarted(container: ContainerId): void {
    const { container: containers, pod: pods } = this.state
    const incarnation = containers.incarnation[container]
    const at = this.bucketRow(container)
    const pod = containers.pod[container]
    const workload = pods.workload[pod]
    this.trace.note(this.state.nowUs, Fact.Start, container, incarnation)
    this.bucketStarts[at]++
    this.nodeStarts.add(pods.node[pod], this.state.nowUs)
    if (!this.isPlainInit(container)) this.levels.change(Level.Running, workload, true, this.state.nowUs)
    const isFalse = incarnation > 0 && containers.exitWasFalse[container] === 1
    this.starts?.started(containers, container, this.state.nowUs, isFalse)
    if (incarnation === 0) return
    this.bucketRestarts[at]++
    if (this.state.nowUs < this.warmUpUs) return
    this.restarts[workload]++
    this.nodeRestarts[pods.node[pod]]++
    if (isFalse) this.falseRestarts[workload]++
  }

  containerExited(container: ContainerId): void {
    const exitCode = this.state.container.exitCode[container]
    this.trace.note(this.state.nowUs, Fact.Exit, container, exitCode)
    const isInit = this.isPlainInit(container)
    const workload = this.workloadOf(container)
    if (this.state.nowUs >= this.warmUpUs && !(isInit && exitCode === 0)) this.exits[workload]++
    if (!isInit) this.levels.change(Level.Running, workload, false, this.state.nowUs)
  }

  backoffBegins(container: ContainerId): void {
    this.levels.change(Level.InBackoff, this.workloadOf(container), true, this.state.nowUs)
  }

  backoffEnds(container: ContainerId): void {
    this.levels.change(Level.InBackoff, this.workloadOf(container), false, this.state.nowUs)
  }

  /** The container's ready flag in the status changed. */
  containerReadyChanged(container: ContainerId, isReady: boolean): void {
    const row = this.state.container.detection[container]
    if (row < 0) return
    if (isReady) this.detections.becameReady(row, this.state.nowUs)
    else this.detections.becameUnready(row, this.state.nowUs)
  }

  /** The status shows an instance that it did not show before, and it is ready. */
  newInstanceReady(container: ContainerId): void {
    this.containerReadyChanged(container, true)
  }

  // Hangs.

  detectionBegins(container: ContainerId, nowUs: number): void {
    const { detection } = this.state.container
    detection[container] = this.detections.open(container, detection[container], nowUs)
  }

  /** An instance that a fault without an end has hit is gone. */
  hungInstanceGone(container: ContainerId): void {
    this.levels.change(Level.HungInstances, this.workloadOf(container), false, this.state.nowUs)
  }

  hangEnds(container: ContainerId, nowUs: number): void {
    this.detections.hangEnded(this.state.container.detection[container], nowUs)
  }

  /** A liveness or startup Failure was published by a run that was under way in this hang; -1 = in none. */
  hangNoticed(row: number, nowUs: number): void {
    if (row >= 0) this.detections.noticed(row, nowUs)
  }

  /** The kubelet asks the runtime to stop the container for a probe. */
  hangKilled(container: ContainerId): void {
    const row = this.state.container.detection[container]
    if (row >= 0) this.detections.killed(row, this.state.nowUs)
  }

  // Pods.

  desiredChanged(workload: number, change: number): void {
    this.levels.changeDesired(workload, change, this.state.nowUs)
  }

  /** A pod appears in the API, Pending and not Ready. */
  podCreated(pod: PodId): void {
    const { pod: pods, workload: workloads, nowUs } = this.state
    const workload = pods.workload[pod]
    const isNew = !Number.isNaN(pods.createdAtUs[pod])
    const isCounted = isNew && nowUs >= this.warmUpUs
    if (isNew) this.turnover.created(workload, nowUs)
    this.levels.rollouts.podCreated(workload, isCounted, workloads.desired[workload])
    this.levels.change(Level.Unready, workload, true, nowUs)
    this.levels.change(Level.Pending, workload, true, nowUs)
  }

  /** The Ready condition in the kubelet's status changed. */
  podReadyChanged(pod: PodId): void {
    const { pod: pods, nowUs } = this.state
    if (pods.stage[pod] !== PodStage.Bound) return
    const workload = pods.workload[pod]
    const change = pods.isReady[pod] === 1 ? 1 : -1
    this.trace.note(nowUs, Fact.Ready, pod, change)
    if (nowUs >= this.warmUpUs) this.readyTransitions[workload]++
    this.levels.change(Level.Ready, workload, change > 0, nowUs)
    if (change > 0) this.levels.rollouts.podsChanged(this.state, workload)
    if (!isOut(pods, this.state.workload, pod)) this.levels.change(Level.Unready, workload, change < 0, nowUs)
  }

  /** The phase changed; a pod that is out is not missing, and not desired any more unless it is replaced. */
  podPhaseChanged(pod: PodId, before: number): void {
    const { pod: pods, nowUs } = this.state
    if (pods.stage[pod] !== PodStage.Bound) return
    const workload = pods.workload[pod]
    const phase = pods.phase[pod]
    if (before === PodPhase.Pending) this.levels.change(Level.Pending, workload, false, nowUs)
    if (phase === PodPhase.Pending) this.levels.change(Level.Pending, workload, true, nowUs)
    if (!isOut(pods, this.state.workload, pod)) return
    if (pods.isReady[pod] === 0) this.levels.change(Level.Unready, workload, false, nowUs)
    if (phase === PodPhase.Succeeded && this.state.workload.replacesPods[workload] === 0)
      this.levels.change(Level.Desired, workload, false, nowUs)
  }

  /** The pod gets a deletionTimestamp, or leaves the API at once; the stage is still the one before. */
  podDeletionBegins(pod: PodId): void {
    const { pod: pods, nowUs } = this.state
    const workload = pods.workload[pod]
    if (pods.isReady[pod] === 1) this.levels.change(Level.Ready, workload, false, nowUs)
    else if (!isOut(pods, this.state.workload, pod)) this.levels.change(Level.Unready, workload, false, nowUs)
    if (pods.phase[pod] === PodPhase.Pending) this.levels.change(Level.Pending, workload, false, nowUs)
    this.levels.change(Level.Terminating, workload, true, nowUs)
    this.levels.rollouts.podDeletionBegins(workload)
  }

  /** The pod is taken off its node. */
  podEvicted(pod: PodId): void {
    this.turnover.evicted(this.state.pod.workload[pod], this.state.nowUs)
  }

  /** The object is gone. */
  podGone(pod: PodId): void {
    const workload = this.state.pod.workload[pod]
    this.levels.change(Level.Terminating, workload, false, this.state.nowUs)
    this.levels.rollouts.podsChanged(this.state, workload)
  }

  /** The run is over, and the clock stands at its end. */
  finish(): void {
    this.countFresh()
    for (let probe = 0; probe < this.state.probe.count; probe++) this.countGrid(probe)
    this.levels.finish()
    this.unschedulable.finish()
    this.services.finish()
  }

  private isPlainInit(container: ContainerId): boolean {
    const { container: containers, containerTemplate } = this.state
    return containerTemplate.kind[containers.template[container]] === ContainerKind.Init
  }

  private workloadOf(container: ContainerId): number {
    return this.state.pod.workload[this.state.container.pod[container]]
  }

  private bucketRow(container: ContainerId): number {
    return Math.floor(this.state.nowUs / this.intervalUs) * this.workloads + this.workloadOf(container)
  }
}

/** Names of `Cause` as the output contract spells them. */
export const causeNames = ['initial', 'crash', 'completed', 'liveness', 'startup', 'rollout', 'node'] as const
