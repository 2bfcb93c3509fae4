/** What differs by Kubernetes version and feature gate, as data. Rules read the profile, never the version. */
import type { ClusterSpec, KubernetesVersion } from './cluster-spec.ts'
import { kubernetesVersions } from './cluster-spec.ts'

export type VersionProfile = {
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
}

/** Feature gates that the rules know, with the version from which each is on by default, if any (section V). */
export const featureGates: Readonly<
  Record<string, { readonly since: KubernetesVersion; readonly onSince?: KubernetesVersion }>
> = {
  ReduceDefaultCrashLoopBackOffDecay: { since: '1.33' },
  KubeletCrashLoopBackOffMax: { since: '1.32', onSince: '1.35' },
  ChangeContainerStatusOnKubeletRestart: { since: '1.35' },
  ContainerRestartRules: { since: '1.34', onSince: '1.35' },
}

function atLeast(version: KubernetesVersion, other: KubernetesVersion): boolean {
  return kubernetesVersions.indexOf(version) >= kubernetesVersions.indexOf(other)
}

const second = 1_000_000

/**
 * The profile of a cluster. Rule B2: kubernetes v1.35 pkg/kubelet/kubelet.go, newCrashLoopBackOff; with both gates
 * on and the field `maxContainerRestartPeriod` unset, the field's default of 300 s wins over 60 s.
 */
export function versionProfile(
  spec: Pick<ClusterSpec, 'kubernetesVersion' | 'featureGates'>,
): VersionProfile {
  const version = spec.kubernetesVersion
  const isOn = (gate: string): boolean => {
    const known = featureGates[gate]
    const set = spec.featureGates[gate]
    if (!atLeast(version, known.since)) return false
    return set ?? (known.onSince !== undefined && atLeast(version, known.onSince))
  }
  const reduced = isOn('ReduceDefaultCrashLoopBackOffDecay')
  const capIsConfigured = isOn('KubeletCrashLoopBackOffMax')
  const from135 = atLeast(version, '1.35')
  return {
    backoffBaseUs: (reduced ? 1 : 10) * second,
    backoffCapUs: (reduced && !capIsConfigured ? 60 : 300) * second,
    requeueAtBackoffExpiry: from135,
    statusSurvivesKubeletRestart: from135 && !isOn('ChangeContainerStatusOnKubeletRestart'),
    workerHeedsExitCode: from135 && isOn('ContainerRestartRules'),
  }
}
