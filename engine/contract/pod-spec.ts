/** What a pod is: its containers, their probes and their behavior, validated and defaulted. Times are simulated microseconds. */

import type { CpuResourcesSpec, CpuUseSpec } from './cpu-spec.ts'
import type { DistributionSpec } from './distribution-spec.ts'
import type { PhasesSpec, SlowPhasesSpec } from './phases-spec.ts'
import type { SchedulingSpec } from './scheduling-spec.ts'
import type { NodeTolerationsSpec } from './tolerations-spec.ts'
import type { DependencySpec } from './traffic-spec.ts'
import type { UncertaintySpec } from './uncertainty-spec.ts'

export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never'
export const restartPolicies = ['Always', 'OnFailure', 'Never'] as const
export type RestartPolicy = (typeof restartPolicies)[number]

export type PodSpec = {
  readonly restartPolicy: RestartPolicy
  /** K1; `terminationGracePeriodSeconds` of the pod. */
  readonly terminationGraceUs: number
  /** `activeDeadlineSeconds`: from its first status on its kubelet; undefined = none (L9). */
  readonly activeDeadlineUs?: number
  /** `spec.nodeName`: bound already, no placement; a pod whose node there is not stays Pending. */
  readonly nodeName?: string
  /** Its priority is that of `system-cluster-critical` or more: a node that shuts down ends it last (N13). */
  readonly isCritical?: boolean
  /** How it bears nodes that fail; undefined = as admission and the API's defaults have it. */
  readonly tolerations?: NodeTolerationsSpec
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
  /** What it may have of the processors; undefined = its manifest says nothing. */
  readonly cpu?: CpuResourcesSpec
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
  /** What else it uses of the node's processors; undefined = nothing is said. */
  readonly cpu?: CpuUseSpec
  /** What a run of a probe leaves behind until the container ends, on average: a process if it is exec, else a socket. Undefined = nothing. */
  readonly leaks?: Readonly<Partial<Record<ProbeHandler, number>>>
  /** Services that it needs; undefined = none. */
  readonly dependsOn?: readonly DependencySpec[]
  /** Whether its probes wait with the requests that its pod gets; undefined = as `sharesWorkers` says of their handler. */
  readonly probes?: 'shared' | 'apart'
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
