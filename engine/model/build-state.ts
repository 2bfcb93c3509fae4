/**
 * From a spec to the tables of one replication: counts what it foresees, allocates, places what runs at time 0 and schedules the
 * first events. Pods that come later are appended by `pod-rows.ts`.
 */

import { type ClientLimit, type ClusterSpec, podSpecsOf } from '../contract/cluster-spec.ts'
import { Agenda } from '../kernel/agenda.ts'
import { DistributionBuilder, risesWithUniform } from '../kernel/distribution.ts'
import { quantile } from '../kernel/distribution-law.ts'
import type { EventTrace } from '../kernel/event-trace.ts'
import { createStreams, nextUniform, purposeKey, type Streams, seedStream } from '../kernel/random-stream.ts'
import { usPerSecond } from '../kernel/time.ts'
import type { ClusterState } from './cluster-state.ts'
import { Connection, PodStage } from './codes.ts'
import { ApiClient } from './control/api-client.ts'
import { Autoscaler } from './control/autoscaler.ts'
import { Controller, type ControllerRule } from './control/controller.ts'
import { controllerRules, countsReady, keeperOf, watchersOf } from './control/controllers.ts'
import { hasDeployment } from './control/deployments/deployment.ts'
import type { DeploymentObject, SetObject } from './control/deployments/objects.ts'
import { Budget, beginBudgets } from './control/eviction/disruption.ts'
import { Drains } from './control/eviction/drain.ts'
import { beginNodeHealth, heedNodesFromBefore } from './control/nodes/node-lifecycle.ts'
import type { NodeMonitor } from './control/nodes/node-monitor.ts'
import type { PodGc } from './control/nodes/pod-gc.ts'
import { Evictions } from './control/nodes/taint-eviction.ts'
import type { TaintPasses } from './control/nodes/taint-pass.ts'
import { ObjectStore } from './control/object-store.ts'
import { eligibleNodes, noNode, placementOrder, startPlaces } from './control/placement.ts'
import { boundNode, comeTo, createWorkload } from './control/pod-set.ts'
import { Proxies } from './control/proxies.ts'
import { hasReplicaSet } from './control/replica-set.ts'
import { schedulerKnowsNodes } from './control/scheduler/node-changes.ts'
import { eachCounted, unschedulableFromBefore } from './control/scheduler/scheduler.ts'
import { Scheduler } from './control/scheduler/scheduler-state.ts'
import { selectionsByWorkload } from './control/selections.ts'
import { ServiceEndpoints } from './control/service-endpoints.ts'
import { servicesRanBefore } from './control/service-watch.ts'
import { WatchStream } from './control/watch-stream.ts'
import { drawUs } from './draw.ts'
import { EventKind } from './event-table.ts'
import { nextFaultUs } from './faults/faults.ts'
import { clusterTimesUs, laneOf, schedule, sharesNodes } from './lanes.ts'
import type { ProbeRowSink } from './metrics/probe-row-sink.ts'
import { TimedLog } from './metrics/timed-log.ts'
import { Metrics } from './metrics.ts'
import { FairShares } from './node/cpu/fair-shares.ts'
import { allocateImageTables, fillImages } from './node/images/build-images.ts'
import { housekeepingPeriodUs } from './node/runtime/restart-backoff.ts'
import { EventLog } from './node/status/event-log.ts'
import { ReadyTimes } from './node/status/ready-times.ts'
import { changeCodes } from './node/status/status-writer.ts'
import { orderProbesByPhase } from './probe-order.ts'
import { countBuckets, countEvents, countRows, tableNeeds } from './row-counts.ts'
import { appendFromBefore, countFromBefore, ranBefore, runningFromBefore } from './running-from-before.ts'
import { seedControl, seedFaults, seedNodes, streamKeys } from './seed-streams.ts'
import { allocateTables } from './tables/allocate-tables.ts'
import { allocateLevels } from './tables/levels.ts'
import { buildTemplates } from './templates.ts'
import { kubeletClasses, versionProfile } from './version-profile.ts'
import { AskedLaws } from './world/dependencies/asked-laws.ts'
import { beginAsking, beginNeeding } from './world/dependencies/begin.ts'
import { Dependencies } from './world/dependencies/dependencies.ts'
import { hasNeeds } from './world/dependencies/needs.ts'
import { lateChance } from './world/lateness.ts'
import { serverTemplates } from './world/traffic/servers.ts'
import { beginTraffic } from './world/traffic/service-levels.ts'
import { addLatencies, hasTraffic, Traffic } from './world/traffic/traffic.ts'

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
  const latencies = addLatencies(spec, builder)
  const distributions = builder.build()
  const tracesProbes = options.sink !== undefined
  const rows = countRows(spec, tracesProbes)
  const needs = tableNeeds(spec, tracesProbes)
  const { slowPhases, pauses, ...tables } = allocateTables(rows)
  const { slowEvery, slowFor, pauseEvery, pauseFor } = templates.containerTemplate
  const classes = kubeletClasses(spec)
  const images = allocateImageTables(spec)
  const askedLaws = new AskedLaws()
  const selections = selectionsByWorkload(spec.workloads)
  const start = startPlaces(spec, (workload) => countFromBefore(spec, workload))
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
    podSpecs: spec.workloads.flatMap(podSpecsOf),
    ...tables,
    needs,
    slow: { ...slowPhases, every: slowEvery, length: slowFor, streams: tables.streams.slow },
    pause: { ...pauses, every: pauseEvery, length: pauseFor, streams: tables.streams.pause },
    streamKeys: streamKeys(spec, options.replication),
    level: allocateLevels(templates.probeTemplate.type.length),
    controllers: controllerRules.map(
      (rule, id) => new Controller(id, rule, new ApiClient(limitOf(rule, spec.controlPlane.controllers))),
    ),
    watchers: spec.workloads.map(watchersOf),
    deployments: new ObjectStore<DeploymentObject>(EventKind.DeploymentSeen),
    sets: new ObjectStore<SetObject>(EventKind.ReplicaSetSeen),
    readyNews: [],
    services: spec.services.map(
      (service, row) =>
        new ServiceEndpoints(
          service,
          selections.flatMap((of) => of.filter((one) => one.service === row)),
        ),
    ),
    selections,
    sliceWatch: new WatchStream(),
    addressWatch: new WatchStream(),
    traffic: hasTraffic(spec)
      ? new Traffic(spec, distributions, latencies, serverTemplates(spec, templates))
      : undefined,
    autoscalers: (spec.autoscalers ?? []).map((autoscaler) => new Autoscaler(autoscaler)),
    askedLaws,
    dependencies: hasNeeds(spec)
      ? new Dependencies(spec, templates, latencies, distributions, askedLaws)
      : undefined,
    proxies: new Proxies(spec.controlPlane.proxyMinSyncPeriodUs),
    apiFactor: anyTimeUs,
    nodesWatchedUs: anyTimeUs,
    nodeMonitor: undefined as unknown as NodeMonitor,
    taintPasses: undefined as unknown as TaintPasses,
    podGc: undefined as unknown as PodGc,
    noScheduleChanges: new Map(),
    evictions: new Evictions(),
    budgets: makeBudgets(spec),
    drains: new Drains(),
    fairShares: new FairShares(),
    ...images,
    eligibleNodes: eligibleNodes(spec),
    clusterTimesUs: clusterTimesUs(spec),
    sharesNodes: sharesNodes(spec, needs.pulls),
    scheduler: new Scheduler(spec, start.cache, options.replication),
    staticWaiting: [],
    podsToGo: [],
    reconciling: 0,
    shutdowns: new Map(),
    faultHits: spec.faults.map(() => new Int32Array(0)),
    metrics: undefined as unknown as Metrics,
    hasWatchers: spec.workloads.some(({ staticOn }) => staticOn === undefined),
    statusChanges: new TimedLog(changeCodes(rows.pods)),
    podsWithNews: [],
    readyTimes: new ReadyTimes(),
    writerTurnUs: anyTimeUs,
    writerTurns: 0,
    unsentEvents: new TimedLog(rows.pods),
    eventLog: options.keepsEvents ? new EventLog() : undefined,
    nextHangFaultUs: anyTimeUs,
    nextDeletionFaultUs: anyTimeUs,
    lastDeletionFaultUs: -Infinity,
    answerDurationUs: anyTimeUs,
    answerIsIll: false,
    answerConnection: Connection.Made,
    answerAsks: false,
    answerMayHang: false,
    answerFailure: anyTimeUs,
    answerLostFromUs: anyTimeUs,
  } satisfies ClusterState
  state.nowUs = 0
  state.apiFactor = 1
  state.nodesWatchedUs = -Infinity
  state.writerTurnUs = -1
  state.nextHangFaultUs = nextFaultUs(spec, 'hangs', -1, -1)
  state.nextDeletionFaultUs = nextFaultUs(spec, 'deletesPods', -1, -1)
  state.answerDurationUs = 0
  state.answerFailure = 0
  state.answerLostFromUs = Infinity
  state.events = new Agenda(countEvents(rows), (kind, entity) => laneOf(state, kind, entity), state.verifies)
  state.metrics = new Metrics(
    state,
    {
      workloads: rows.workloads,
      services: spec.services.length,
      nodes: rows.nodes,
      buckets: countBuckets(spec),
      durationUs: spec.durationUs,
      intervalUs: spec.intervalUs,
      warmUpUs: spec.warmUpUs,
      leastReadyFromUs: leastReadyFromUs(spec),
      probeCosts,
      hasTraffic: hasTraffic(spec),
      sharesCpu: needs.cpu,
    },
    options.trace,
    options,
  )
  fillWorkloads(state)
  fillPromptShares(state)
  seedFaults(state, options.replication)
  seedControl(state, options.replication)
  seedNodes(state, options.replication)
  beginNodeHealth(state, options.replication)
  schedulerKnowsNodes(state)
  spec.nodes.forEach(({ kubelet }, node) => {
    state.node.kubeletClass[node] = classes.indexOf(kubelet)
  })
  fillImages(state)
  for (const workload of spec.workloads.keys()) appendFromBefore(state, workload)
  if (!state.isQuiet) orderProbesByPhase(state)
  startKubelets(state, relistCost, options.replication)
  beginAsking(state)
  scheduleFirstEvents(state, start.nodes)
  beginNeeding(state)
  beginBudgets(state)
  beginTraffic(state)
  for (const controller of state.controllers) controller.rule.start?.(state, controller, options.replication)
  heedNodesFromBefore(state)
  // What ran before is in the API as it is.
  state.statusChanges.clear()
  return state
}

/** The worst moment is looked for from the first fault on; without a fault from where the summary begins. */
function leastReadyFromUs({ faults, warmUpUs }: ClusterSpec): number {
  return faults.length === 0 ? warmUpUs : Math.min(...faults.map(({ atUs }) => atUs))
}

/** What is the same for all pods of a workload, whatever they are made from. */
function fillWorkloads(state: ClusterState): void {
  const { workload: workloads } = state
  let template = 0
  state.spec.workloads.forEach((workload, row) => {
    workloads.firstTemplate[row] = template
    workloads.currentTemplate[row] = template
    workloads.templateCount[row] = podSpecsOf(workload).length
    state.podTemplate.revision[template] = 1
    template += workloads.templateCount[row]
    workloads.isStatic[row] = workload.staticOn === undefined ? 0 : 1
    workloads.hasReplicaSet[row] = hasReplicaSet(workload) ? 1 : 0
    workloads.hasDeployment[row] = hasDeployment(workload) ? 1 : 0
    workloads.keeper[row] = keeperOf(workload)
    workloads.replacesPods[row] = workloads.keeper[row] >= 0 && workload.job === undefined ? 1 : 0
    workloads.isSelected[row] = state.selections[row].length > 0 ? 1 : 0
    workloads.countsReady[row] = countsReady(workload) ? 1 : 0
    workloads.isWatched[row] = workload.staticOn === undefined || isWatched(state, row) ? 1 : 0
  })
}

/** Nodes that fail change what the API says of any pod but a static pod, whose status its kubelet keeps to itself. */
function isWatched({ needs, watchers, spec }: ClusterState, workload: number): boolean {
  return (
    watchers[workload].length > 0 || (needs.nodeHealth && spec.workloads[workload].staticOn === undefined)
  )
}

function makeBudgets({ budgets = [], workloads }: ClusterSpec): Budget[] {
  return budgets.map((budget, index) => {
    const covered = workloads.flatMap((workload, row) => (workload.budgets?.includes(index) ? [row] : []))
    return new Budget(budget, covered)
  })
}

/** What the client of a controller may do. */
function limitOf({ qpsFactor = 1 }: ControllerRule, { qps, burst }: ClientLimit): ClientLimit {
  return { qps: qps * qpsFactor, burst }
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

function scheduleFirstEvents(state: ClusterState, places: readonly Int32Array[]): void {
  const { spec } = state
  state.metrics.recovery.expect(spec.faults.length)
  spec.faults.forEach((fault, index) => {
    schedule(state, EventKind.FaultBegin, index, fault.atUs, 0)
  })
  for (const workloadId of placementOrder(spec)) {
    const workload = spec.workloads[workloadId]
    if (ranBefore(spec, workloadId)) runningFromBefore(state, workloadId, places[workloadId])
    // T1: the files are there when the kubelet starts.
    else if (workload.staticOn !== undefined) createWorkload(state, workloadId)
    else schedule(state, EventKind.WorkloadCreate, workloadId, workload.createdAtUs, 0)
  }
  state.scheduler.cache.eachPlaced = eachCounted(state)
  for (let pod = 0; pod < state.pod.count; pod++) {
    const waits = state.pod.stage[pod] === PodStage.Unscheduled && Number.isNaN(state.pod.createdAtUs[pod])
    if (!waits) continue
    // No scheduler looks for a node for one that names a node.
    const node = boundNode(state, pod)
    if (node === undefined) unschedulableFromBefore(state, pod)
    else if (node !== noNode) comeTo(state, pod, node)
  }
  servicesRanBefore(state)
}
