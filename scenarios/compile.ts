/** From a scenario, workloads and nodes to the engine's input. */
import {
  type ClusterSpec,
  kindOf,
  type NodeChoiceSpec,
  podsMaxDefault,
  type SchedulingSpec,
  type WorkloadSpec,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'
import { type ReportedVersions, versionOf } from './kubernetes-version.ts'
import { clusterNodes } from './manifests/cluster-nodes.ts'
import { cronJobSpec } from './manifests/cron-job-reader.ts'
import { readBudgets } from './manifests/disruption-budgets.ts'
import type { KubeletClass, KubeletGround } from './manifests/kubelet-configuration.ts'
import { type LiveCounts, LivePlacement } from './manifests/live-placement.ts'
import type { LivePod } from './manifests/live-pods.ts'
import { isName } from './manifests/names.ts'
import { type Fit, NodeFit, type NodeTemplate } from './manifests/node-fit.ts'
import type { NamedObject } from './manifests/objects.ts'
import { warnOfPending } from './manifests/pending-pods.ts'
import type { PriorityClasses } from './manifests/priority-classes.ts'
import { SchedulingCompiler } from './manifests/scheduling.ts'
import { type ReadService, selectionsOf, warnOfMissingPorts } from './manifests/service-reader.ts'
import type { StaticPlaces, WorkloadPlace, WorkloadTemplate } from './manifests/workload-reader.ts'
import { type Autoscaled, autoscaledOf, mostPods } from './scenario/autoscaled.ts'
import { controlPlaneOf } from './scenario/control-plane.ts'
import { Dependencies } from './scenario/dependencies.ts'
import { compileFaults, scaledReplicas } from './scenario/faults.ts'
import type { HookCounts } from './scenario/hooks.ts'
import { matchesNode } from './scenario/match.ts'
import { overheadsOf } from './scenario/overheads.ts'
import { readRevisions } from './scenario/rollouts.ts'
import { type BookedService, ServiceBook } from './scenario/service-book.ts'
import type { Placed } from './scenario/shape.ts'
import { applyEntries } from './scenario/workload-entries.ts'
import type { Scenario, ScenarioSpec } from './schema.ts'
import { durationText } from './text/duration.ts'
import { type Located, shown } from './text/located.ts'
import { byCodeUnits } from './text/order.ts'
import type { Report } from './text/report.ts'

const second = 1_000_000
const hour = 3_600 * second

/** What a scenario says when it says nothing. */
const defaults = {
  durationUs: hour,
  warmUpUs: 0,
  seed: '1',
  replications: 1,
  intervalUs: 10 * second,
  initialState: 'running',
  kubeletUptimeUs: 24 * hour,
  clockOffsetUs: 0,
  overheads: 'typical',
} as const

/** Buckets of a time series at most. */
const bucketsMax = 1_000_000

export type Compiled = {
  readonly spec: ClusterSpec
  /** The warm-up is to be found by a pilot study; that of the spec is 0. */
  readonly hasAutoWarmUp: boolean
  /** In the order of the spec; those that are assumed have no text. */
  readonly services: readonly BookedService[]
  /** Where the scenario says of the requests of each. */
  readonly servicePaths: readonly (string | undefined)[]
  readonly containersWithBehavior: number
  readonly hooks: HookCounts
  /** Nodes of which the input has only the names, and those that it says nothing of. */
  readonly namedNodes: number
  readonly defaultNodes: number
  /** Names of priority classes that the input does not hold. */
  readonly unknownPriorities: readonly string[]
  /** DaemonSets that had another number of pods in the live cluster: `name 1 of 600`. */
  readonly otherDaemons: readonly string[]
  /** What became of the pods of a live cluster. */
  readonly live: LiveCounts
  readonly autoscaled: Autoscaled
  /** Where each workload stands in the input. */
  readonly places: readonly CompiledPlace[]
}

export type CompiledPlace = WorkloadPlace & {
  /** Where the scenario says what each container does, in the order of `containersOfPod`; undefined = nowhere. */
  readonly behaviorAt: readonly (Located | undefined)[]
}

/** The cluster that scenario and manifests describe. What cannot be is reported, and the result then has no meaning. */
export function compile(
  name: string,
  scenario: Scenario,
  templates: readonly WorkloadTemplate[],
  priorities: PriorityClasses,
  services: readonly ReadService[],
  givenNodes: readonly NodeTemplate[] | undefined,
  commonClass: KubeletClass,
  ground: KubeletGround,
  budgetObjects: readonly NamedObject[],
  report: Report,
): Compiled {
  const { spec } = scenario
  const durationUs = spec.duration?.value ?? defaults.durationUs
  checkTimes(spec, durationUs, report)
  const overheads = overheadsOf(spec.overheads ?? defaults.overheads)
  const initialState = spec.initialState ?? defaults.initialState
  const sorted = [...templates].sort(byIdentity)
  const book = new ServiceBook(services, sorted, spec, overheads, report)
  const dependencies = new Dependencies(book, report)
  const applied = applyEntries(
    sorted,
    spec.workloads ?? [],
    { overheads, durationUs, isCreated: initialState === 'created', dependencies },
    report,
  )
  const autoscaled = autoscaledOf(sorted, applied.workloads, report)
  const scaled = scaledReplicas(spec.faults ?? [], applied.workloads)
  const cluster = clusterNodes(
    givenNodes,
    applied.workloads.map(({ spec: workload, template }, index) => ({
      pod: template,
      pods:
        workload.kind === 'DaemonSet'
          ? undefined
          : Math.max(workload.replicas, scaled[index], mostPods(autoscaled, index)),
      boundTo: boundNames(sorted[index]),
    })),
    commonClass,
    scenario.at,
    report,
  )
  const nodeFit = new NodeFit(cluster.nodes)
  const fits = applied.workloads.map(({ spec: workload, template }) =>
    nodeFit.of(template.demand, template.requests, workload.kind === 'DaemonSet'),
  )
  const nodes = cluster.nodes.map((node) => node.spec)
  const placement = new LivePlacement(nodes, givenNodes !== undefined, initialState === 'created')
  const covered = readBudgets(
    budgetObjects,
    applied.workloads.map(({ spec: { namespace }, labels }) => ({ namespace, labels })),
  )
  const clock = { durationUs, clockOffsetUs: spec.clockOffset?.value ?? defaults.clockOffsetUs }
  const scheduling = new SchedulingCompiler(sorted, nodes, priorities)
  const placed = applied.workloads
    .map(({ spec: workload }, index) =>
      onNodes(onSchedule(workload, sorted[index], clock, report), sorted[index], fits[index], placement),
    )
    .map((workload, index) => ({
      ...scheduled(workload, scheduling.of(sorted[index])),
      ...selectedBy(sorted[index], index, book.services, report),
      ...(covered.ofWorkload[index].length === 0 ? {} : { budgets: covered.ofWorkload[index] }),
      ...(workload.cpuLoad === undefined && mostPods(autoscaled, index) > 0 && { scalesByUse: true }),
    }))
  const { workloads, brought } = readRevisions(
    spec.faults ?? [],
    applied.workloads.map((one, index) => ({ ...one, spec: placed[index] })),
    overheads,
    dependencies,
    durationUs,
    report,
  )
  dependencies.check()
  const served = book.specs()
  checkPodsMax(scenario, workloads, report)
  warnOfPending(workloads, sorted, fits, nodes, scenario.at, report)
  const labels = applied.workloads.map((workload) => workload.labels)
  return {
    spec: {
      scenario: name,
      durationUs,
      warmUpUs: fixedWarmUp(spec)?.value ?? defaults.warmUpUs,
      intervalUs: spec.interval?.value ?? defaults.intervalUs,
      masterSeed: spec.seed ?? defaults.seed,
      replications: spec.replications ?? defaults.replications,
      podsMax: spec.podsMax ?? podsMaxDefault,
      ...ground,
      initialState,
      kubeletUptimeUs: spec.kubeletUptime ?? defaults.kubeletUptimeUs,
      clockOffsetUs: clock.clockOffsetUs,
      overheads: overheads.spec,
      controlPlane: controlPlaneOf(spec.controlPlane),
      ...(spec.hypothetical?.backoffJitter === undefined
        ? {}
        : { hypothetical: { backoffJitter: spec.hypothetical.backoffJitter } }),
      nodes,
      workloads,
      services: served,
      ...(book.externals.length === 0 ? {} : { externals: book.externals }),
      ...(covered.budgets.length === 0 ? {} : { budgets: covered.budgets }),
      ...(autoscaled.specs.length > 0 && { autoscalers: autoscaled.specs }),
      faults: compileFaults(
        spec.faults ?? [],
        {
          durationUs,
          nodes,
          workloads,
          labels,
          templates: sorted,
          revisions: brought,
          book,
          services: served,
        },
        report,
      ),
    },
    services: book.services,
    servicePaths: book.entryPaths(),
    hasAutoWarmUp: spec.analysis?.value === 'steadyState' && fixedWarmUp(spec) === undefined,
    containersWithBehavior: applied.containersWithBehavior,
    hooks: applied.hooks,
    namedNodes: cluster.namedCount,
    defaultNodes: cluster.defaultCount,
    unknownPriorities: priorities.unknown(sorted.map(({ pod }) => pod.scheduling)),
    otherDaemons: workloads.flatMap((workload, index) => {
      const { desired = workload.replicas } = sorted[index]
      return desired === workload.replicas
        ? []
        : [`${workloadLabel(workload)} ${workload.replicas} of ${desired}`]
    }),
    live: placement.counts(workloads),
    autoscaled,
    places: sorted.map(({ at, podAt, owner }, index) => ({
      at,
      podAt,
      ...(owner === undefined ? {} : { owner }),
      behaviorAt: applied.workloads[index].behaviorAt,
    })),
  }
}

/** Version and gates, which decide what else an input may say. */
export function groundOf(spec: ScenarioSpec, reported: ReportedVersions): KubeletGround {
  return {
    kubernetesVersion: versionOf(spec.kubernetesVersion, reported),
    featureGates: { ...spec.featureGates },
  }
}

function byIdentity(a: WorkloadTemplate, b: WorkloadTemplate): number {
  return (
    byCodeUnits(a.namespace, b.namespace) || byCodeUnits(kindOf(a), kindOf(b)) || byCodeUnits(a.name, b.name)
  )
}

function fixedWarmUp({ warmUp }: ScenarioSpec): Placed<number> | undefined {
  return warmUp === undefined || warmUp.value === 'auto' ? undefined : { value: warmUp.value, at: warmUp.at }
}

function checkPodsMax({ spec, at }: Scenario, workloads: readonly WorkloadSpec[], report: Report): void {
  const podsMax = spec.podsMax ?? podsMaxDefault
  const pods = workloads.reduce((sum, { replicas }) => sum + replicas, 0)
  if (pods <= podsMax) return
  report.error(
    'number-range',
    at.at('spec', 'podsMax'),
    `podsMax is ${podsMax}, but the workloads begin with ${pods} pods; expected at least ${pods}`,
    `write spec.podsMax: ${pods}, or more if pods are replaced, or simulate fewer pods`,
  )
}

function checkTimes(spec: ScenarioSpec, durationUs: number, report: Report): void {
  const { interval, clockOffset } = spec
  const warmUp = fixedWarmUp(spec)
  if (spec.warmUp?.value === 'auto' && spec.analysis?.value !== 'steadyState') {
    const { at } = spec.warmUp
    report.error(
      'time-order',
      at,
      `${at.pathText} is "auto", but the analysis is terminating; expected a duration: all of a terminating run is the question`,
      'write analysis: steadyState, or a duration',
    )
  }
  if (warmUp !== undefined && warmUp.value >= durationUs) {
    report.error(
      'time-order',
      warmUp.at,
      `${warmUp.at.pathText} is ${durationText(warmUp.value)}, but the run ends at ${durationText(durationUs)}; expected a time before the end`,
      'shorten warmUp, or lengthen spec.duration',
    )
  }
  if (durationUs / (interval?.value ?? defaults.intervalUs) > bucketsMax) {
    const at = interval?.at ?? spec.duration?.at
    if (at !== undefined)
      report.error(
        'number-range',
        at,
        `${at.pathText} gives more than ${bucketsMax} time buckets; expected fewer`,
        'write a longer interval or a shorter duration',
      )
  }
  if (clockOffset !== undefined && clockOffset.value >= second) {
    report.error(
      'number-range',
      clockOffset.at,
      `${clockOffset.at.pathText} is ${shown(clockOffset.at.value)}; expected less than 1s, the fraction of a second`,
      'write a time below 1s, such as 140ms',
    )
  }
}

function onSchedule(
  workload: WorkloadSpec,
  { cronJob }: WorkloadTemplate,
  clock: { readonly durationUs: number; readonly clockOffsetUs: number },
  report: Report,
): WorkloadSpec {
  return cronJob === undefined ? workload : { ...workload, cronJob: cronJobSpec(cronJob, clock, report) }
}

/** The nodes that the pods of a workload are on, one for each pod that is on one. */
function boundNames({ live, staticPlaces, pod, replicas = 0 }: WorkloadTemplate): readonly string[] {
  if (staticPlaces !== undefined) return staticPlaces.nodes ?? []
  if (live !== undefined) return live.flatMap((one) => one?.nodeName ?? [])
  const { nodeName } = pod
  if (nodeName === undefined || !isName(nodeName, 'subdomain')) return []
  return Array.from({ length: replicas }, () => nodeName)
}

function selectedBy(
  template: WorkloadTemplate,
  index: number,
  services: readonly BookedService[],
  report: Report,
): Pick<WorkloadSpec, 'selectedBy'> {
  const { labels } = template.pod
  const isStatic = template.staticPlaces !== undefined
  const selections = (selectionsOf({ ...template, labels, isStatic }, services) ?? []).filter(
    // One that is assumed is for its workload only.
    ({ service }) => (services[service].workload ?? index) === index,
  )
  for (const { service } of selections) warnOfMissingPorts(template, services[service], report)
  return selections.length === 0 ? {} : { selectedBy: selections }
}

const noNodes: NodeChoiceSpec = { admitted: [], refusals: [] }

/** A DaemonSet gets one pod per node that is to have one; live pods are where they are. */
function onNodes(
  workload: WorkloadSpec,
  { staticPlaces, live = [], replicas }: WorkloadTemplate,
  { choice, matching, daemonCount }: Fit,
  placement: LivePlacement,
): WorkloadSpec {
  if (staticPlaces !== undefined)
    return { ...workload, createdAtUs: 0, ...staticOn(workload, staticPlaces, live, placement) }
  const nodesOf = (nodes: NodeChoiceSpec | undefined) => (nodes === undefined ? {} : { nodes })
  if (workload.kind !== 'DaemonSet')
    return { ...workload, ...nodesOf(matching), ...placement.podsOf(workload, live) }
  if (live.length === 0) return { ...workload, ...nodesOf(choice), replicas: daemonCount }
  // Without its controller, what is there is all that there is.
  return { ...workload, ...placement.daemonsOf(workload, live, replicas === undefined ? choice : noNodes) }
}

function scheduled(workload: WorkloadSpec, scheduling: SchedulingSpec | undefined): WorkloadSpec {
  return scheduling === undefined ? workload : { ...workload, pod: { ...workload.pod, scheduling } }
}

/** The nodes of a static pod by ordinal: those that have it from the start, then those of each fault that adds it. */
function staticOn(
  workload: WorkloadSpec,
  { pools, nodes: names = [], faults }: StaticPlaces,
  live: readonly (LivePod | undefined)[],
  placement: LivePlacement,
): Partial<WorkloadSpec> {
  const { nodes } = placement
  const initial = nodes.filter(({ pool, name }) => pools.includes(pool) || names.includes(name))
  const added = faults.flatMap(({ nodes: match }) => nodes.filter((node) => matchesNode(match, node)))
  const here = placement.here(live)
  const there = initial.map(({ name }) => here.find((pod) => pod?.nodeName === name))
  return {
    replicas: initial.length,
    staticOn: [...initial, ...added].map(({ name }) => name),
    ...placement.podsOf(workload, there),
  }
}
