/**
 * A result as OpenMetrics text with a time at every sample, as `promtool tsdb create-blocks-from openmetrics` takes it
 * (https://github.com/prometheus/OpenMetrics, version 1.0). Time 0 of the run is the start of 2026, as everywhere.
 */
import type { ReplicationResult, TimeseriesMetric } from '../../engine/contract/run-result.ts'
import { safeText } from '../../scenarios/text/safe-text.ts'
import { unixSeconds } from '../kubectl/wall-clock.ts'
import { formatNumber } from '../number-format.ts'
import type { ReportedResult } from '../reported-result.ts'
import { type Family, families, type Series } from './families.ts'

/** Family by family, series by series, in order of time: pieces of some kilobytes. */
export function* openMetrics(result: ReportedResult): Generator<string> {
  for (const family of families) {
    let isBegun = false
    for (const piece of samplesOf(family, result)) {
      if (!isBegun) yield `# TYPE ${family.name} ${family.type}\n# HELP ${family.name} ${family.help}\n`
      isBegun = true
      yield piece
    }
  }
  yield '# EOF\n'
}

function* samplesOf(family: Family, result: ReportedResult): Generator<string> {
  for (const { replication, timeseries } of result.replications)
    for (const [index, workload] of timeseries.workloads.entries())
      for (const series of family.series) {
        const labels = labelsOf(workload, series)
        const columns = columnsOf(timeseries, series)
        if (labels === undefined || columns === undefined) continue
        const all = { ...labels, scenario: result.scenario, replication: String(replication) }
        const name = `${family.name}${family.type === 'counter' ? '_total' : ''}{${labelText(all)}}`
        yield seriesText(name, family, columns, index, timeseries, result)
      }
}

/** @returns undefined for the sum of all workloads, which a query makes, and for other kinds than that of the series. */
function labelsOf(workload: string, { labels, kind }: Series): Readonly<Record<string, string>> | undefined {
  const [namespace, type, ...names] = workload.split('/')
  const name = names.join('/')
  if (type === undefined || (kind !== undefined && type !== kind)) return undefined
  const own = kind === undefined ? {} : { [kind]: name }
  return { ...labels, ...own, namespace: namespace!, workload: name, workload_type: type }
}

type Column = { readonly values: Float64Array; readonly sign: 1 | -1 }

/** @returns undefined for a metric that is not simulated. */
function columnsOf({ columns }: ReplicationResult['timeseries'], { of }: Series): Column[] | undefined {
  const found = (Object.entries(of) as [TimeseriesMetric, 1 | -1][]).map(([metric, sign]) => ({
    values: columns[metric],
    sign,
  }))
  return found.every((column): column is Column => column.values !== null) ? found : undefined
}

/** A sample at the end of each bucket; of a counter also a 0 at the start of the run. */
function seriesText(
  name: string,
  { type }: Family,
  columns: readonly Column[],
  index: number,
  { timeSeconds, workloads }: ReplicationResult['timeseries'],
  { intervalSeconds, durationSeconds }: ReportedResult,
): string {
  const isCounter = type === 'counter'
  const lines = isCounter ? [`${name} 0 ${stamp(0)}\n`] : []
  let total = 0
  for (const [bucket, time] of timeSeconds.entries()) {
    const row = bucket * workloads.length + index
    const value = columns.reduce((sum, { values, sign }) => sum + sign * values[row]!, 0)
    total += value
    const end = Math.min(time + intervalSeconds, durationSeconds)
    lines.push(`${name} ${formatNumber(isCounter ? total : value)} ${stamp(end)}\n`)
  }
  return lines.join('')
}

function stamp(seconds: number): string {
  return formatNumber(unixSeconds(seconds))
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')
}

/** What a terminal could take for a command is shown as text; what OpenMetrics takes for its own is escaped. */
function escaped(value: string): string {
  return safeText(value).replace(/[\\"]/g, '\\$&')
}
