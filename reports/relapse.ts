/** Whether the pods that had come back after the last fault were lost again: a storm feeds on itself, its faults are long over. */
import type { ReplicationResult, RunResult } from '../engine/contract/run-result.ts'

export type FaultTime = { readonly from: number; readonly to: number | null; readonly kind?: string }

/** Whether all faults end; a hang does when what it hit is gone. Of others without an end the start counts. */
export function allEnd(faults: readonly FaultTime[]): boolean {
  return faults.every(({ to, kind }) => to !== null || kind === 'hang')
}

/**
 * Of a replication: bucket ends at which fewer than 90 % of the pods that were ready before the first fault were, after 90 % had been.
 * Where an autoscaler wants fewer pods, nothing is lost: at some of these ends the pods that exist have to be enough, and not ready.
 */
export type Relapse = {
  readonly fromSeconds: number
  /** `null`: so it was at the end of the run. */
  readonly untilSeconds: number | null
  /** Not once enough in between. */
  readonly isSteady: boolean
}

/** Pods of a replication just before the first fault. */
export type PodsBefore = { readonly ready: number; readonly existing: number }

/** Of each replication: pods at the last bucket end before the first fault; none where a fault begins within the first bucket. */
export function podsBefore(result: RelapsedResult, faults: readonly FaultTime[]): PodsBefore[] {
  const firstFault = Math.min(...faults.map(({ from }) => from))
  const bucket = Math.floor(firstFault / result.intervalSeconds) - 1
  if (!Number.isFinite(bucket) || bucket < 0) return []
  return result.replications.flatMap(({ timeseries: { columns, workloads, timeSeconds } }) => {
    if (!columns.ready || bucket >= timeSeconds.length) return []
    const at = bucket * workloads.length
    const ready = columns.ready[at]!
    return [{ ready, existing: ready + (columns.unready?.[at] ?? 0) }]
  })
}

type RelapsedResult = Pick<RunResult, 'intervalSeconds' | 'durationSeconds'> & {
  readonly replications: readonly Pick<ReplicationResult, 'summary' | 'timeseries' | 'detections'>[]
}

/** One for each replication that had a relapse. */
export function relapsesOf(result: RelapsedResult, faults: readonly FaultTime[]): Relapse[] {
  if (faults.length === 0) return []
  return result.replications.flatMap((replication) => relapseOf(replication, result, faults) ?? [])
}

function relapseOf(
  { summary, timeseries, detections }: RelapsedResult['replications'][number],
  { intervalSeconds, durationSeconds }: RelapsedResult,
  faults: readonly FaultTime[],
): Relapse | undefined {
  const back = summary[0]!.values.recovery_90_seconds
  const column = timeseries.columns.ready
  if (back === null || !Number.isFinite(back) || !column) return undefined
  const firstFault = Math.min(...faults.map(({ from }) => from))
  // A hang without an end is over when what it hit is gone.
  const killed = faults.some(({ to }) => to === null)
    ? detections.map(({ killedSeconds }) => killedSeconds ?? 0)
    : []
  const lastFault = [...faults.map(({ from, to }) => to ?? from), ...killed].reduce((a, b) => Math.max(a, b))
  const ends = Array.from(timeseries.timeSeconds, (start) =>
    Math.min(start + intervalSeconds, durationSeconds),
  )
  const readyAt = (bucket: number): number => column[bucket * timeseries.workloads.length]!
  const before = ends.findLastIndex((end) => end <= firstFault)
  if (before < 0) return undefined
  const wanted = Math.ceil((readyAt(before) * 90) / 100)
  const after = ends.flatMap((end, bucket) => (end >= lastFault + back ? [bucket] : []))
  const below = after.filter((bucket) => readyAt(bucket) < wanted)
  const [first, last] = [below[0], below.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const unready = timeseries.columns.unready
  const existing = (bucket: number): number =>
    readyAt(bucket) + (unready?.[bucket * timeseries.workloads.length] ?? 0)
  if (!below.some((bucket) => existing(bucket) >= wanted)) return undefined
  return {
    fromSeconds: ends[first]!,
    untilSeconds: last === ends.length - 1 ? null : ends[last + 1]!,
    isSteady: last - first + 1 === below.length,
  }
}
