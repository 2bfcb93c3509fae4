/** Feature gates of kubelets and of the control plane. */
import { atLeast, type KubernetesVersion } from './kubernetes-versions.ts'

/** Feature gates that the rules know, with the version from which each is on by default, if any, and cannot be switched off any more. */
export const featureGates = {
  ReduceDefaultCrashLoopBackOffDecay: { since: '1.33', onSince: undefined },
  KubeletCrashLoopBackOffMax: { since: '1.32', onSince: '1.35' },
  ChangeContainerStatusOnKubeletRestart: { since: '1.35', onSince: undefined },
  ContainerRestartRules: { since: '1.34', onSince: '1.35' },
  RestartAllContainersOnContainerExits: { since: '1.35', onSince: '1.36' },
  PLEGOnDemandRelist: { since: '1.36', onSince: '1.36', lockedSince: '1.37' },
  /** The first patches of 1.35 had it on (kubernetes/kubernetes#137904). */
  MaxUnavailableStatefulSet: { since: '1.31', onSince: '1.37', isOfControlPlane: true },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly since: KubernetesVersion
      readonly onSince: KubernetesVersion | undefined
      readonly lockedSince?: KubernetesVersion
      /** No kubelet heeds it. */
      readonly isOfControlPlane?: true
    }
  >
>
export type FeatureGate = keyof typeof featureGates
export type GateSettings = Readonly<Partial<Record<FeatureGate, boolean>>>

/** Whether the control plane heeds the gate, and no kubelet does. */
export function isControlPlaneGate(gate: FeatureGate): boolean {
  return 'isOfControlPlane' in featureGates[gate]
}

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
