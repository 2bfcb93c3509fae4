/**
 * The input contract of the engine: plain, readonly, already validated and defaulted. Scenarios compile to
 * it; the engine reads nothing else. Times are simulated microseconds, `Infinity` where something never happens.
 */
import type { AutoscalerSpec, CpuLoadSpec } from './autoscaler-spec.ts'
import type { BudgetSpec } from './budget-spec.ts'
import type { ControlPlaneSpec, DeploymentSpec } from './control-plane-spec.ts'
import type { DistributionSpec } from './distribution-spec.ts'
import type { FaultSpec } from './fault-spec.ts'
import type { GateSettings } from './feature-gates.ts'
import type { CronJobSpec, JobSpec } from './job-spec.ts'
import type { KubeletSpec } from './kubelet-spec.ts'
import type { KubernetesVersion } from './kubernetes-versions.ts'
import { containersOfPod, type PodSpec } from './pod-spec.ts'
import type { TaintSpec } from './scheduling-spec.ts'
import type { SelectionSpec, ServiceSpec } from './service-spec.ts'
import { type DaemonSetSpec, type StatefulSetSpec, statefulSetDefaults } from './set-spec.ts'
import type { ExternalSpec } from './traffic-spec.ts'

export type { AutoscalerSpec, CpuLoadSpec, ScalingPolicySpec, ScalingRulesSpec } from './autoscaler-spec.ts'
export type { BudgetSpec, PodAmount } from './budget-spec.ts'
export {
  type ClientLimit,
  type ControlPlaneSpec,
  type CountOrPercent,
  controlPlaneDefaults,
  type DeploymentSpec,
  deploymentDefaults,
} from './control-plane-spec.ts'
export { type CpuResourcesSpec, type CpuUseSpec, weightMilliMin } from './cpu-spec.ts'
export { type DistributionSpec, leastMean, type MixturePart } from './distribution-spec.ts'
export type { ContainerRef, FaultSpec, ImageEdit, RevisionRef, Share } from './fault-spec.ts'
export {
  type FeatureGate,
  featureGates,
  type GateSettings,
  isControlPlaneGate,
  isGateOn,
  isLockedOn,
} from './feature-gates.ts'
export type { CronJobSpec, JobSpec } from './job-spec.ts'
export { type KubeletSpec, kubeletDefaults } from './kubelet-spec.ts'
export {
  atLeast,
  type KubernetesVersion,
  kubernetesVersionDefault,
  kubernetesVersionRange,
  kubernetesVersions,
} from './kubernetes-versions.ts'
export {
  outliveProcess,
  type PhaseScope,
  type PhasesSpec,
  phaseScopes,
  phasesProblem,
  type SlowPhasesSpec,
} from './phases-spec.ts'
export {
  type BehaviorSpec,
  type ContainerSpec,
  containersOfPod,
  eachOf,
  type HookSpec,
  type ImageBehaviorSpec,
  type ImagePullPolicy,
  isSidecar,
  type OneOrEach,
  type PerIncarnation,
  type PodSpec,
  type ProbeHandler,
  type ProbeSpec,
  type ProbeTypeName,
  probeCpuUsDefaults,
  probeHandlers,
  probeOrder,
  type RestartPolicy,
  type RestartRuleSpec,
  restartPolicies,
  type ScriptAnswer,
  type ScriptEntrySpec,
  scriptAnswers,
} from './pod-spec.ts'
export {
  cordonKey,
  noScheduling,
  type PodTermSpec,
  type ResourcesSpec,
  type SchedulingSpec,
  type SpreadSpec,
  type TaintEffect,
  type TaintSpec,
  type TolerationSpec,
  taintEffects,
  tolerates,
} from './scheduling-spec.ts'
export { type EndpointPortSpec, reachedBy, type SelectionSpec, type ServiceSpec } from './service-spec.ts'
export {
  type Amount,
  atLeastOf,
  atMost,
  type DaemonSetSpec,
  type DaemonUpdateSpec,
  daemonSetDefaults,
  type StatefulSetSpec,
  type StatefulUpdateSpec,
  statefulSetDefaults,
} from './set-spec.ts'
export {
  borneUs,
  daemonTolerationsDefault,
  type NodeTaint,
  type NodeTolerationsSpec,
  nodeTaints,
  tolerationsDefault,
  tolerationsOf,
} from './tolerations-spec.ts'
export {
  type CallSpec,
  type DependencyEffect,
  type DependencySpec,
  dependencyEffects,
  type ExternalSpec,
  isSameRef,
  type OutageMode,
  outageModes,
  type RatePoint,
  type ServiceRef,
  sharesWorkers,
  type TrafficSpec,
} from './traffic-spec.ts'
export { type ObservedSpec, observedQuantities, type UncertaintySpec } from './uncertainty-spec.ts'

/** `podsMax` where the scenario does not say it. */
export const podsMaxDefault = 4_000_000

export type ClusterSpec = {
  /** `metadata.name` of the scenario. */
  readonly scenario: string
  /** The run covers [0, durationUs). */
  readonly durationUs: number
  /** Summary statistics cover [warmUpUs, durationUs). */
  readonly warmUpUs: number
  /** Width of a time-series bucket. */
  readonly intervalUs: number
  readonly masterSeed: string
  readonly replications: number
  /** Pods that a replication may have had, those that are gone included: one more stops it. */
  readonly podsMax: number
  readonly kubernetesVersion: KubernetesVersion
  /** Only those that the scenario sets. */
  readonly featureGates: GateSettings
  readonly initialState: 'running' | 'created'
  /** Age of every kubelet process at time 0 (P5, P10). */
  readonly kubeletUptimeUs: number
  /** Wall-clock fraction of a second at time 0, [0, 1 s) (P8). */
  readonly clockOffsetUs: number
  readonly overheads: OverheadsSpec
  readonly controlPlane: ControlPlaneSpec
  /** What no version of Kubernetes does; undefined = none of it. */
  readonly hypothetical?: HypotheticalSpec
  /** Sorted by name (code units), names unique. */
  readonly nodes: readonly NodeSpec[]
  /** Sorted by namespace, then kind as shown, then name (code units); the triple is unique. */
  readonly workloads: readonly WorkloadSpec[]
  /** Sorted by namespace, then name (code units), the pair is unique. */
  readonly services: readonly ServiceSpec[]
  /** What runs outside the cluster and is called from within, in the order of the scenario; undefined = nothing is said. */
  readonly externals?: readonly ExternalSpec[]
  /** PodDisruptionBudgets, sorted by namespace and name; undefined = there are none. */
  readonly budgets?: readonly BudgetSpec[]
  /** Those that scale a workload by the CPU of its pods, which a `cpuLoad` or their `behavior.cpu` tells; undefined = none does. */
  readonly autoscalers?: readonly AutoscalerSpec[]
  /** In the order of the scenario's list. */
  readonly faults: readonly FaultSpec[]
}

/** Proposals that no version of Kubernetes has. */
export type HypotheticalSpec = {
  /** Each wait of a restart back-off is longer or shorter by up to this share of it, drawn uniformly, [0, 1] (kubernetes/kubernetes#123201); 0 = as Kubernetes. */
  readonly backoffJitter: number
}

/** What the real system spends beside the rules. With `ideal` every distribution is the constant 0. */
export type OverheadsSpec = {
  /** Exits and starts are noticed at once, no freshness wait, no rounding to the sync tick, no jitter. */
  readonly ideal: boolean
  /** Length of a relist; the next starts 1 s after the previous ended (S3). Drawn once per node. */
  readonly relistCostUs: DistributionSpec
  /** Work of one pod sync before it acts on containers. */
  readonly syncUs: DistributionSpec
  /** StopContainer beyond the behavior's `shutdown`. */
  readonly stopUs: DistributionSpec
  /** Volume set-up in the first sync of a pod that has volumes (S9 step 8). */
  readonly volumesUs: DistributionSpec
  /** One call to the API server. */
  readonly apiRoundTripUs: DistributionSpec
  /** From a change in the API to those who watch it. */
  readonly watchUs: DistributionSpec
  /** From the creation of a pod to the start of its first sync. */
  readonly podStartDelayUs: DistributionSpec
  /** Probability that the trigger for a new container comes before its status is stored, and does nothing (Z4), [0, 1]. */
  readonly lostTrigger: number
}

export type NodeSpec = {
  readonly name: string
  readonly pool: string
  readonly labels: Readonly<Record<string, string>>
  /** Pod limit (`allocatable.pods`, or the kubelet's `maxPods`). */
  readonly podsMax: number
  /** Processors (`allocatable.cpu`); undefined = the input does not say. */
  readonly cpuCores?: number
  /** Process ids that it has; undefined = the default of its kernel. */
  readonly pidsMax?: number
  /** `allocatable.memory`; undefined = the input does not say, and nothing lacks any. */
  readonly memoryBytes?: number
  /** What else it has (`nvidia.com/gpu`, `ephemeral-storage`); undefined = the input does not say. */
  readonly devices?: Readonly<Record<string, number>>
  /** Taints at time 0, those that follow from its conditions among them; undefined = none. */
  readonly taints?: readonly TaintSpec[]
  /** Nodes of a class share one object. */
  readonly kubelet: KubeletSpec
  /** What its object said at time 0; undefined = it is ready, and takes pods. */
  readonly status?: NodeStatusSpec
}

/** A resource of nodes that every machine has, as CPU and memory. */
export const ephemeralStorage = 'ephemeral-storage'

/** How much a node has beside CPU and memory; of storage that its object does not mention it has enough. */
export function deviceMax({ devices }: Pick<NodeSpec, 'devices'>, name: string): number {
  if (devices === undefined) return Infinity
  return devices[name] ?? (name === ephemeralStorage ? Infinity : 0)
}

/** What is shown of a node. The kubelet of a node that is not ready works all the same, for nodes fail by faults only; its taints hold, and those that its condition leads to come. */
export type NodeStatusSpec = {
  /** Condition Ready; `unknown` = its kubelet has not been heard of. */
  readonly ready: 'yes' | 'no' | 'unknown'
  /** Cordoned. */
  readonly isUnschedulable: boolean
  /** How long it had been there at time 0; undefined = nobody knows. */
  readonly ageUs?: number
  /** As the node reports it, `v1.35.2`; undefined = the version of the cluster. */
  readonly kubeletVersion?: string
}

export type WorkloadKind =
  | 'Pod'
  | 'Deployment'
  | 'ReplicaSet'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'

export type WorkloadSpec = {
  readonly namespace: string
  /** How it behaves. */
  readonly kind: WorkloadKind
  /** Its kind as outputs name it, where that is another one: a `Rollout` behaves as a Deployment. */
  readonly shownKind?: string
  readonly name: string
  /** Pods desired at the start. For a DaemonSet the number of nodes that should have one; for a CronJob the pods of a run, before which it has none. */
  readonly replicas: number
  /**
   * Nodes that its pods may go to: whose name and labels they ask for; undefined = every node. Taints and room are looked at when a pod
   * is placed; for a DaemonSet they have been. Workloads that ask for the same share one object.
   */
  readonly nodes?: NodeChoiceSpec
  /** Its pods in the live cluster that the input shows, by ordinal; those beyond are made anew. */
  readonly livePods?: readonly (LivePodSpec | undefined)[]
  /** When its pods are created; 0 with initialState `running` (Jobs are created at 0 in either case). */
  readonly createdAtUs: number
  /**
   * Only of a static pod (T1): the name of the node of each of its pods, by ordinal. The first `replicas` are there from the
   * start, the others when a fault adds them.
   */
  readonly staticOn?: readonly string[]
  /** Of a StatefulSet; undefined = nothing is set. */
  readonly statefulSet?: StatefulSetSpec
  /** Of a DaemonSet; undefined = nothing is set. */
  readonly daemonSet?: DaemonSetSpec
  readonly pod: PodSpec
  /** What its later pods are made from, in the order in which rollouts bring them: revision 1 and on; `pod` is revision 0. */
  readonly revisions?: readonly PodSpec[]
  /** Of a Deployment; undefined = as one that says nothing. */
  readonly deployment?: DeploymentSpec
  /** `minReadySeconds` (Z23); undefined = 0. */
  readonly minReadyUs?: number
  /** Services that select its pods, in their order; undefined = none does. */
  readonly selectedBy?: readonly SelectionSpec[]
  /** PodDisruptionBudgets that cover its pods, by index; undefined = none does. */
  readonly budgets?: readonly number[]
  /** Only of one that an autoscaler scales. */
  readonly cpuLoad?: CpuLoadSpec
  /** An autoscaler scales it by the CPU that its containers take. */
  readonly scalesByUse?: boolean
  /** Of a Job that its controller looks after; without it, its pods run once. `replicas` are those that it begins with. */
  readonly job?: JobSpec
  /** Of a CronJob, whose Jobs are made from `job`. */
  readonly cronJob?: CronJobSpec
  /** Of a Job of a live cluster: the CronJob of its namespace that has made it. */
  readonly madeBy?: string
}

export type NodeChoiceSpec = {
  /** By index, ascending; of a DaemonSet in the order of its pods. */
  readonly admitted: readonly number[]
  /** Why the scheduler would not take the others, in its words, with the number of nodes. */
  readonly refusals: readonly { readonly reason: string; readonly nodes: number }[]
}

/** A pod that was there at time 0. Times are lengths before time 0; undefined = nobody knows. */
export type LivePodSpec = {
  readonly name: string
  /** Where it is, by index, whether the node would take it now or not; undefined = it had no node. */
  readonly node?: number
  readonly ageUs?: number
  /** By place in `containersOfPod`. */
  readonly containers: readonly LiveContainerSpec[]
}

export type LiveContainerSpec = {
  /** Restarts before time 0. They are shown, and count in no rule. */
  readonly restartCount: number
  /** Since the start of the instance that runs. */
  readonly startedAgoUs?: number
  /** Since the end of the instance before. */
  readonly endedAgoUs?: number
}

/** The kind as outputs name it. */
export function kindOf({ kind, shownKind }: Pick<WorkloadSpec, 'kind' | 'shownKind'>): string {
  return shownKind ?? kind
}

/** The workload as outputs name it: `shop/deployment/web`. */
export function workloadLabel(workload: WorkloadSpec): string {
  return `${workload.namespace}/${kindOf(workload).toLowerCase()}/${workload.name}`
}

/**
 * Name of the first pod of an ordinal: that of a live cluster keeps its own.
 * @param number pods of the workload before it.
 */
export function podName(workload: WorkloadSpec, ordinal: number, number = ordinal): string {
  return workload.livePods?.[ordinal]?.name ?? ordinalName(workload, ordinal, number)
}

/**
 * Name of a pod that was made for a workload. One of a StatefulSet is called by its ordinal, a static one by its node (T2), a bare Pod as
 * the workload; every other gets `<workload>-<number>`.
 */
export function ordinalName(workload: WorkloadSpec, ordinal: number, number = ordinal): string {
  const { name, kind, staticOn, replicas, statefulSet = statefulSetDefaults } = workload
  if (staticOn !== undefined) return `${name}-${staticOn[ordinal]}`
  if (kind === 'StatefulSet') return `${name}-${statefulSet.firstOrdinal + ordinal}`
  return kind === 'Pod' && replicas === 1 ? name : `${name}-${number}`
}

/** What the pods of a workload are made from, by revision. */
export function podSpecsOf({ pod, revisions }: Pick<WorkloadSpec, 'pod' | 'revisions'>): readonly PodSpec[] {
  return revisions === undefined ? [pod] : [pod, ...revisions]
}

/** Whether containers contend for processors: at least one says what it uses. */
export function sharesCpu({ workloads }: Pick<ClusterSpec, 'workloads'>): boolean {
  return workloads.some((workload) =>
    podSpecsOf(workload).some((pod) =>
      containersOfPod(pod).some(({ behavior }) => behavior.cpu !== undefined),
    ),
  )
}

/** Whether runs of probes leave processes or sockets behind. */
export function leaks({ workloads }: Pick<ClusterSpec, 'workloads'>): boolean {
  return workloads.some((workload) =>
    podSpecsOf(workload).some((pod) =>
      containersOfPod(pod).some(({ behavior }) => behavior.leaks !== undefined),
    ),
  )
}
