/** How soon hangs were noticed, container by container, with the closed form of rule P20 beside it. */
import type { DetectionLaw, DetectionRow } from '../../engine/contract/run-result.ts'
import type { ReportedResult } from '../reported-result.ts'
import { shortened } from './time-charts.ts'

export type DetectionChart = {
  readonly workload: string
  readonly container: string
  readonly hangs: number
  readonly noticed: number
  readonly law: DetectionLaw | undefined
  /** Rows of the curve: seconds since the onset, share of hangs noticed, the same by the law. Empty when none was noticed. */
  readonly seconds: readonly number[]
  readonly shares: readonly number[]
  readonly expected: readonly number[] | undefined
}

type Interval = NonNullable<DetectionLaw['interval']>

const curvePointsMax = 300

/** Most hangs first, then by name; onsets before the end of the warm-up are left out. */
export function detectionCharts(result: ReportedResult, laws: readonly DetectionLaw[]): DetectionChart[] {
  const groups = new Map<string, DetectionRow[]>()
  for (const { detections } of result.replications) {
    for (const row of detections) {
      if (row.onsetSeconds < result.warmUpSeconds) continue
      const key = JSON.stringify([row.workload, row.container])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [row])
      else group.push(row)
    }
  }
  return Array.from(groups.entries())
    .sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB.length - rowsOfA.length || (a < b ? -1 : 1))
    .map(([, rows]) => chartOf(rows, laws))
}

function chartOf(rows: readonly DetectionRow[], laws: readonly DetectionLaw[]): DetectionChart {
  const { workload, container } = rows[0]!
  const law = laws.find((each) => each.workload === workload && each.container === container)
  const delays = rows
    .filter((row) => row.noticedSeconds !== null)
    .map((row) => row.noticedSeconds! - row.onsetSeconds)
    .sort((a, b) => a - b)
  const uniform = law?.interval ?? undefined
  const seconds = delays.length === 0 ? [] : curveSeconds(delays, uniform)
  return {
    workload,
    container,
    hangs: rows.length,
    noticed: delays.length,
    law,
    seconds: seconds.map(shortened),
    shares: seconds.map((at) => shortened(countUpTo(delays, at) / rows.length)),
    expected: uniform && seconds.map((at) => shortened(uniformShare(uniform, at))),
  }
}

/** Where the curves have corners: from 0 to a little past the last. */
function curveSeconds(delays: readonly number[], law: Interval | undefined): number[] {
  const step = Math.ceil(delays.length / curvePointsMax)
  const corners = delays.filter((_, index) => index % step === 0 || index === delays.length - 1)
  const last = Math.max(delays[delays.length - 1]!, law?.highSeconds ?? 0)
  const ends = law === undefined ? [] : [law.lowSeconds, law.highSeconds]
  return Array.from(new Set([0, ...corners, ...ends, last * 1.05])).sort((a, b) => a - b)
}

function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function uniformShare({ lowSeconds, highSeconds }: Interval, at: number): number {
  return Math.min(1, Math.max(0, (at - lowSeconds) / (highSeconds - lowSeconds)))
}
