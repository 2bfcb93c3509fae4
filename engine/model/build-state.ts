/**
 * From a spec to the tables of one replication: counts what it foresees, allocates, places what runs at time 0 and schedules the
 * first events. Pods that come later are appended by `pod-rows.ts`.
 */

import {
  type ClusterSpec,
  containersOfPod,
  isSidecar,
  type JobSpec,
  restartPolicies,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import { Agenda } from '../kernel/agenda.ts'
import { DistributionBuilder, risesWithUniform } from '../kernel/distribution.ts'
import { quantile } from '../kernel/distribution-law.ts'
import type { EventTrace } from '../kernel/event-trace.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from '../kernel/random-stream.ts'
import { usPerSecond } from '../kernel/time.ts'
import type { ClusterState } from './cluster-state.ts'
import { ApiClient } from './control/api-client.ts'
import { Controller } from './control/controller.ts'
import { controllerRules, keeperOf, watchersOf } from './control/controllers.ts'
import { eligibleNodes, firstCursor, placementOrder } from './control/placement.ts'
import { createWorkload } from './control/pod-set.ts'
import { hasReplicaSet } from './control/replica-set.ts'
import { drawUs } from './draw.ts'
import { EventKind } from './event-table.ts'
import { nextFaultUs } from './faults/faults.ts'
import { clusterTimesUs, laneOf, schedule, sharesNodes } from './lanes.ts'
import { TimedLog } from './metrics/timed-log.ts'
import { Metrics, type ProbeRowSink } from './metrics.ts'
import { allocateImageTables, fillImages } from './node/images/build-images.ts'
import { housekeepingPeriodUs } from './node/runtime/restart-backoff.ts'
import { EventLog } from './node/status/event-log.ts'
import { changeCodes } from './node/status/status-writer.ts'
import { orderProbesByPhase } from './probe-order.ts'
import {
  containersPerPod,
  countBuckets,
  countEvents,
  countRows,
  probesPerPod,
  tableNeeds,
} from './row-counts.ts'
import { appendFromBefore, ranBefore, runningFromBefore } from './running-from-before.ts'
import { seedControl, seedFaults, streamKeys } from './seed-streams.ts'
import { allocateTables } from './tables/allocate-tables.ts'
import type { JobTable } from './tables/jobs.ts'
import { allocateLevels } from './tables/levels.ts'
import { buildTemplates } from './templates.ts'
import { kubeletClasses, versionProfile } from './version-profile.ts'
import { lateChance } from './world/levels.ts'

export type BuildOptions = {
  readonly replication: number
  readonly trace: EventTrace
  readonly sink: ProbeRowSink | undefined
  readonly keepsStarts: boolean
  /** Rows that a container may have at most; default: no limit. */
  readonly startsPerContainerMax?: number | undefined
  /** Keeps Kubernetes events as the API holds them. */
  readonly keepsEvents?: boolean
  /** Ticks that change nothing have no event. */
  readonly isQuiet?: boolean
  /** Rules check what they take for granted. */
  readonly verifies?: boolean
}

/**
 * Times of the state are made as no whole number: V8 keeps a field that holds one as a small integer until it holds something else,
 * and throws away what it has compiled of all the rules then, in the middle of a run.
 */
const anyTimeUs = 0.5

/** A relist starts this long after the one before ended (S3). */
const relistGapUs = usPerSecond

export function buildState(spec: ClusterSpec, options: BuildOptions): ClusterState {
  const builder = new DistributionBuilder()
  const { probeCosts, ...templates } = buildTemplates(spec, builder)
  const { overheads } = spec
  const relistCost = builder.add(overheads.relistCostUs)
  const overheadTable = {
    isIdeal: overheads.ideal,
    sync: builder.add(overheads.syncUs),
    stop: builder.add(overheads.stopUs),
    volumes: builder.add(overheads.volumesUs),
    apiRoundTrip: builder.add(overheads.apiRoundTripUs),
    watch: builder.add(overheads.watchUs),
    podStartDelay: builder.add(overheads.podStartDelayUs),
  }
  const distributions = builder.build()
  const tracesProbes = options.sink !== undefined
  const rows = countRows(spec, tracesProbes)
  const { slowPhases, pauses, ...tables } = allocateTables(rows)
  const { slowEvery, slowFor, pauseEvery, pauseFor } = templates.containerTemplate
  const classes = kubeletClasses(spec)
  const images = allocateImageTables(spec)
  const needs = tableNeeds(spec, tracesProbes)
  // The agenda and the metrics read the tables of the state that holds them.
  const state = {
    nowUs: anyTimeUs,
    eventClass: 0,
    isQuiet: options.isQuiet === true,
    verifies: options.verifies === true,
    spec,
    profiles: classes.map((kubelet) => versionProfile(spec, kubelet)),
    events: undefined as unknown as Agenda,
    distributions,
    overheads: {
      ...overheadTable,
      lostTrigger: overheads.lostTrigger,
      statusWriteUs: 2 * Math.round(quantile(distributions, overheadTable.apiRoundTrip, 0.5)),
    },
    ...templates,
    ...tables,
    needs,
    slow: { ...slowPhases, every: slowEvery, length: slowFor, streams: tables.streams.slow },
    pause: { ...pauses, every: pauseEvery, length: pauseFor, streams: tables.streams.pause },
    streamKeys: streamKeys(spec, options.replication),
    level: allocateLevels(templates.probeTemplate.type.length),
    controllers: controllerRules.map(
      (rule, id) => new Controller(id, rule, new ApiClient(spec.controlPlane.controllers)),
    ),
    watchers: spec.workloads.map(watchersOf),
    watchedUs: anyTimeUs,
    ...images,
    eligibleNodes: eligibleNodes(spec),
    clusterTimesUs: clusterTimesUs(spec),
    sharesNodes: sharesNodes(spec, needs.pulls),
    unscheduled: [],
    staticWaiting: [],
    faultHits: spec.faults.map(() => new Int32Array(0)),
    metrics: undefined as unknown as Metrics,
    hasWatchers: spec.workloads.some((workload) => watchersOf(workload).length > 0),
    statusChanges: new TimedLog(changeCodes(rows.pods)),
    podsWithNews: [],
    writerTurnUs: anyTimeUs,
    writerTurns: 0,
    unsentEvents: new TimedLog(rows.pods),
    eventLog: options.keepsEvents ? new EventLog() : undefined,
    nextHangFaultUs: anyTimeUs,
    nextDeletionFaultUs: anyTimeUs,
    answerDurationUs: anyTimeUs,
    answerIsIll: false,
    answerIsRefusal: false,
    answerMayHang: false,
    answerLostFromUs: anyTimeUs,
  } satisfies ClusterState
  state.nowUs = 0
  state.watchedUs = 0
  state.writerTurnUs = -1
  state.nextHangFaultUs = nextFaultUs(spec, 'hangs', -1, -1)
  state.nextDeletionFaultUs = nextFaultUs(spec, 'deletesPods', -1, -1)
  state.answerDurationUs = 0
  state.answerLostFromUs = Infinity
  state.events = new Agenda(countEvents(rows), (kind, entity) => laneOf(state, kind, entity), state.verifies)
  state.metrics = new Metrics(
    state,
    {
      workloads: rows.workloads,
      nodes: rows.nodes,
      buckets: countBuckets(spec),
      durationUs: spec.durationUs,
      intervalUs: spec.intervalUs,
      warmUpUs: spec.warmUpUs,
      leastReadyFromUs: leastReadyFromUs(spec),
      probeCosts,
    },
    options.trace,
    options,
  )
  fillWorkloads(state)
  fillPromptShares(state)
  seedFaults(state, options.replication)
  seedControl(state, options.replication)
  spec.nodes.forEach(({ kubelet }, node) => {
    state.node.kubeletClass[node] = classes.indexOf(kubelet)
  })
  fillImages(state)
  for (const workload of spec.workloads.keys()) appendFromBefore(state, workload)
  if (!state.isQuiet) orderProbesByPhase(state)
  startKubelets(state, relistCost, options.replication)
  scheduleFirstEvents(state)
  // What ran before is in the API as it is.
  state.statusChanges.clear()
  return state
}

/** The worst moment is looked for from the first fault on; without a fault from where the summary begins. */
function leastReadyFromUs({ faults, warmUpUs }: ClusterSpec): number {
  return faults.length === 0 ? warmUpUs : Math.min(...faults.map(({ atUs }) => atUs))
}

/** What is the same for all pods of a workload. */
function fillWorkloads(state: ClusterState): void {
  const { workload: workloads } = state
  state.spec.workloads.forEach((workload, row) => {
    const { initContainers } = workload.pod
    workloads.restartPolicy[row] = restartPolicies.indexOf(workload.pod.restartPolicy)
    workloads.graceUs[row] = workload.pod.terminationGraceUs
    workloads.deadlineUs[row] = workload.pod.activeDeadlineUs ?? Infinity
    workloads.isStatic[row] = workload.staticOn === undefined ? 0 : 1
    workloads.hasReplicaSet[row] = hasReplicaSet(workload) ? 1 : 0
    workloads.keeper[row] = keeperOf(workload)
    workloads.isWatched[row] = state.watchers[row].length > 0 ? 1 : 0
    workloads.podsCanEnd[row] = hasReplicaSet(workload) && podsCanEnd(workload) ? 1 : 0
    workloads.hasVolumes[row] = workload.pod.hasVolumes ? 1 : 0
    workloads.initCount[row] = initContainers.length
    workloads.sidecarCount[row] = initContainers.filter(isSidecar).length
    workloads.hasRestartAll[row] = canRestartAll(workload) ? 1 : 0
    workloads.containerCount[row] = containersPerPod(workload)
    workloads.probeCount[row] = probesPerPod(workload)
    workloads.placementCursor[row] = firstCursor(workload, state.eligibleNodes[row].length)
    if (workload.job !== undefined) fillJob(state.job, row, workload.job)
  })
}

function fillJob(table: JobTable, row: number, job: JobSpec): void {
  const { parallelism, completions, backoffLimit, activeDeadlineUs } = job
  table.isActive[row] = 1
  table.parallelism[row] = parallelism
  table.completions[row] = completions ?? -1
  table.backoffLimit[row] = backoffLimit
  table.deadlineUs[row] = activeDeadlineUs ?? Infinity
}

/** Whether a pod may reach a terminal phase by itself. */
function podsCanEnd({ pod }: WorkloadSpec): boolean {
  const { restartPolicy, activeDeadlineUs, containers } = pod
  if (restartPolicy !== 'Always' || activeDeadlineUs !== undefined) return true
  return containersOfPod(pod).some((one) =>
    containers.includes(one) ? one.restartPolicy !== undefined : one.restartPolicy === 'Never',
  )
}

function canRestartAll({ pod }: WorkloadSpec): boolean {
  return containersOfPod(pod).some(({ restartRules }) =>
    restartRules?.some(({ action }) => action === 'RestartAllContainers'),
  )
}

/** What the exact engine needs most, at level 0. */
function fillPromptShares(state: ClusterState): void {
  const { probeTemplate, distributions } = state
  for (let template = 0; template < probeTemplate.type.length; template++) {
    probeTemplate.promptShare[template] = risesWithUniform(distributions, probeTemplate.latency[template])
      ? 1 - lateChance(state, template, 0)
      : 0
  }
}

/** S2, S3, S14: the phases of each kubelet's loops. Ideal: even seconds, and no relist grid at all. */
function startKubelets(state: ClusterState, relistCost: number, replication: number): void {
  const { spec, node } = state
  const streams = createStreams(spec.nodes.length)
  const key = purposeKey(spec.masterSeed, replication, 'kubelet')
  for (let row = 0; row < spec.nodes.length; row++) {
    seedStream(streams, row, key, spec.nodes[row].name)
    node.podsMax[row] = spec.nodes[row].podsMax
    node.kubeletStartUs[row] = -spec.kubeletUptimeUs
    if (spec.overheads.ideal) continue
    node.relistCostUs[row] = drawUs(state, relistCost, streams, row)
    node.relistPeriodUs[row] = relistGapUs + node.relistCostUs[row]
    node.relistPhaseUs[row] = phaseWithin(streams, row, node.relistPeriodUs[row])
    node.syncTickPhaseUs[row] = phaseWithin(streams, row, usPerSecond)
    node.housekeepingPhaseUs[row] = phaseWithin(streams, row, housekeepingPeriodUs)
  }
}

function phaseWithin(streams: Streams, row: number, periodUs: number): number {
  return Math.floor(nextUniform(streams, row) * periodUs)
}

function scheduleFirstEvents(state: ClusterState): void {
  const { spec } = state
  state.metrics.recovery.expect(spec.faults.length)
  spec.faults.forEach((fault, index) => {
    schedule(state, EventKind.FaultBegin, index, fault.atUs, 0)
  })
  for (const workloadId of placementOrder(spec)) {
    const workload = spec.workloads[workloadId]
    if (ranBefore(spec, workloadId)) runningFromBefore(state, workloadId)
    // T1: the files are there when the kubelet starts.
    else if (workload.staticOn !== undefined) createWorkload(state, workloadId)
    else schedule(state, EventKind.WorkloadCreate, workloadId, workload.createdAtUs, 0)
  }
}
