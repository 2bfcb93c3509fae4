/** What the machines of the measured runs took beside the rules, as distributions: from `latencies.json` and the traces. */
import { readFileSync } from 'node:fs'
import type { ContainerTrace } from './container-trace.ts'

/** Seconds. */
export type Quantiles = {
  readonly n: number
  readonly min: number
  readonly p10: number
  readonly median: number
  readonly p90: number
  readonly max: number
  readonly mean: number
}

export type MeasuredLatencies = {
  readonly kill_exit_to_restart_same_sync_s: Quantiles
  readonly last_failed_liveness_probe_end_to_stop_call_s: Quantiles
  readonly exit_to_pleg_died_event_s: Quantiles
  readonly start_to_pleg_started_event_s: Quantiles
  readonly startup_success_to_first_probe_s: { readonly ready: Quantiles }
}

const latencies = JSON.parse(
  readFileSync(new URL('kubelets/latencies.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, MeasuredLatencies>>

/** @param machine a recording that has what the other lacks. */
export function latenciesOf(recording: string, machine = recording): MeasuredLatencies {
  return { ...latencies[machine], ...latencies[recording] }
}

/** A distribution as a scenario writes it. */
export type Law = string | { readonly empirical: readonly string[] }

export function seconds(value: number): string {
  return `${Math.round(value * 1e6)}us`
}

export function empirical(values: readonly number[]): Law {
  return { empirical: values.map(seconds) }
}

const ranks = 200

/**
 * Equally likely values with these quantiles; between them the logarithm is uniform. Of n measured values the least
 * stands for the share 1 / 2n, the largest for the rest but that; beyond them the line goes on.
 */
export function valuesOf({ n, min, p10, median, p90, max }: Quantiles): number[] {
  const knots: readonly (readonly [share: number, value: number])[] = [
    [0.5 / n, min],
    [0.1, p10],
    [0.5, median],
    [0.9, p90],
    [1 - 0.5 / n, max],
  ]
  return Array.from({ length: ranks }, (_, rank) => {
    const share = (rank + 0.5) / ranks
    const above = knots.findIndex(([upper], at) => at > 0 && share < upper)
    const at = above < 0 ? knots.length - 1 : above
    const [[fromShare, from], [toShare, to]] = [knots[at - 1], knots[at]]
    return from * (to / from) ** ((share - fromShare) / (toShare - fromShare))
  })
}

export function lawOf(quantiles: Quantiles): Law {
  return empirical(valuesOf(quantiles))
}

/**
 * Length c of a relist. What waits for one comes at any time of its period of 1 s + c, and the relist that begins next tells
 * of it when it ends, c later: after c to 1 s + 2 c, evenly (S3). Means and 90th percentiles give an estimate each; between them the
 * logarithm is uniform, as in `valuesOf`: nothing tells its scale.
 * @param waits how long exits, and starts that no relist on demand sees (Z1), waited.
 */
export function relistCost(waits: readonly Quantiles[]): Law {
  const estimates = waits.flatMap(({ mean, p90 }) => [(mean - 0.5) / 1.5, (p90 - 0.9) / 1.9])
  const least = Math.max(leastRelist, Math.min(...estimates))
  const most = Math.max(leastRelist, ...estimates)
  return empirical(
    Array.from({ length: ranks }, (_, rank) => least * (most / least) ** ((rank + 0.5) / ranks)),
  )
}

/** No relist is shorter, seconds. */
const leastRelist = 0.002

/** How late each tick of the liveness workers came, against the earliest of its grid but for 5 %. */
export function tickLateness(
  traces: readonly ContainerTrace[],
  periodOf: (trace: ContainerTrace) => number | undefined,
): number[] {
  return traces.flatMap((trace) => {
    const period = periodOf(trace)
    const ticks = trace.probes.filter(({ type }) => type === 'liveness').map(({ begin }) => begin)
    if (period === undefined || ticks.length === 0) return []
    const offsets = ticks.map((tick) => offGrid(tick - ticks[0], period)).sort((a, b) => a - b)
    const earliest = offsets[Math.floor(0.05 * offsets.length)]
    return offsets.map((offset) => Math.max(0, offset - earliest))
  })
}

/** Distance to the nearest multiple of the period, with sign. */
export function offGrid(time: number, period: number): number {
  return time - Math.round(time / period) * period
}
