/** What of a run is worth a look: the stretch around its faults, from just before the first until nothing is missing any more. */
import type { MarkedFault } from '../time-section.ts'
import type { TimeChartData } from './time-charts.ts'

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
  const end = Math.max(last, backAt(time, first))
  const length = Math.max(end - first, pointsMin * time.pointSeconds)
  const [from, to] = [
    Math.max(0, first - room * length),
    Math.min(durationSeconds, Math.max(end, first + length) + room * length),
  ]
  return to - from < shareMax * durationSeconds ? [from, to] : null
}

/** The end of the last point at which fewer pods were ready than just before the first fault. */
function backAt(
  { seconds, pointSeconds, charts, workloads }: Parameters<typeof focusOf>[0],
  firstFault: number,
): number {
  const ready = workloads[0]?.lines[charts.findIndex(({ id }) => id === 'ready')]?.mean
  if (ready === undefined) return firstFault
  const before = seconds.findLastIndex((start) => start + pointSeconds <= firstFault)
  const usual = ready[before] ?? Math.max(...ready)
  const fewer = ready.findLastIndex(
    (value, index) => value < usual && seconds[index]! + pointSeconds > firstFault,
  )
  return fewer < 0 ? firstFault : seconds[fewer]! + pointSeconds
}
