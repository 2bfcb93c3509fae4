/**
 * How far an autoscaler goes towards what it wants (Z29): within its bounds, not too fast, and down only when nothing it has wanted of late was
 * more. Source: kubernetes v1.36 pkg/controller/podautoscaler/horizontal.go, normalizeDesiredReplicas and
 * normalizeDesiredReplicasWithBehaviors.
 */
import type { AutoscalerSpec, ScalingPolicySpec, ScalingRulesSpec } from '../../contract/autoscaler-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'

/** Without a behavior: at most so many times as many, or this many. Source: as above, scaleUpLimitFactor and scaleUpLimitMinimum. */
const upFactor = 2
const upLeast = 4
/** Source: pkg/controller/podautoscaler/config/v1alpha1/defaults.go, downscaleStabilization. */
const stabilizationUs = 300 * usPerSecond

type Timed = { readonly atUs: number; readonly pods: number }

/** What it remembers. */
export class ScalingMemory {
  /** What it has wanted, oldest first. */
  private wanted: Timed[] = []
  /** Pods that it added, and took away. */
  private added: Timed[] = []
  private removed: Timed[] = []
  /** What it last wanted after what it wanted before had been heeded, and before its limits were. */
  stable = 0

  /** It sees so many pods: the first time they count as wanted. Source: recordInitialRecommendation. */
  begin(current: number, nowUs: number): void {
    if (this.wanted.length === 0) this.wanted.push({ atUs: nowUs, pods: current })
  }

  /** How many pods there shall be; what is wanted is remembered. */
  limited(spec: AutoscalerSpec, current: number, wanted: number, nowUs: number): number {
    this.begin(current, nowUs)
    const { behavior, minReplicas, maxReplicas } = spec
    if (behavior === undefined) {
      const since = this.wanted.filter(({ atUs }) => atUs >= nowUs - stabilizationUs)
      this.wanted = [...since, { atUs: nowUs, pods: wanted }]
      const stable = Math.max(wanted, ...since.map(({ pods }) => pods))
      this.stable = stable
      const most = Math.min(maxReplicas, Math.max(upFactor * current, upLeast))
      return stable < minReplicas ? minReplicas : Math.min(stable, most)
    }
    const { up, down } = behavior
    const within = (windowUs: number): number[] =>
      this.wanted.filter(({ atUs }) => atUs > nowUs - windowUs).map(({ pods }) => pods)
    const leastWanted = Math.min(wanted, ...within(up.stabilizationUs))
    const mostWanted = Math.max(wanted, ...within(down.stabilizationUs))
    const keptUs = Math.max(up.stabilizationUs, down.stabilizationUs)
    this.wanted = [...this.wanted.filter(({ atUs }) => atUs >= nowUs - keptUs), { atUs: nowUs, pods: wanted }]
    const stable = Math.min(Math.max(current, leastWanted), mostWanted)
    this.stable = stable
    if (stable > current)
      return Math.min(stable, maxReplicas, Math.max(current, this.upLimit(up, current, nowUs)))
    if (stable < current)
      return Math.max(stable, minReplicas, Math.min(current, this.downLimit(down, current, nowUs)))
    return stable
  }

  /** It has scaled the workload. */
  scaled({ behavior }: AutoscalerSpec, before: number, after: number, nowUs: number): void {
    if (behavior === undefined) return
    const longestUs = (rules: ScalingRulesSpec): number =>
      Math.max(...rules.policies.map(({ periodUs }) => periodUs), 0)
    const keptUs = Math.max(longestUs(behavior.up), longestUs(behavior.down))
    const kept = (events: readonly Timed[]): Timed[] => events.filter(({ atUs }) => atUs > nowUs - keptUs)
    this.added = kept(this.added)
    this.removed = kept(this.removed)
    if (after > before) this.added.push({ atUs: nowUs, pods: after - before })
    else this.removed.push({ atUs: nowUs, pods: before - after })
  }

  private upLimit({ select, policies }: ScalingRulesSpec, current: number, nowUs: number): number {
    if (select === 'Disabled') return current
    const limits = policies.map((policy) => {
      const start = this.atStart(policy, current, nowUs)
      return policy.kind === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100))
    })
    return select === 'Min' ? Math.min(...limits) : Math.max(...limits)
  }

  private downLimit({ select, policies }: ScalingRulesSpec, current: number, nowUs: number): number {
    if (select === 'Disabled') return current
    const limits = policies.map((policy) => {
      const start = this.atStart(policy, current, nowUs)
      return policy.kind === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100))
    })
    return select === 'Min' ? Math.max(...limits) : Math.min(...limits)
  }

  /** Pods at the start of the policy's period. */
  private atStart({ periodUs }: ScalingPolicySpec, current: number, nowUs: number): number {
    const changed = (events: readonly Timed[]): number =>
      events.filter(({ atUs }) => atUs > nowUs - periodUs).reduce((sum, { pods }) => sum + pods, 0)
    return current - changed(this.added) + changed(this.removed)
  }
}
