/** A gap or a slow phase with an exponential length, crossed on the grid of a probe: how many ticks it had does not tell how many come. */
import { type Board, type CountRule, meanOfEnded, runCounts, type Tally } from './probe-grid.ts'

/**
 * Takes what begins such a span on `from` to its end on `to`.
 * @param rate ends per period.
 */
export function crossMemoryless(from: Board, to: Board, rate: number, rule: CountRule, tally: Tally): void {
  const { width, cells } = from
  const atTick = new Float64Array(width)
  for (let node = cells; node > 0; node--) {
    for (let count = 0; count < width; count++) atTick[count] += from.mass[node * width + count]
    endWithin(atTick, to, node, rate)
  }
  for (let count = 0; count < width; count++) atTick[count] += from.mass[count]
  const after = allTicks(atTick, to, rate, rule, tally)
  for (let node = cells; node > 0; node--) endWithin(after, to, node, rate)
}

/** The part of `carry` whose span ends before the next node goes to the board. */
function endWithin(carry: Float64Array, to: Board, node: number, rate: number): void {
  const { width, cells, mass } = to
  const ends = -Math.expm1(-rate / cells)
  const farther = meanOfEnded(rate / cells)
  for (let count = 0; count < width; count++) {
    const ended = carry[count] * ends
    mass[node * width + count] += ended * (1 - farther)
    mass[(node - 1) * width + count] += ended * farther
    carry[count] -= ended
  }
}

/**
 * All ticks from the first one on, as they are expected: each tick leads to the next one with the probability that the span lasts, so visits
 * v solve v = first + goes on x (v through a run). Returns what the runs leave. In two of the visits everything is linear: to the count 0, and to
 * the failed count 0.
 */
function allTicks(first: Float64Array, to: Board, rate: number, rule: CountRule, tally: Tally): Float64Array {
  const { failureThreshold, successThreshold, failure, runPeriods, waitTicks } = rule
  const width = first.length
  const waiting = width - 1
  const success = 1 - failure
  const goesOn = Math.exp(-rate)
  const meets = Math.exp(-rate * runPeriods)
  const leaves = 1 / Math.max(1, waitTicks)
  const waits = first[waiting] / (1 - goesOn * (1 - leaves))

  // Visits as `own + zero x (visits of 0) + failed x (visits of failed 0)`.
  const own = new Float64Array(width)
  const zero = new Float64Array(width)
  const failed = new Float64Array(width)
  zero[0] = 1
  for (let count = 1; count < failureThreshold; count++) {
    own[count] = first[count] + goesOn * failure * own[count - 1]
    zero[count] = goesOn * failure * zero[count - 1]
  }
  const lastWell = failureThreshold - 1
  const begunOwn = failure * own[lastWell]
  const begunZero = failure * zero[lastWell]
  const end = failureThreshold + successThreshold
  if (successThreshold > 0) failed[failureThreshold] = 1
  for (let count = failureThreshold + 1; count < end; count++) {
    const isSecond = count === failureThreshold + 1
    own[count] = first[count] + goesOn * success * (own[count - 1] + (isSecond ? meets * begunOwn : 0))
    zero[count] = goesOn * success * (zero[count - 1] + (isSecond ? meets * begunZero : 0))
    failed[count] = goesOn * success * failed[count - 1]
  }
  let [visitsOfZero, visitsOfFailed] = [0, 0]
  {
    const ofWell = sums(own, zero, failed, 0, failureThreshold)
    const ofFailed = sums(own, zero, failed, failureThreshold, end)
    const endsAtOnce = successThreshold === 1 ? meets * success : 0
    const last = end - 1
    const recover = successThreshold > 0 ? success : 0
    const stays = successThreshold > 0 ? meets * failure : 0
    // visitsOfZero = a + b visitsOfZero + c visitsOfFailed, and visitsOfFailed = d + e visitsOfZero + f visitsOfFailed.
    const a =
      first[0] +
      goesOn * (success * ofWell.own + recover * own[last] + endsAtOnce * begunOwn + leaves * waits)
    const b = goesOn * (success * ofWell.zero + recover * zero[last] + endsAtOnce * begunZero)
    const c = goesOn * recover * failed[last]
    const d =
      (successThreshold > 0 ? first[failureThreshold] : 0) +
      goesOn * (failure * ofFailed.own + stays * begunOwn)
    const e = goesOn * (failure * ofFailed.zero + stays * begunZero)
    const f = goesOn * failure * ofFailed.failed
    const determinant = (1 - b) * (1 - f) - c * e
    visitsOfZero = (a * (1 - f) + c * d) / determinant
    visitsOfFailed = ((1 - b) * d + e * a) / determinant
  }
  const visits = own
  for (let count = 0; count < width; count++)
    visits[count] += zero[count] * visitsOfZero + failed[count] * visitsOfFailed
  visits[waiting] = waits
  for (let count = 0; count < width; count++) tally.periods += visits[count]
  // P6: the run that a removal triggers comes in the same span with the probability `meets`.
  const begun = runCounts(visits, 0, rule, meets, 1, tally)
  if (successThreshold === 0) return visits
  const missed = begun * (1 - meets)
  tally.periods += begun * runPeriods - missed
  if (missed > 0) to.add(runPeriods * (1 - meanOfEnded(rate * runPeriods)), failureThreshold, missed)
  return visits
}

function sums(
  own: Float64Array,
  zero: Float64Array,
  failed: Float64Array,
  from: number,
  end: number,
): { readonly own: number; readonly zero: number; readonly failed: number } {
  const sum = { own: 0, zero: 0, failed: 0 }
  for (let count = from; count < end; count++) {
    sum.own += own[count]
    sum.zero += zero[count]
    sum.failed += failed[count]
  }
  return sum
}
