/**
 * A study that goes on until it is sure enough: replications are added until the interval of a mean is narrow. It ends
 * with the least number, from the minimum on, whose first replications satisfy the rule, so neither threads nor batches have
 * an influence; replications beyond are dropped.
 */
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { Estimate, ReplicationResult, RunResult, StoppingRule } from '../../contract/run-result.ts'
import { columnOf, estimateColumn, estimatesOf } from '../statistics/estimates.ts'
import { daysPerFalseRestart } from '../theory/closed-form.ts'
import { type SimulateOptions, simulate } from './experiment.ts'

export type SequentialResult = {
  readonly result: RunResult
  /** Of the rule's metric, over the replications of the result. */
  readonly estimate: Estimate
  readonly isReached: boolean
}

/** Replications that are run beyond those that there are, as a share of them: a long study looks up less often. */
const growth = 0.25

/** Runs at least `replicationsMin` and at most `spec.replications` replications. */
export async function simulateUntil(
  spec: ClusterSpec,
  rule: StoppingRule,
  replicationsMin: number,
  options: SimulateOptions = {},
): Promise<SequentialResult> {
  // What is written on the way cannot be dropped later.
  const isStreamed = options.probeTrace !== undefined || options.onKubernetesEvents !== undefined
  const workers = options.workers ?? 1
  let replications: readonly ReplicationResult[] = []
  let result: RunResult
  let enough: number | undefined
  for (let count = replicationsMin; ; ) {
    result = await simulate(spec, { ...options, only: { first: replications.length + 1, count } })
    const isCut = result.replications.length < count
    const from = Math.max(replicationsMin, replications.length + 1)
    replications = [...replications, ...result.replications]
    enough = leastEnough(replications, rule, from)
    const left = spec.replications - replications.length
    if (enough !== undefined || isCut || left === 0) break
    const more = isStreamed ? 1 : Math.max(workers, Math.ceil(growth * replications.length))
    count = Math.min(left, more)
  }
  const kept = replications.slice(0, enough ?? replications.length)
  return {
    result: {
      ...result,
      replications: kept,
      estimates: estimatesOf(kept, result.warmUpSeconds, daysPerFalseRestart(spec)),
    },
    estimate: estimateColumn(rule.metric, numbersOf(kept, rule)),
    isReached: enough !== undefined,
  }
}

function leastEnough(
  replications: readonly ReplicationResult[],
  rule: StoppingRule,
  from: number,
): number | undefined {
  const numbers = numbersOf(replications, rule)
  for (let count = from; count <= numbers.length; count++) {
    const width = ruleWidth(rule, estimateColumn(rule.metric, numbers.slice(0, count)))
    if (width !== null && (rule.operator === '<' ? width < rule.limit : width <= rule.limit)) return count
  }
  return undefined
}

function numbersOf(
  replications: readonly ReplicationResult[],
  { workload, metric }: StoppingRule,
): (number | null)[] {
  return columnOf(replications, workload, metric)
}

/** What the rule limits: half the interval, in shares of the mean if it is relative; `null` = unknown, or relative to 0. */
export function ruleWidth(
  { isRelative }: StoppingRule,
  { mean, ci95Low, ci95High }: Estimate,
): number | null {
  if (mean === null || ci95Low === null || ci95High === null) return null
  const halfWidth = (ci95High - ci95Low) / 2
  if (!isRelative) return halfWidth
  return mean === 0 ? null : halfWidth / Math.abs(mean)
}
