/** Kubelets as the input has them: what their configuration says, and their feature gates. */
import { atLeast, type KubernetesVersion } from './kubernetes-versions.ts'

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
