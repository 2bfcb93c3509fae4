/**
 * From a spec to the tables of one replication: counts everything, allocates, seeds the streams, places what runs
 * at time 0 and schedules the first events. Nothing else allocates tables.
 */

import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  isSidecar,
  type JobSpec,
  kindOf,
  podName,
  restartPolicies,
  type WorkloadSpec,
} from '../contract/cluster-spec.ts'
import { Agenda } from '../kernel/agenda.ts'
import { DistributionBuilder, risesWithUniform } from '../kernel/distribution.ts'
import { quantile } from '../kernel/distribution-law.ts'
import type { EventTrace } from '../kernel/event-trace.ts'
import {
  createStreams,
  nextUniform,
  type PurposeKey,
  purposeKey,
  type Streams,
  seedStream,
} from '../kernel/random-stream.ts'
import { EventClass, usPerSecond } from '../kernel/time.ts'
import type { ClusterState } from './cluster-state.ts'
import { ApiClient } from './control/api-client.ts'
import { Controller } from './control/controller.ts'
import { controllerRules } from './control/controllers.ts'
import { eligibleNodes, firstCursor, placementOrder } from './control/placement.ts'
import { createWorkload } from './control/pod-set.ts'
import { podOf } from './coupled-pods.ts'
import { drawUs } from './draw.ts'
import { EventKind } from './event-kind.ts'
import { nextFaultUs } from './faults/faults.ts'
import { TimedLog } from './metrics/timed-log.ts'
import { Metrics, type ProbeRowSink } from './metrics.ts'
import { allocateImageTables, fillImages } from './node/images/build-images.ts'
import { housekeepingPeriodUs } from './node/runtime/restart-backoff.ts'
import { writeCodes } from './node/status/api-writer.ts'
import { EventLog } from './node/status/event-log.ts'
import { orderProbesByPhase } from './probe-order.ts'
import {
  containersPerPod,
  countBuckets,
  countEvents,
  countRows,
  podRows,
  probesPerPod,
} from './row-counts.ts'
import { runningFromBefore } from './running-from-before.ts'
import { allocateTables } from './tables/allocate-tables.ts'
import type { JobTable } from './tables/jobs.ts'
import { buildTemplates } from './templates.ts'
import { kubeletClasses, versionProfile } from './version-profile.ts'
import { abnormalChance, lateChance } from './world/probe-answer.ts'

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
  const rows = countRows(spec, options.sink !== undefined)
  const { slowPhases, pauses, ...tables } = allocateTables(rows)
  const { slowEvery, slowFor, pauseEvery, pauseFor } = templates.containerTemplate
  const classes = kubeletClasses(spec)
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
    slow: { ...slowPhases, every: slowEvery, length: slowFor, streams: tables.streams.slow },
    pause: { ...pauses, every: pauseEvery, length: pauseFor, streams: tables.streams.pause },
    slowKey: purposeKey(spec.masterSeed, options.replication, 'slow'),
    uidKey: purposeKey(spec.masterSeed, options.replication, 'uid'),
    controllers: controllerRules.map(
      (rule, id) => new Controller(id, rule, new ApiClient(spec.controlPlane.controllers)),
    ),
    watchedUs: anyTimeUs,
    ...allocateImageTables(spec),
    eligibleNodes: eligibleNodes(spec),
    unscheduled: [],
    staticWaiting: [],
    faultHits: spec.faults.map(() => new Int32Array(0)),
    metrics: undefined as unknown as Metrics,
    writes: new TimedLog(writeCodes(rows.pods)),
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
  state.nextHangFaultUs = nextFaultUs(spec, 'hangs', -1, -1)
  state.nextDeletionFaultUs = nextFaultUs(spec, 'deletesPods', -1, -1)
  state.answerDurationUs = 0
  state.answerLostFromUs = Infinity
  state.events = new Agenda(
    countEvents(rows),
    rows.pods,
    (kind, entity) => podOf(state, kind, entity),
    state.verifies,
  )
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
  fillEntities(state)
  fillAbnormalChances(state)
  seedStreams(state, options.replication)
  spec.nodes.forEach(({ kubelet }, node) => {
    state.node.kubeletClass[node] = classes.indexOf(kubelet)
  })
  fillImages(state)
  if (!state.isQuiet) orderProbesByPhase(state)
  startKubelets(state, relistCost, options.replication)
  scheduleFirstEvents(state)
  return state
}

/** The worst moment is looked for from the first fault on; without a fault from where the summary begins. */
function leastReadyFromUs({ faults, warmUpUs }: ClusterSpec): number {
  return faults.length === 0 ? warmUpUs : Math.min(...faults.map(({ atUs }) => atUs))
}

/** Numbers pods, containers and probes in entity order and points each at its template. */
function fillEntities(state: ClusterState): void {
  const {
    spec,
    workload: workloads,
    pod: pods,
    container: containers,
    probe: probes,
    containerTemplate,
  } = state
  let pod = 0
  let container = 0
  let probe = 0
  spec.workloads.forEach((workload, workloadId) => {
    const { initContainers } = workload.pod
    const containerCount = containersPerPod(workload)
    const firstTemplate = state.firstTemplate[workloadId]
    // P1: the probes of a pod begin with those of its first regular container.
    const firstProbeTemplate = containerTemplate.firstProbe[firstTemplate + initContainers.length]
    const rows = podRows(spec, workloadId)
    workloads.restartPolicy[workloadId] = restartPolicies.indexOf(workload.pod.restartPolicy)
    workloads.graceUs[workloadId] = workload.pod.terminationGraceUs
    workloads.deadlineUs[workloadId] = workload.pod.activeDeadlineUs ?? Infinity
    workloads.isStatic[workloadId] = workload.staticOn === undefined ? 0 : 1
    workloads.hasReplicaSet[workloadId] = hasReplicaSet(workload) ? 1 : 0
    workloads.hasVolumes[workloadId] = workload.pod.hasVolumes ? 1 : 0
    workloads.initCount[workloadId] = initContainers.length
    workloads.sidecarCount[workloadId] = initContainers.filter(isSidecar).length
    workloads.hasRestartAll[workloadId] = canRestartAll(workload) ? 1 : 0
    workloads.containerCount[workloadId] = containerCount
    if (workload.job !== undefined) fillJob(state.job, workloadId, workload.job)
    workloads.probeCount[workloadId] = probesPerPod(workload)
    workloads.podsBegin[workloadId] = pod
    workloads.podsEnd[workloadId] = pod + rows
    workloads.placementCursor[workloadId] = firstCursor(workload, state.eligibleNodes[workloadId].length)
    for (let ordinal = 0; ordinal < rows; ordinal++, pod++) {
      pods.workload[pod] = workloadId
      pods.ordinal[pod] = ordinal
      pods.firstContainer[pod] = container
      pods.firstProbe[pod] = probe
      for (let offset = 0; offset < containerCount; offset++, container++) {
        const template = firstTemplate + offset
        containers.template[container] = template
        containers.pod[container] = pod
        const inPod = containerTemplate.firstProbe[template] - firstProbeTemplate
        containers.firstProbe[container] = probe + inPod
        for (let index = 0; index < containerTemplate.probeCount[template]; index++) {
          probes.template[probe + inPod + index] = containerTemplate.firstProbe[template] + index
          probes.container[probe + inPod + index] = container
        }
      }
      probe += workloads.probeCount[workloadId]
    }
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

/** Kinds whose pods a ReplicaSet keeps. */
function hasReplicaSet({ kind, staticOn }: WorkloadSpec): boolean {
  return (kind === 'Deployment' || kind === 'ReplicaSet') && staticOn === undefined
}

function canRestartAll({ pod }: WorkloadSpec): boolean {
  return containersOfPod(pod).some(({ restartRules }) =>
    restartRules?.some(({ action }) => action === 'RestartAllContainers'),
  )
}

/** What the engines need most, of a container that nothing slows. */
function fillAbnormalChances(state: ClusterState): void {
  const { probeTemplate, distributions } = state
  for (let template = 0; template < probeTemplate.type.length; template++) {
    probeTemplate.lateChance[template] = lateChance(state, template, 1)
    probeTemplate.abnormalChance[template] = abnormalChance(state, template, 1)
    probeTemplate.promptShare[template] = risesWithUniform(distributions, probeTemplate.latency[template])
      ? 1 - probeTemplate.lateChance[template]
      : 0
  }
}

/** Streams are named by purpose and by the entity's own name, so no entity changes another's. */
function seedStreams(state: ClusterState, replication: number): void {
  const { spec, streams, workload: workloads, pod: pods } = state
  const key = (purpose: string): PurposeKey => purposeKey(spec.masterSeed, replication, purpose)
  const keys = {
    probe: key('probe'),
    phase: key('phase'),
    process: key('process'),
    pause: key('pause'),
    overhead: key('overhead'),
    requeue: key('requeue'),
    trace: key('trace'),
    image: key('image'),
    imageCheck: key('image check'),
    hook: key('hook'),
    trigger: key('trigger'),
    control: key('control'),
  }
  const hasHookStreams = streams.hook.state.length > 0
  spec.workloads.forEach((workload, workloadId) => {
    seedStream(
      streams.control,
      workloadId,
      keys.control,
      `${workload.namespace}/${kindOf(workload)}/${workload.name}`,
    )
    const all = containersOfPod(workload.pod)
    for (let pod = workloads.podsBegin[workloadId]; pod < workloads.podsEnd[workloadId]; pod++) {
      const podPath = `${workload.namespace}/${kindOf(workload)}/${podName(workload, pods.ordinal[pod])}`
      seedStream(streams.overhead, pod, keys.overhead, podPath)
      seedStream(streams.requeue, pod, keys.requeue, podPath)
      if (spec.overheads.lostTrigger > 0) seedStream(streams.trigger, pod, keys.trigger, podPath)
      all.forEach((spec, offset) => {
        const container = pods.firstContainer[pod] + offset
        const path = `${podPath}/${spec.name}`
        seedStream(streams.process, container, keys.process, path)
        seedStream(streams.slow, container, state.slowKey, slowName(spec, workload, path))
        if (spec.behavior.pause !== undefined) seedStream(streams.pause, container, keys.pause, path)
        if (state.usesRegistry) {
          seedStream(streams.image, container, keys.image, path)
          seedStream(streams.imageCheck, container, keys.imageCheck, path)
        }
        if (hasHookStreams) seedStream(streams.hook, container, keys.hook, path)
        const firstProbe = state.container.firstProbe[container]
        const probeCount = state.containerTemplate.probeCount[state.container.template[container]]
        for (let probe = firstProbe; probe < firstProbe + probeCount; probe++) {
          const type = state.probeTemplate.type[state.probe.template[probe]]
          seedStream(streams.probe, probe, keys.probe, `${path}/${type}`)
          seedStream(streams.phase, probe, keys.phase, `${path}/${type}`)
          if (state.metrics.tracesProbes) seedStream(streams.trace, probe, keys.trace, `${path}/${type}`)
        }
      })
    }
  })
  for (let fault = 0; fault < spec.faults.length; fault++)
    seedStream(streams.fault, fault, key('fault'), String(fault))
}

/** Whose slow phases they are; those of a node are named when the pod has got one. */
function slowName({ behavior }: ContainerSpec, workload: WorkloadSpec, path: string): string {
  const { namespace, name } = workload
  return behavior.slow?.scope === 'workload' ? `${namespace}/${kindOf(workload)}/${name}` : path
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
  const { spec, events } = state
  state.metrics.recovery.expect(spec.faults.length)
  spec.faults.forEach((fault, index) => {
    events.schedule(fault.atUs, EventClass.Fault, index, EventKind.FaultBegin, 0)
  })
  for (const workloadId of placementOrder(spec)) {
    const workload = spec.workloads[workloadId]
    const ranBefore = workload.kind !== 'Job' || workload.livePods !== undefined
    if (spec.initialState === 'running' && ranBefore) runningFromBefore(state, workloadId)
    // T1: the files are there when the kubelet starts.
    else if (workload.staticOn !== undefined) createWorkload(state, workloadId)
    else {
      const pod = state.workload.podsBegin[workloadId]
      const entity = pod < state.pod.firstContainer.length ? state.pod.firstContainer[pod] : 0
      events.schedule(workload.createdAtUs, EventClass.Change, entity, EventKind.WorkloadCreate, workloadId)
    }
  }
}
