/** Pauses and one probe in them, simulated in the plainest way: no code of it is shared with the engine or the formula. */
import seedrandom from 'seedrandom'
import { second } from '../../../tests/support/spec.ts'
import type { DistributionSpec } from '../../contract/cluster-spec.ts'
import { lawOf } from '../../kernel/law.ts'

export type PausedProbe = {
  readonly every: DistributionSpec
  readonly for: DistributionSpec
  readonly latency: DistributionSpec
  readonly period: number
  readonly timeout: number
  readonly failures: number
  readonly errorRate?: number
  /** Failures outside pauses are so rare that runs far from any need not be looked at. */
  readonly failsOnlyInPauses?: true
}

/** Mistakes, and the time in which they were counted. */
export type Count = { readonly mistakes: number; readonly seconds: number; readonly failedSeconds: number }

/**
 * One probe and one process, step by step: runs on a grid, each answered when the process has worked for as long as the answer takes, which it does
 * not do in a pause. A liveness probe kills the process, which needs the end of the pause, or 2 s, to stop.
 */
export function naive(setting: PausedProbe, isReadiness: boolean, seconds: number, seed: string): Count {
  const random = seedrandom.alea(seed)
  const draw = (spec: DistributionSpec): number => lawOf(spec).quantile(random()) / second
  const { period, timeout, failures, errorRate = 0 } = setting
  const laws = { every: lawOf(setting.every), for: lawOf(setting.for), latency: lawOf(setting.latency) }
  const of = (law: keyof typeof laws): number => laws[law].quantile(random()) / second
  let from = draw(setting.every)
  let to = from + of('for')
  const move = (now: number): void => {
    while (to <= now) {
      from = to + of('every')
      to = from + of('for')
    }
  }
  let anchor = random() * period
  let at = anchor
  let row = 0
  let failedFrom = -1
  let running = 0
  let last = 0
  const count = { mistakes: 0, seconds: 0, failedSeconds: 0 }
  while (at < seconds) {
    move(at)
    if (setting.failsOnlyInPauses && row === 0 && from - at > 3 * period)
      at += Math.floor((from - at) / period - 2) * period
    // Pauses that this answer may meet; they are few.
    let due = at + of('latency')
    if (at >= from) due += to - at
    else if (due >= from) due += to - from
    const next = { from, to }
    while (due - at < timeout && due >= next.to) {
      move(next.to)
      if (from > due || to === next.to) break
      due += to - from
      next.to = to
    }
    const isLate = due - at >= timeout
    const fails = isLate || random() < errorRate
    const end = isLate ? at + timeout : due
    const tick = anchor + (Math.floor((at - anchor) / period) + 1) * period
    at = Math.max(end, tick)
    row = fails ? row + 1 : 0
    if (!fails && failedFrom >= 0) {
      count.failedSeconds += end - failedFrom
      failedFrom = -1
    }
    if (row < failures || failedFrom >= 0) continue
    count.mistakes++
    if (isReadiness) {
      failedFrom = end
      // The status changes, and the worker runs again at once.
      anchor = end
      at = end
      continue
    }
    move(end)
    const stops = end >= from ? Math.min(2, to - end) : 0
    running += end + stops - last
    // Any moment of the grid: the start has taken some time.
    last = end + stops
    row = 0
    from = last + of('every')
    to = from + of('for')
    while (at < last) at += period
    anchor += random() * period
    at = anchor + Math.ceil((last - anchor) / period) * period
  }
  count.seconds = isReadiness ? at : running + at - last
  return count
}
