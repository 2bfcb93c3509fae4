/** From a scenario, workloads and nodes to the engine's input. */
import type { ClusterSpec, NodeSpec, WorkloadSpec } from '../engine/model/cluster-spec.ts'
import { type ReportedVersions, versionOf } from './kubernetes-version.ts'
import { defaultNodes } from './manifests/default-nodes.ts'
import type { KubeletClass, KubeletGround } from './manifests/kubelet-configuration.ts'
import { Admission, warnOfPending } from './manifests/pending-pods.ts'
import type { StaticPlaces, WorkloadPlace, WorkloadTemplate } from './manifests/workload-reader.ts'
import { compileFaults, scaledReplicas } from './scenario/faults.ts'
import type { HookCounts } from './scenario/hooks.ts'
import { matchesNode } from './scenario/match.ts'
import { overheadsOf } from './scenario/overheads.ts'
import type { Placed } from './scenario/shape.ts'
import { type AppliedWorkload, applyEntries } from './scenario/workload-entries.ts'
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
  readonly containersWithBehavior: number
  readonly hooks: HookCounts
  readonly hasDefaultNodes: boolean
  /** Pods bound to nodes that the input does not hold, placed on default nodes instead. */
  readonly unboundPods: number
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
  givenNodes: readonly NodeSpec[] | undefined,
  commonClass: KubeletClass,
  ground: KubeletGround,
  report: Report,
): Compiled {
  const { spec } = scenario
  const durationUs = spec.duration?.value ?? defaults.durationUs
  checkTimes(spec, durationUs, report)
  const overheads = overheadsOf(spec.overheads ?? defaults.overheads)
  const initialState = spec.initialState ?? defaults.initialState
  const sorted = [...templates].sort(byIdentity)
  const applied = applyEntries(
    sorted,
    spec.workloads ?? [],
    { overheads, durationUs, isCreated: initialState === 'created' },
    report,
  )
  const nodes = givenNodes ?? enoughNodes(applied.workloads, spec, commonClass, scenario.at, report)
  const unbound =
    givenNodes === undefined
      ? applied.workloads.filter(({ spec: { pod } }) => pod.nodeName !== undefined)
      : []
  const admission = new Admission(nodes)
  const workloads = applied.workloads.map(({ spec: workload }, index) =>
    onNodes(workload, sorted[index].staticPlaces, admission, givenNodes === undefined),
  )
  warnOfPending(workloads, sorted, admission, scenario.at, report)
  const labels = applied.workloads.map((workload) => workload.labels)
  return {
    spec: {
      scenario: name,
      durationUs,
      warmUpUs: fixedWarmUp(spec)?.value ?? defaults.warmUpUs,
      intervalUs: spec.interval?.value ?? defaults.intervalUs,
      masterSeed: spec.seed ?? defaults.seed,
      replications: spec.replications ?? defaults.replications,
      ...ground,
      initialState,
      kubeletUptimeUs: spec.kubeletUptime ?? defaults.kubeletUptimeUs,
      clockOffsetUs: spec.clockOffset?.value ?? defaults.clockOffsetUs,
      overheads: overheads.spec,
      nodes,
      workloads,
      faults: compileFaults(
        spec.faults ?? [],
        { durationUs, nodes, workloads, labels, templates: sorted },
        report,
      ),
    },
    hasAutoWarmUp: spec.analysis?.value === 'steadyState' && fixedWarmUp(spec) === undefined,
    containersWithBehavior: applied.containersWithBehavior,
    hooks: applied.hooks,
    hasDefaultNodes: givenNodes === undefined,
    unboundPods: unbound.reduce((sum, { spec: workload }) => sum + workload.replicas, 0),
    places: sorted.map(({ at, podAt }, index) => ({
      at,
      podAt,
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
  return byCodeUnits(a.namespace, b.namespace) || byCodeUnits(a.kind, b.kind) || byCodeUnits(a.name, b.name)
}

function fixedWarmUp({ warmUp }: ScenarioSpec): Placed<number> | undefined {
  return warmUp === undefined || warmUp.value === 'auto' ? undefined : { value: warmUp.value, at: warmUp.at }
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

function enoughNodes(
  workloads: readonly AppliedWorkload[],
  spec: ScenarioSpec,
  commonClass: KubeletClass,
  scenario: Located,
  report: Report,
): NodeSpec[] {
  const scaled = scaledReplicas(spec.faults ?? [], workloads)
  const demands = workloads.map(({ spec: workload, template }, index) => ({
    pod: template,
    pods: workload.kind === 'DaemonSet' ? undefined : Math.max(workload.replicas, scaled[index]),
  }))
  const nodes = defaultNodes(demands, commonClass)
  if (nodes !== undefined) return nodes
  report.error(
    'nodes-too-few',
    scenario,
    'the DaemonSets alone fill a default node; expected room for other pods',
    'give nodes with spec.nodes, or put kind: Node objects into the input',
  )
  return []
}

/** A DaemonSet gets one pod per node that it admits; a binding to a node that nobody knows is dropped with default nodes. */
function onNodes(
  workload: WorkloadSpec,
  places: StaticPlaces | undefined,
  admission: Admission,
  areDefault: boolean,
): WorkloadSpec {
  if (places !== undefined) return { ...workload, createdAtUs: 0, ...staticOn(places, admission.nodes) }
  const { nodeName, ...unbound } = workload.pod
  const pod = areDefault && nodeName !== undefined ? unbound : workload.pod
  if (workload.kind !== 'DaemonSet') return { ...workload, pod }
  return { ...workload, pod, replicas: admission.count(pod.nodeSelector) }
}

/** The nodes of a static pod by ordinal: those that have it from the start, then those of each fault that adds it. */
function staticOn(
  { pools, faults }: StaticPlaces,
  nodes: readonly NodeSpec[],
): Pick<WorkloadSpec, 'replicas' | 'staticOn'> {
  const initial = nodes.filter(({ pool }) => pools.includes(pool))
  const added = faults.flatMap(({ nodes: match }) => nodes.filter((node) => matchesNode(match, node)))
  return { replicas: initial.length, staticOn: [...initial, ...added].map(({ name }) => name) }
}
