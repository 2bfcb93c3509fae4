/**
 * What differs by Kubernetes version, feature gate and kubelet configuration, as data: one profile per class of nodes.
 * Rules read the profile of the node, never the version.
 */
import { atLeast, type ClusterSpec, type FeatureGate, isGateOn, type KubeletSpec } from './cluster-spec.ts'
import type { ClusterState, NodeId, PodId } from './cluster-state.ts'

export type VersionProfile = {
  /** What the configuration says, the same in every version. */
  readonly kubelet: KubeletSpec
  /** First step of the restart back-off (B2). */
  readonly backoffBaseUs: number
  /** Largest step of the restart back-off (B2). */
  readonly backoffCapUs: number
  /** 1.35+: a sync that ends in back-off is tried again at the expiry, not after 10-15 s (S7, B9). */
  readonly requeueAtBackoffExpiry: boolean
  /** 1.35+: a kubelet restart leaves readiness and `started` of running containers alone (P10, P15). */
  readonly statusSurvivesKubeletRestart: boolean
  /** 1.35+: a worker ends when the container's exit code says that it will not be restarted (P17). */
  readonly workerHeedsExitCode: boolean
  /** 1.32+: the spam filter counts Normal and Warning events of an object apart (A8). */
  readonly eventSpamByType: boolean
  /** Limits of the client that writes statuses and of the one that sends events: per second, and at once (R1, A8). */
  readonly apiQps: number
  readonly apiBurst: number
  readonly eventQps: number
  readonly eventBurst: number
}

const second = 1_000_000

/**
 * The profile of a class of nodes. Rule B2: kubernetes v1.35 pkg/kubelet/kubelet.go, newCrashLoopBackOff; with both gates
 * on and the field `maxContainerRestartPeriod` unset, the field's default of 300 s wins over 60 s.
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
  const from135 = atLeast(version, '1.35')
  return {
    kubelet,
    backoffBaseUs: Math.min((reduced ? 1 : 10) * second, capUs),
    backoffCapUs: capUs,
    requeueAtBackoffExpiry: from135,
    statusSurvivesKubeletRestart: from135 && !isOn('ChangeContainerStatusOnKubeletRestart'),
    workerHeedsExitCode: from135 && isOn('ContainerRestartRules'),
    eventSpamByType: atLeast(version, '1.32'),
    apiQps: kubelet.apiQps,
    apiBurst: kubelet.apiBurst,
    eventQps: kubelet.eventQps,
    eventBurst: kubelet.eventBurst,
  }
}

/** The distinct kubelet configurations of the nodes, in order of first use. */
export function kubeletClasses(spec: ClusterSpec): KubeletSpec[] {
  return [...new Set(spec.nodes.map(({ kubelet }) => kubelet))]
}

export function profileOfNode(state: ClusterState, node: NodeId): VersionProfile {
  return state.profiles[state.node.kubeletClass[node]]
}

/** The profile of the node that the pod is bound to. */
export function profileOfPod(state: ClusterState, pod: PodId): VersionProfile {
  return profileOfNode(state, state.pod.node[pod])
}
