/**
 * The end of the transient, for studies of the steady state: MSER-5 (White, Simulation 69 (1997), 323-334; White, Cobb and
 * Spratt, Winter Simulation Conference 2000, 755-760) over the time series of a pilot study.
 */

import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { RunResult, TimeseriesMetric } from '../../contract/run-result.ts'
import { square } from '../../kernel/power.ts'
import { type SimulateOptions, simulate } from './experiment.ts'

/** Buckets whose mean is one observation. */
const batch = 5

/** Levels and counts in which a transient of this model shows: starts, pods that come up, back-off. */
const watched: readonly TimeseriesMetric[] = ['unready', 'in_backoff', 'restarts', 'probe_failures']

export type WarmUp = {
  readonly seconds: number
  /** False when half of the run is not enough to cut off for one of the series: the run is too short to tell. */
  readonly isSettled: boolean
}

/** Replications of the pilot study. */
const pilotReplications = 5

/**
 * Runs a pilot study with random streams of its own, so that what is cut off does not depend on the replications that count.
 * `null` when it was stopped.
 */
export async function pilotWarmUp(spec: ClusterSpec, options: SimulateOptions): Promise<WarmUp | null> {
  const { signal, workers, engine } = options
  const pilot = await simulate(
    { ...spec, masterSeed: `${spec.masterSeed}/pilot`, replications: pilotReplications, warmUpUs: 0 },
    { ...(signal && { signal }), ...(workers && { workers }), ...(engine && { engine }) },
  )
  return pilot.replications.length < pilotReplications ? null : warmUpOf(pilot)
}

/** The longest of the transients in the sums over all workloads, each averaged over the replications. */
export function warmUpOf({ replications, intervalSeconds }: RunResult): WarmUp {
  let batches = 0
  let isSettled = true
  for (const metric of watched) {
    const cut = mserCut(batchMeans(meanSeries(replications, metric)))
    if (cut === null) isSettled = false
    else batches = Math.max(batches, cut)
  }
  return { seconds: batches * batch * intervalSeconds, isSettled }
}

/** By bucket, of `*`. */
function meanSeries(replications: RunResult['replications'], metric: TimeseriesMetric): number[] {
  const { timeSeconds, workloads } = replications[0].timeseries
  return Array.from(timeSeconds, (_, bucket) => {
    const values = replications.map(
      ({ timeseries }) => timeseries.columns[metric]![bucket * workloads.length],
    )
    return values.reduce((sum, value) => sum + value, 0) / values.length
  })
}

/** What is left over at the end makes no batch. */
function batchMeans(series: readonly number[]): number[] {
  return Array.from({ length: Math.floor(series.length / batch) }, (_, index) => {
    const part = series.slice(index * batch, (index + 1) * batch)
    return part.reduce((sum, value) => sum + value, 0) / batch
  })
}

/**
 * How many observations to leave out, up to half of them: those without which the squared standard error of the mean of the
 * rest is least, the fewest of equal ones. `null` = as many as may be, so more might be better still.
 */
export function mserCut(observations: readonly number[]): number | null {
  const cutMax = Math.floor(observations.length / 2)
  const scale = observations.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  let least = Infinity
  let cut = 0
  let sum = 0
  let squares = 0
  // From the end, so that each cut adds one observation.
  for (let first = observations.length - 1; first >= 0; first--) {
    const count = observations.length - first
    sum += observations[first]
    squares += square(observations[first])
    if (first > cutMax) continue
    // Rounding must not tell equal cuts apart.
    const spread = squares - square(sum) / count
    const error = spread <= 1e-12 * count * square(scale) ? 0 : spread / square(count)
    if (error > least) continue
    least = error
    cut = first
  }
  return cut === cutMax && cutMax > 0 ? null : cut
}
