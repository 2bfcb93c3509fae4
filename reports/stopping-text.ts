/** What a summary says of how the study was laid out: when it was long enough, and what was cut off. */
import type { Estimate, RunResult, StoppingRule } from '../engine/contract/run-result.ts'
import { counted, readableDuration } from './readable.ts'
import { numberBeside, percentBeside } from './threshold-value.ts'

type Stopped = { readonly result: RunResult; readonly estimate: Estimate; readonly isReached: boolean }

export function stoppingText({ result, estimate, isReached }: Stopped, rule: StoppingRule): string {
  const after = counted(result.replications.length, 'replication')
  const { mean, ci95Low, ci95High } = estimate
  const halfWidth = mean === null || ci95Low === null || ci95High === null ? null : (ci95High - ci95Low) / 2
  const width =
    halfWidth === null
      ? 'unknown'
      : rule.isRelative
        ? mean === 0
          ? 'no share of a mean of 0'
          : percentBeside(halfWidth / Math.abs(mean!), rule.limit)
        : numberBeside(halfWidth, rule.limit)
  return isReached
    ? `${rule.text} holds after ${after}: half the interval is ${width}`
    : `${rule.text} is not reached after ${after}: half the interval is ${width}; raise --max-replications`
}

export function warmUpText(warmUp: { readonly seconds: number; readonly isSettled: boolean }): string {
  const found = `a pilot study of 5 replications put the warm-up at ${readableDuration(warmUp.seconds)} (MSER-5)`
  return warmUp.isSettled ? found : `${found}, but half of the run may not be enough: lengthen spec.duration`
}
