/** Two results over time in one chart: the mean of each, bucket by bucket. */
import type { ReportedResult } from '../reported-result.ts'
import { type Line, type Stretch, shownCharts, type TimeChartData, timeChartData } from './time-charts.ts'

/** A number per point of time; `null` where the run is over. */
type ComparedLine = readonly (number | null)[]

export type ComparedSeries = Pick<TimeChartData, 'seconds' | 'pointSeconds' | 'charts'> & {
  /** Of the longer one. */
  readonly durationSeconds: number
  /** Those that are in both, `*` first; lines by chart. */
  readonly workloads: readonly {
    readonly name: string
    readonly lines: readonly { readonly base: ComparedLine; readonly head: ComparedLine }[]
  }[]
}

/** Undefined when a point of one stands for more time than a point of the other: then no line can be laid over the other. */
export function comparedSeries(
  base: ReportedResult,
  head: ReportedResult,
  fine: Stretch | null = null,
): ComparedSeries | undefined {
  const shown = shownCharts([base, head])
  const [from, to] = [timeChartData(base, fine, shown), timeChartData(head, fine, shown)]
  if (from.pointSeconds !== to.pointSeconds || from.finePointSeconds !== to.finePointSeconds) return undefined
  const seconds = from.seconds.length > to.seconds.length ? from.seconds : to.seconds
  return {
    seconds,
    pointSeconds: from.pointSeconds,
    durationSeconds: Math.max(base.durationSeconds, head.durationSeconds),
    charts: from.charts,
    workloads: from.workloads.flatMap(({ name, lines }) => {
      const other = to.workloads.find((workload) => workload.name === name)
      if (other === undefined) return []
      const known = ({ mean }: Line): ComparedLine => seconds.map((_, index) => mean[index] ?? null)
      return {
        name,
        lines: lines.map((line, index) => ({ base: known(line), head: known(other.lines[index]!) })),
      }
    }),
  }
}
