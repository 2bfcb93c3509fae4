/**
 * How many pods an autoscaler wants, by what they use (Z29). Values of pods are whole thousandths of a core, rounded up; a pod that is not
 * ready, or was not while its use was measured, counts as using nothing where more are wanted.
 * Source: kubernetes v1.36 pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas, calcPlainMetricReplicas and groupPods.
 */
import type { AutoscalerSpec } from '../../contract/autoscaler-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'

/** Source: pkg/controller/podautoscaler/config/v1alpha1/defaults.go, cpuInitializationPeriod and initialReadinessDelay. */
const cpuInitializationUs = 300 * usPerSecond
const initialReadinessUs = 30 * usPerSecond
/** Over which a use is measured: the metrics server scrapes as often. */
const metricWindowUs = 15 * usPerSecond

/** A pod that is neither deleted nor has failed. */
export type ScaledPod = {
  /** It has no node, or its containers have not started. */
  readonly isPending: boolean
  readonly isReady: boolean
  /** When that changed last, and when its kubelet took it up. */
  readonly readyChangedUs: number
  readonly startedUs: number
  /** What it uses. */
  readonly millicores: number
}

export type Wanted = {
  readonly replicas: number
  /** What the pods that count use, in the unit of the target; `null` = nothing is known. */
  readonly current: number | null
}

/** Pods of which the ready ones have a load together, each the same part of it. */
export function withLoad(
  pods: readonly Omit<ScaledPod, 'millicores'>[],
  loadMillicores: number,
): ScaledPod[] {
  const serving = pods.filter((pod) => pod.isReady).length
  const each = serving === 0 ? 0 : Math.ceil(loadMillicores / serving)
  return pods.map((pod) => ({ ...pod, millicores: pod.isReady ? each : 0 }))
}

/**
 * @returns `null` = nothing is known of any pod: the number stays.
 */
export function wantedReplicas(
  { target, tolerance }: Pick<AutoscalerSpec, 'target' | 'tolerance'>,
  pods: readonly ScaledPod[],
  currentReplicas: number,
  nowUs: number,
): Wanted | null {
  const ignored = pods.filter((pod) => pod.isPending || isUnready(pod, nowUs)).length
  const counted = pods.filter((pod) => !pod.isPending && !isUnready(pod, nowUs))
  if (counted.length === 0) return null
  const used = counted.reduce((sum, { millicores }) => sum + millicores, 0)
  const current = usage(target, used, counted.length)
  const ratio = current / goalOf(target)
  const isWithin = (share: number): boolean => 1 - tolerance.down <= share && share <= 1 + tolerance.up
  if (ignored === 0 || ratio <= 1)
    return { replicas: isWithin(ratio) ? currentReplicas : Math.ceil(ratio * counted.length), current }
  const all = counted.length + ignored
  const lower = usage(target, used, all) / goalOf(target)
  const replicas = Math.ceil(lower * all)
  if (isWithin(lower) || lower < 1 || replicas < currentReplicas)
    return { replicas: currentReplicas, current }
  return { replicas, current }
}

function isUnready({ isReady, readyChangedUs, startedUs }: ScaledPod, nowUs: number): boolean {
  if (startedUs + cpuInitializationUs > nowUs) return !isReady || nowUs < readyChangedUs + metricWindowUs
  return !isReady && startedUs + initialReadinessUs > readyChangedUs
}

function goalOf(target: AutoscalerSpec['target']): number {
  return target.kind === 'utilization' ? target.percent : target.millicores
}

/** Whole percent of the requests, or whole thousandths of a core: both cut. */
function usage(target: AutoscalerSpec['target'], used: number, pods: number): number {
  return target.kind === 'utilization'
    ? Math.floor((used * 100) / (pods * target.requestMillicores))
    : Math.floor(used / pods)
}
