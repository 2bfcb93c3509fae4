/** What the charts over time show: few enough points to draw, of the workloads that were affected most. */
import type { TimeseriesMetric, TimeseriesTable } from '../../engine/contract/run-result.ts'
import { formatNumber } from '../number-format.ts'
import { replicationMeans } from '../replication-mean.ts'
import type { ReportedResult } from '../reported-result.ts'
import { byAffected } from '../workload-table.ts'

/** A line: a value per point, and its lowest and highest over replications where there are several. */
export type Line = {
  readonly mean: readonly number[]
  readonly low?: readonly number[]
  readonly high?: readonly number[]
}

export type TimeChart = {
  readonly id: string
  readonly title: string
  /** What a point is, in a sentence. */
  readonly about: string
  readonly metric: TimeseriesMetric
  /** Counts are added up over the buckets of a point and may be shown per second; of levels the lowest or highest is kept. */
  readonly merge: 'perSecond' | 'sum' | 'lowest' | 'highest'
  readonly isOptional: boolean
  /** Which end of the line is the worst. */
  readonly extreme: 'lowest' | 'highest'
}

/** All that there are. */
export const timeCharts: readonly TimeChart[] = [
  {
    id: 'ready',
    title: 'Ready pods',
    about: 'Pods that are Ready.',
    metric: 'ready',
    merge: 'lowest',
    isOptional: false,
    extreme: 'lowest',
  },
  {
    id: 'restarts',
    title: 'Container restarts',
    about: 'Restarts within each interval.',
    metric: 'restarts',
    merge: 'sum',
    isOptional: false,
    extreme: 'highest',
  },
  {
    id: 'probes',
    title: 'Probe runs per second',
    about: 'Probes of all kinds that started, whatever their answer.',
    metric: 'probes',
    merge: 'perSecond',
    isOptional: false,
    extreme: 'highest',
  },
  {
    id: 'failures',
    title: 'Failed probe runs per second',
    about: 'Refused, timed out, or answered with a failure.',
    metric: 'probe_failures',
    merge: 'perSecond',
    isOptional: true,
    extreme: 'highest',
  },
  {
    id: 'requests',
    title: 'Requests per second',
    about: 'Requests that Services get, retries among them.',
    metric: 'requests',
    merge: 'perSecond',
    isOptional: true,
    extreme: 'highest',
  },
  {
    id: 'failed-requests',
    title: 'Failed requests per second',
    about: 'Refused, not answered in time, answered with an error, or lost with a pod.',
    metric: 'failed_requests',
    merge: 'perSecond',
    isOptional: true,
    extreme: 'highest',
  },
  {
    id: 'cpu',
    title: 'Cores in use',
    about: 'Processors that containers take: start-ups, idling, requests, probes.',
    metric: 'cpu_seconds',
    merge: 'perSecond',
    isOptional: true,
    extreme: 'highest',
  },
  {
    id: 'backoff',
    title: 'Containers waiting in back-off',
    about: 'Containers that wait for their restart back-off (CrashLoopBackOff).',
    metric: 'in_backoff',
    merge: 'highest',
    isOptional: true,
    extreme: 'highest',
  },
]

export type TimeChartData = {
  /** When each point starts. */
  readonly seconds: readonly number[]
  /** Width of a point; of those in the stretch that was asked for, `finePointSeconds`. */
  readonly pointSeconds: number
  readonly finePointSeconds: number
  readonly charts: readonly Pick<TimeChart, 'id' | 'title' | 'about' | 'extreme'>[]
  /** By workload, then by chart; `*` first. */
  readonly workloads: readonly { readonly name: string; readonly lines: readonly Line[] }[]
  /** Workloads that are in no chart. */
  readonly left: number
}

const pointsMax = 400
const finePointsMax = 200
const workloadsMax = 10

/** What is to be seen in some of these results; what one of them does not know cannot be compared. */
export function shownCharts(results: readonly ReportedResult[]): TimeChart[] {
  const isKnown = (metric: TimeseriesMetric): boolean => results.every((result) => knows(result, metric))
  const isSeen = (metric: TimeseriesMetric): boolean => results.some((result) => hasAny(result, metric))
  return timeCharts.filter(({ metric, isOptional }) => !isOptional || (isSeen(metric) && isKnown(metric)))
}

/** @param fine a stretch in seconds that is drawn in more detail. */
export function timeChartData(
  result: ReportedResult,
  fine: Stretch | null = null,
  shown: readonly TimeChart[] = shownCharts([result]),
): TimeChartData {
  const first = result.replications[0]!.timeseries
  const buckets = first.timeSeconds.length
  const perPoint = Math.ceil(buckets / pointsMax)
  const starts = pointStarts(buckets, perPoint, fineBuckets(fine, result.intervalSeconds, buckets))
  const names = shownWorkloads(result)
  return {
    seconds: starts.map((bucket) => first.timeSeconds[bucket]!),
    pointSeconds: perPoint * result.intervalSeconds,
    finePointSeconds:
      finePerPoint(fineBuckets(fine, result.intervalSeconds, buckets), perPoint) * result.intervalSeconds,
    charts: shown.map(({ id, title, about, extreme }) => ({ id, title, about, extreme })),
    workloads: names.map((name) => ({
      name,
      lines: shown.map((chart) => lineOf(result, chart, first.workloads.indexOf(name), starts)),
    })),
    left: first.workloads.length - Math.max(names.length, first.workloads.length === 2 ? 2 : 0),
  }
}

/** In seconds. */
export type Stretch = readonly [from: number, to: number]

function fineBuckets(fine: Stretch | null, intervalSeconds: number, buckets: number): Stretch {
  if (fine === null) return [buckets, buckets]
  const [from, to] = fine
  return [Math.floor(from / intervalSeconds), Math.min(buckets, Math.ceil(to / intervalSeconds))]
}

function finePerPoint([from, to]: Stretch, perPoint: number): number {
  return from >= to ? perPoint : Math.min(perPoint, Math.ceil((to - from) / finePointsMax))
}

/** The first bucket of each point: coarse before and after the fine stretch, which starts at a point of its own. */
function pointStarts(buckets: number, perPoint: number, fine: Stretch): number[] {
  const steps = [
    { from: 0, to: fine[0], step: perPoint },
    { from: fine[0], to: fine[1], step: finePerPoint(fine, perPoint) },
    { from: fine[1], to: buckets, step: perPoint },
  ]
  return steps.flatMap(({ from, to, step }) =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step),
  )
}

/** All of them together, then the most affected; one workload alone is all of them. */
function shownWorkloads(result: ReportedResult): string[] {
  const [all, ...workloads] = replicationMeans(result)
  if (workloads.length === 1) return [all!.workload]
  const rows = [all!, ...workloads.sort(byAffected).slice(0, workloadsMax - 1)]
  return rows.map(({ workload }) => workload)
}

function knows({ replications }: ReportedResult, metric: TimeseriesMetric): boolean {
  return replications.every(({ timeseries }) => timeseries.columns[metric] !== null)
}

function hasAny({ replications }: ReportedResult, metric: TimeseriesMetric): boolean {
  return replications.some(
    ({ timeseries }) => timeseries.columns[metric]?.some((value) => value > 0) ?? false,
  )
}

function lineOf(result: ReportedResult, chart: TimeChart, workload: number, starts: readonly number[]): Line {
  const values = result.replications.map(({ timeseries }) =>
    pointsOf(timeseries, chart, workload, starts, result),
  )
  const mean = values[0]!.map((_, point) =>
    shortened(sumOf(values.map((each) => each[point]!)) / values.length),
  )
  if (values.length === 1) return { mean }
  return {
    mean,
    low: mean.map((_, point) => shortened(Math.min(...values.map((each) => each[point]!)))),
    high: mean.map((_, point) => shortened(Math.max(...values.map((each) => each[point]!)))),
  }
}

/** The values of one replication, the buckets of a point together. */
function pointsOf(
  table: TimeseriesTable,
  { metric, merge }: TimeChart,
  workload: number,
  starts: readonly number[],
  { intervalSeconds, durationSeconds }: ReportedResult,
): number[] {
  const buckets = table.timeSeconds.length
  const column = table.columns[metric]
  const points: number[] = []
  for (const [point, start] of starts.entries()) {
    const end = starts[point + 1] ?? buckets
    const values: number[] = []
    for (let bucket = start; bucket < end; bucket++)
      values.push(asInFile(column?.[bucket * table.workloads.length + workload] ?? 0))
    points.push(
      merged(values, merge, Math.min(end * intervalSeconds, durationSeconds) - start * intervalSeconds),
    )
  }
  return points
}

/** As the files have it, so that a page made from them is the same. */
function asInFile(value: number): number {
  return Number.isInteger(value) ? value : Number(formatNumber(value))
}

function merged(values: readonly number[], merge: TimeChart['merge'], seconds: number): number {
  if (merge === 'lowest') return Math.min(...values)
  if (merge === 'highest') return Math.max(...values)
  return merge === 'sum' ? sumOf(values) : sumOf(values) / seconds
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** As many digits as a chart can show. */
export function shortened(value: number): number {
  return Number(value.toPrecision(6))
}
