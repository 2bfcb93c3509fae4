/** Kubelets as the input has them: what their configuration says. */
import type { GateSettings } from './feature-gates.ts'

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
