/** What of a run is worth a look: the stretch around its faults, from just before the first until nothing is missing any more. */

import type { ReportedResult } from '../reported-result.ts'
import type { MarkedFault } from './marked-faults.ts'
import { type Stretch, type TimeChartData, timeChartData } from './time-charts.ts'

export type FocusedCharts = {
  readonly time: TimeChartData
  /** What is worth a look. */
  readonly focus: Stretch | null
  /** What is drawn in more detail than the rest: a little more than that. */
  readonly fine: Stretch | null
}

/** The stretch and the charts, in more detail there: found in coarse points first, then in fine ones. */
export function focusedCharts(result: ReportedResult, faults: readonly MarkedFault[]): FocusedCharts {
  const { durationSeconds } = result
  const coarse = timeChartData(result)
  const around = focusOf(coarse, faults, durationSeconds)
  if (around === null || coarse.pointSeconds === result.intervalSeconds)
    return { time: coarse, focus: around, fine: null }
  const time = timeChartData(result, around)
  const focus = focusOf({ ...time, pointSeconds: time.finePointSeconds }, faults, durationSeconds)
  return { time, focus, fine: around }
}

/** A stretch that is most of the run needs no zoom. */
const shareMax = 0.5
const pointsMin = 8
const room = 0.25

/** In seconds; null where there was no fault, or where the whole run is worth a look. */
export function focusOf(
  time: Pick<TimeChartData, 'seconds' | 'pointSeconds' | 'charts' | 'workloads'>,
  faults: readonly MarkedFault[],
  durationSeconds: number,
): [from: number, to: number] | null {
  if (faults.length === 0) return null
  const first = Math.min(...faults.map(({ from }) => from))
  const last = Math.max(...faults.map(({ from, to }) => to ?? from))
  const end = Math.max(last, backAt(time, first), answeredAt(time, first))
  const length = Math.max(end - first, pointsMin * time.pointSeconds)
  const [from, to] = [
    Math.max(0, first - room * length),
    Math.min(durationSeconds, Math.max(end, first + length) + room * length),
  ]
  return to - from < shareMax * durationSeconds ? [from, to] : null
}

/** What is missing of the worst loss when the way back is over: single pods may come and go all the time. */
const remainder = 0.05

/** The end of the last point at which clearly fewer pods were ready than just before the first fault. */
function backAt(
  { seconds, pointSeconds, charts, workloads }: Parameters<typeof focusOf>[0],
  firstFault: number,
): number {
  const ready = workloads[0]?.lines[charts.findIndex(({ id }) => id === 'ready')]?.mean
  if (ready === undefined) return firstFault
  const before = seconds.findLastIndex((start) => start + pointSeconds <= firstFault)
  const usual = ready[before] ?? Math.max(...ready)
  // Where nothing was ready nothing comes back: what the fault starts may go on to the end.
  if (usual === 0) return seconds.at(-1)! + pointSeconds
  const isAfter = (index: number): boolean => seconds[index]! + pointSeconds > firstFault
  const least = Math.min(usual, ...ready.filter((_, index) => isAfter(index)))
  const enough = usual - remainder * (usual - least)
  const fewer = ready.findLastIndex((value, index) => value < enough && isAfter(index))
  return fewer < 0 ? firstFault : seconds[fewer]! + pointSeconds
}

/** The end of the last point from the first fault on in which clearly more requests failed than just before it. */
function answeredAt(
  { seconds, pointSeconds, charts, workloads }: Parameters<typeof focusOf>[0],
  firstFault: number,
): number {
  const failed = workloads[0]?.lines[charts.findIndex(({ id }) => id === 'failed-requests')]?.mean
  if (failed === undefined) return firstFault
  const usual = failed[seconds.findLastIndex((start) => start + pointSeconds <= firstFault)] ?? 0
  const most = Math.max(...failed)
  const many = failed.findLastIndex((value) => value > usual + remainder * (most - usual))
  return many < 0 ? firstFault : Math.max(firstFault, seconds[many]! + pointSeconds)
}
