/**
 * What differs by Kubernetes version, feature gate and kubelet configuration, as data: one profile per class of nodes.
 * Rules read the profile of the node, never the version.
 */
import {
  atLeast,
  type ClusterSpec,
  type FeatureGate,
  isGateOn,
  type KubeletSpec,
} from '../contract/cluster-spec.ts'
import type { NodeId, PodId } from './ids.ts'

export type VersionProfile = {
  /** What the configuration says, the same in every version. */
  readonly kubelet: KubeletSpec
  /** First step of the restart back-off (B2). */
  readonly backoffBaseUs: number
  /** Largest step of the restart back-off (B2). */
  readonly backoffCapUs: number
  /** 1.36+: a sync that has done something has its own pod relisted (Z1). */
  readonly relistsOnDemand: boolean
  /** 1.35+: a sync that ends in back-off is tried again at the expiry, not after 10-15 s (S7, B9). */
  readonly requeueAtBackoffExpiry: boolean
  /** 1.35+: a kubelet restart leaves readiness and `started` of running containers alone (P10, P15). */
  readonly statusSurvivesKubeletRestart: boolean
  /** 1.32+: the spam filter counts Normal and Warning events of an object apart (A8). */
  readonly eventSpamByType: boolean
  /** Limits of the client that writes statuses and of the one that sends events: per second, and at once (R1, A8). */
  readonly apiQps: number
  readonly apiBurst: number
  readonly eventQps: number
  readonly eventBurst: number
  /** Containers may have restart policies and rules of their own (B10). */
  readonly hasContainerPolicies: boolean
  /** Their rules may restart all containers of the pod (B10). */
  readonly hasRestartAll: boolean
  /** 1.35+: the phase goes by what each container may do, not by the pod's policy alone (L1). */
  readonly phaseHeedsContainers: boolean
  /** What ends the worker of a container that does not run (P17). */
  readonly workerEnd: WorkerEnd
  /** 1.36+: a new sandbox is written to the API at once (Z5). */
  readonly tellsSandbox: boolean
  /** 1.35 and 1.36: a deletion cancels exec probes (Z3). */
  readonly deletionCancelsExec: boolean
  /** 1.37+: a sync makes the workers that the pod lacks also behind a container that has one (Z2). */
  readonly makesAllWorkers: boolean
  /** 1.33+: with `WorkerEnd.Policy`, the workers of a sidecar never end of it (P17). */
  readonly sidecarKeepsWorkers: boolean
}

/** P17: how a worker finds out that its container will not be restarted. */
export const WorkerEnd = {
  /** By the pod's policy. */
  Policy: 'policy',
  /** By policies, rules and the exit code (`ContainerRestartRules`, 1.35+). */
  ExitCode: 'exit code',
  /** The condition of the alpha in 1.34, which was inverted: it ends if it waits and has the policy Never. */
  Inverted: 'inverted',
} as const
export type WorkerEnd = (typeof WorkerEnd)[keyof typeof WorkerEnd]

const second = 1_000_000

/**
 * The profile of a class of nodes; what 1.37 changed is Z12. Rules B2, Z11: kubernetes v1.35 pkg/kubelet/kubelet.go, newCrashLoopBackOff; with
 * both gates on and the field `maxContainerRestartPeriod` unset, the field's default of 300 s wins over 60 s.
 */
export function versionProfile(
  spec: Pick<ClusterSpec, 'kubernetesVersion' | 'featureGates'>,
  kubelet: KubeletSpec,
): VersionProfile {
  const version = spec.kubernetesVersion
  const isOn = (gate: FeatureGate): boolean =>
    isGateOn(gate, version, spec.featureGates, kubelet.featureGates)
  const reduced = isOn('ReduceDefaultCrashLoopBackOffDecay')
  const capIsConfigured = isOn('KubeletCrashLoopBackOffMax')
  const capUs = capIsConfigured
    ? (kubelet.maxContainerRestartPeriodUs ?? 300 * second)
    : (reduced ? 60 : 300) * second
  const hasContainerPolicies = isOn('ContainerRestartRules')
  const from135 = atLeast(version, '1.35')
  return {
    kubelet,
    backoffBaseUs: Math.min((reduced ? 1 : 10) * second, capUs),
    backoffCapUs: capUs,
    relistsOnDemand: isOn('PLEGOnDemandRelist'),
    requeueAtBackoffExpiry: from135,
    statusSurvivesKubeletRestart: from135 && !isOn('ChangeContainerStatusOnKubeletRestart'),
    eventSpamByType: atLeast(version, '1.32'),
    apiQps: kubelet.apiQps,
    apiBurst: kubelet.apiBurst,
    eventQps: kubelet.eventQps,
    eventBurst: kubelet.eventBurst,
    hasContainerPolicies,
    hasRestartAll: hasContainerPolicies && isOn('RestartAllContainersOnContainerExits'),
    phaseHeedsContainers: from135,
    workerEnd: hasContainerPolicies ? (from135 ? WorkerEnd.ExitCode : WorkerEnd.Inverted) : WorkerEnd.Policy,
    tellsSandbox: atLeast(version, '1.36'),
    deletionCancelsExec: from135 && !atLeast(version, '1.37'),
    makesAllWorkers: atLeast(version, '1.37'),
    sidecarKeepsWorkers: atLeast(version, '1.33'),
  }
}

/** The distinct kubelet configurations of the nodes, in order of first use. */
export function kubeletClasses(spec: ClusterSpec): KubeletSpec[] {
  return [...new Set(spec.nodes.map(({ kubelet }) => kubelet))]
}

/** Nodes and what their kubelets do. */
type Profiled = {
  readonly profiles: readonly VersionProfile[]
  readonly node: { readonly kubeletClass: Int32Array }
}

export function profileOfNode(state: Profiled, node: NodeId): VersionProfile {
  return state.profiles[state.node.kubeletClass[node]]
}

/** The profile of the node that the pod is bound to. */
export function profileOfPod(
  state: Profiled & { readonly pod: { readonly node: Int32Array } },
  pod: PodId,
): VersionProfile {
  return profileOfNode(state, state.pod.node[pod])
}
