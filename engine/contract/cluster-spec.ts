/**
 * The input contract of the engine: plain, readonly, already validated and defaulted. Scenarios compile to
 * it; the engine reads nothing else. Times are simulated microseconds, `Infinity` where something never happens.
 */
import type { ControlPlaneSpec } from './control-plane-spec.ts'
import type { DistributionSpec } from './distribution-spec.ts'
import type { FaultSpec } from './fault-spec.ts'
import { atLeast, type KubernetesVersion } from './kubernetes-versions.ts'
import type { PhasesSpec, SlowPhasesSpec } from './phases-spec.ts'
import type { SchedulingSpec, TaintSpec } from './scheduling-spec.ts'
import type { UncertaintySpec } from './uncertainty-spec.ts'

export { type ClientLimit, type ControlPlaneSpec, controlPlaneDefaults } from './control-plane-spec.ts'
export { type DistributionSpec, leastMean, type MixturePart } from './distribution-spec.ts'
export type { ContainerRef, FaultSpec, Share } from './fault-spec.ts'
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
export { type ObservedSpec, observedQuantities, type UncertaintySpec } from './uncertainty-spec.ts'

/** Feature gates that the rules know, with the version from which each is on by default, if any, and cannot be switched off any more. */
export const featureGates = {
  ReduceDefaultCrashLoopBackOffDecay: { since: '1.33', onSince: undefined },
  KubeletCrashLoopBackOffMax: { since: '1.32', onSince: '1.35' },
  ChangeContainerStatusOnKubeletRestart: { since: '1.35', onSince: undefined },
  ContainerRestartRules: { since: '1.34', onSince: '1.35' },
  RestartAllContainersOnContainerExits: { since: '1.35', onSince: '1.36' },
  PLEGOnDemandRelist: { since: '1.36', onSince: '1.36', lockedSince: '1.37' },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly since: KubernetesVersion
      readonly onSince: KubernetesVersion | undefined
      readonly lockedSince?: KubernetesVersion
    }
  >
>
export type FeatureGate = keyof typeof featureGates
export type GateSettings = Readonly<Partial<Record<FeatureGate, boolean>>>

/** Whether a kubelet of this version does not start if the gate is switched off. */
export function isLockedOn(gate: FeatureGate, version: KubernetesVersion): boolean {
  const known = featureGates[gate]
  return 'lockedSince' in known && atLeast(version, known.lockedSince)
}

/** Whether a kubelet has a gate on: its own configuration wins, then the scenario; a gate that its version lacks is off. */
export function isGateOn(
  gate: FeatureGate,
  version: KubernetesVersion,
  scenario: GateSettings,
  kubelet: GateSettings,
): boolean {
  const { since, onSince } = featureGates[gate]
  if (!atLeast(version, since)) return false
  if (isLockedOn(gate, version)) return true
  return kubelet[gate] ?? scenario[gate] ?? (onSince !== undefined && atLeast(version, onSince))
}

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
  /** Sorted by name (code units), names unique. */
  readonly nodes: readonly NodeSpec[]
  /** Sorted by namespace, then kind as shown, then name (code units); the triple is unique. */
  readonly workloads: readonly WorkloadSpec[]
  /** In the order of the scenario's list. */
  readonly faults: readonly FaultSpec[]
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
  /** `allocatable.memory`; undefined = the input does not say, and nothing lacks any. */
  readonly memoryBytes?: number
  /** What else it has (`nvidia.com/gpu`); undefined = the input does not say. */
  readonly devices?: Readonly<Record<string, number>>
  /** Taints at time 0, those that follow from its conditions among them; undefined = none. */
  readonly taints?: readonly TaintSpec[]
  /** Nodes of a class share one object. */
  readonly kubelet: KubeletSpec
  /** What its object said at time 0; undefined = it is ready, and takes pods. */
  readonly status?: NodeStatusSpec
}

/** What is shown of a node. Whether it is ready changes nothing in a run until failures of nodes are simulated. */
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

/** What a KubeletConfiguration says, defaults filled in, in the words of its fields. `Infinity` = no limit. */
export type KubeletSpec = {
  /** Only those that the configuration sets; they win over the scenario's. */
  readonly featureGates: GateSettings
  /** `crashLoopBackOff.maxContainerRestartPeriod`; undefined = not set (B2). */
  readonly maxContainerRestartPeriodUs?: number
  /** Resync of each pod, times U(1, 1.5) (S2, S7). */
  readonly syncFrequencyUs: number
  /** Image pulls at a time: 1 with `serializeImagePulls`, else `maxParallelImagePulls` (I5). */
  readonly parallelImagePullsMax: number
  /** Token bucket for pulls (I4). */
  readonly registryPullQps: number
  readonly registryBurst: number
  /** `kubeAPIQPS` and `kubeAPIBurst`: requests per second, and at once (R1). */
  readonly apiQps: number
  readonly apiBurst: number
  /** `eventRecordQPS` and `eventBurst`: events per second, and at once (A8); `Infinity` = no limit. */
  readonly eventQps: number
  readonly eventBurst: number
}

/** A KubeletConfiguration that sets nothing. Source: kubernetes v1.35 pkg/kubelet/apis/config/v1beta1/defaults.go. */
export const kubeletDefaults: KubeletSpec = {
  featureGates: {},
  syncFrequencyUs: 60_000_000,
  parallelImagePullsMax: 1,
  registryPullQps: 5,
  registryBurst: 10,
  apiQps: 50,
  apiBurst: 100,
  eventQps: 50,
  eventBurst: 100,
}

export type WorkloadKind = 'Pod' | 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job'
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never'
export const restartPolicies = ['Always', 'OnFailure', 'Never'] as const
export type RestartPolicy = (typeof restartPolicies)[number]

export type WorkloadSpec = {
  readonly namespace: string
  /** How it behaves. */
  readonly kind: WorkloadKind
  /** Its kind as outputs name it, where that is another one: a `Rollout` behaves as a Deployment. */
  readonly shownKind?: string
  readonly name: string
  /** Pods desired at the start. For a DaemonSet the number of nodes that should have one. */
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
  /** Only of a StatefulSet whose pods come and go one after the other (OrderedReady), which is not simulated yet. */
  readonly isOrdered?: boolean
  readonly pod: PodSpec
  /** Of a Job that its controller looks after; without it, its pods run once. `replicas` are those that it begins with. */
  readonly job?: JobSpec
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

export type JobSpec = {
  readonly parallelism: number
  /** Undefined = a work queue: one success is enough. */
  readonly completions?: number
  readonly backoffLimit: number
  /** `activeDeadlineSeconds`: from the Job's start; undefined = none. */
  readonly activeDeadlineUs?: number
}

export type PodSpec = {
  readonly restartPolicy: RestartPolicy
  /** K1; `terminationGracePeriodSeconds` of the pod. */
  readonly terminationGraceUs: number
  /** `activeDeadlineSeconds`: from its first status on its kubelet; undefined = none (L9). */
  readonly activeDeadlineUs?: number
  /** `spec.nodeName`: bound already, no placement; a pod whose node there is not stays Pending. */
  readonly nodeName?: string
  /** What the scheduler reads; undefined = it asks for nothing (`noScheduling`). */
  readonly scheduling?: SchedulingSpec
  /** Whether the first sync waits for volumes. */
  readonly hasVolumes: boolean
  /** In spec order. One with restartPolicy Always is a sidecar; the others have no probes and no hooks. */
  readonly initContainers: readonly ContainerSpec[]
  /** Regular containers, in spec order; at least one. */
  readonly containers: readonly ContainerSpec[]
}

export type ProbeTypeName = 'startup' | 'readiness' | 'liveness'
/** The one list of handlers: manifests, schema and messages follow it, tables hold indices into it. */
export const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const
export type ProbeHandler = (typeof probeHandlers)[number]

export type ContainerSpec = {
  readonly name: string
  readonly image: string
  /** Whether the image is a reference that a kubelet can read (I3). */
  readonly isImageValid: boolean
  readonly imagePullPolicy: ImagePullPolicy
  readonly probes: Readonly<Partial<Record<ProbeTypeName, ProbeSpec>>>
  /** Its own policy (B10), if it has one; heeded with the gate `ContainerRestartRules`, and of sidecars always. */
  readonly restartPolicy?: RestartPolicy
  /** The first that matches an exit decides; only with a policy of its own. */
  readonly restartRules?: readonly RestartRuleSpec[]
  readonly postStart?: HookSpec
  readonly preStop?: HookSpec
  readonly behavior: BehaviorSpec
}

/** What to do on an exit with one of these codes, or with any other. */
export type RestartRuleSpec = {
  readonly operator: 'In' | 'NotIn'
  readonly exitCodes: readonly number[]
  readonly action: 'Restart' | 'RestartAllContainers'
}

/** A lifecycle hook (K2, K8). */
export type HookSpec = {
  /** How long it takes, drawn anew for each of its runs. */
  readonly length: DistributionSpec
  /** It runs in the container, or asks it: if the process ends first, the hook ends with it, and has failed. */
  readonly endsWithProcess: boolean
  /** It fails when its time is over: of postStart, the container is killed (K8). */
  readonly fails: boolean
}

export type ProbeSpec = {
  readonly handler: ProbeHandler
  readonly initialDelayUs: number
  readonly timeoutUs: number
  readonly periodUs: number
  readonly successThreshold: number
  readonly failureThreshold: number
  /** Probe-level grace period (K1), or undefined for the pod's. */
  readonly terminationGraceUs?: number
  /** False for a port name that the container does not define: every run errs (P13). */
  readonly portDefined: boolean
}

/** One value per incarnation, the last one repeats; not empty. */
export type PerIncarnation = readonly DistributionSpec[]

/** One for every incarnation, or one for each as `PerIncarnation` has it. */
export type OneOrEach<T> = T | readonly T[]

/** A list without its end: that of the last one goes on. */
export function eachOf<T>(values: OneOrEach<T>): readonly T[] {
  return Array.isArray(values) ? (values as readonly T[]) : [values as T]
}

export type BehaviorSpec = {
  /** From the start decision to a running process. */
  readonly start: PerIncarnation
  /** From running to answering; before it a probe is refused. */
  readonly startup: PerIncarnation
  /** Time that an answer of a healthy container takes. */
  readonly latency: Readonly<Record<ProbeTypeName, DistributionSpec>>
  /** Probability that an answer is a Failure, [0, 1]. */
  readonly errorRate: number
  /** Alternating renewal, from running on unless it outlives the process; `factor` multiplies latencies, `Infinity` = no answer. */
  readonly slow?: SlowPhasesSpec
  /** In a pause the process stands still; alternating renewal from running on, anew after a restart. */
  readonly pause?: PhasesSpec
  readonly hang: { readonly after: PerIncarnation; readonly tcpOk: OneOrEach<boolean> }
  readonly crash: { readonly after: PerIncarnation; readonly exitCode: OneOrEach<number> }
  /** Exits with 0. */
  readonly complete: { readonly after: PerIncarnation }
  /** From SIGTERM to the exit. */
  readonly shutdown: { readonly after: PerIncarnation; readonly exitCode: OneOrEach<number> }
  /** What probes meet from SIGTERM to the exit: the same as before, or a refused connection. */
  readonly afterSigterm: 'ok' | 'refused'
  readonly script: readonly ScriptEntrySpec[]
  /** Incarnations whose start fails in the runtime (B14). */
  readonly startError: readonly number[]
  readonly image: ImageBehaviorSpec
  /** CPU time that one run of a probe costs its node (H9). */
  readonly probeCpuUs: Readonly<Record<ProbeHandler, number>>
  /** How well all this is known; undefined = nothing says so. Simulation ignores it. */
  readonly uncertainty?: UncertaintySpec<BehaviorSpec>
}

/** What a run of a probe costs where nothing says otherwise: orders of magnitude, for Kubernetes publishes no figures. */
export const probeCpuUsDefaults: Readonly<Record<ProbeHandler, number>> = {
  exec: 50_000,
  httpGet: 300,
  tcpSocket: 150,
  grpc: 700,
}

/** What becomes of pulls of a container's image. */
export type ImageBehaviorSpec = {
  /** Length of a pull, of a failing one too. */
  readonly pull: DistributionSpec
  /** Length of asking the registry whether an image that is there is the newest, as policy Always does at every start (I1). */
  readonly check: DistributionSpec
  /** Whether nodes have it at time 0; they do unless one of the containers that use it says otherwise. */
  readonly present: boolean
  /** Whether its pulls fail. */
  readonly fails: boolean
}

/** `redirect` and `slowBody` are answers to httpGet alone (H2, H3). */
export const scriptAnswers = ['ok', 'fail', 'refused', 'hang', 'error', 'redirect', 'slowBody'] as const
export type ScriptAnswer = (typeof scriptAnswers)[number]

/** For each probe run the last entry that applies wins over every other behavior of a live process. */
export type ScriptEntrySpec = {
  readonly probe: ProbeTypeName | 'all'
  /** Age of the container from which on the entry applies. */
  readonly afterUs: number
  readonly answer: ScriptAnswer
  /** Undefined = the behavior's latency. */
  readonly latencyUs?: DistributionSpec
  /** Incarnations that it applies to; undefined = all. */
  readonly incarnations?: readonly number[]
  /** Answers call by call within one container: `1` ok, `0` fail, `e` error, the last repeats. */
  readonly sequence?: string
  /** Whether the container counts as ill while the entry applies (false restarts). */
  readonly ill: boolean
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
  const { name, kind, staticOn, replicas } = workload
  if (staticOn !== undefined) return `${name}-${staticOn[ordinal]}`
  if (kind === 'StatefulSet') return `${name}-${ordinal}`
  return kind === 'Pod' && replicas === 1 ? name : `${name}-${number}`
}

/** Whether an init container runs beside the regular ones (a sidecar). */
export function isSidecar(init: Pick<ContainerSpec, 'restartPolicy'>): boolean {
  return init.restartPolicy === 'Always'
}

/** Every container of a pod in the order of its rows: init containers, then regular ones. */
export function containersOfPod(pod: PodSpec): readonly ContainerSpec[] {
  return [...pod.initContainers, ...pod.containers]
}

/** Places in `containersOfPod` of those that may have probes, in the order in which their workers are made (P1): sidecars last. */
export function probeOrder({ initContainers, containers }: PodSpec): readonly number[] {
  const sidecars = initContainers.flatMap((init, place) => (isSidecar(init) ? [place] : []))
  return [...containers.map((_, place) => initContainers.length + place), ...sidecars]
}
