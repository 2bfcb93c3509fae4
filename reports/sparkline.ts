/** A run over time in a few lines of text: ready pods and restarts as columns of blocks, and where the faults are. */
import type { TimeseriesMetric } from '../engine/contract/run-result.ts'
import { readable, readableDuration } from './readable.ts'
import type { ReportedResult } from './reported-result.ts'
import type { MarkedFault } from './time-section.ts'

const blocks = '▁▂▃▄▅▆▇█'
const columnsMax = 60
const labelWidth = 10

/** Nothing where there is nothing to see: all pods ready all the time, and no restart. */
export function sparkLines(result: ReportedResult, faults: readonly MarkedFault[]): string[] {
  const buckets = result.replications[0]?.timeseries.timeSeconds.length ?? 0
  const perColumn = Math.ceil(buckets / columnsMax)
  if (buckets < 2) return []
  const ready = joined(meanOf(result, 'ready'), perColumn, (values) => Math.min(...values))
  const restarts = joined(meanOf(result, 'restarts'), perColumn, (values) =>
    values.reduce((sum, value) => sum + value, 0),
  )
  const lines = [
    ...(isFlat(ready) ? [] : [line('ready', ready, Math.min(...ready))]),
    ...(isFlat(restarts) ? [] : [line('restarts', restarts, 0)]),
  ]
  if (lines.length === 0) return []
  const columnSeconds = perColumn * result.intervalSeconds
  const marks = faultLine(faults, columnSeconds, ready.length)
  const span = `0 to ${readableDuration(result.durationSeconds)}, a column stands for ${readableDuration(columnSeconds)}`
  return [
    ...lines,
    ...(marks === '' ? [] : [`  ${'faults'.padEnd(labelWidth)} ${marks}`]),
    `  ${''.padEnd(labelWidth)} ${span}`,
  ]
}

/** Over the replications, of all workloads together. */
function meanOf({ replications }: ReportedResult, metric: TimeseriesMetric): number[] {
  const [first] = replications
  return Array.from(first!.timeseries.timeSeconds, (_, bucket) => {
    const sum = replications.reduce(
      (total, { timeseries: { columns, workloads } }) =>
        total + (columns[metric]?.[bucket * workloads.length] ?? 0),
      0,
    )
    return sum / replications.length
  })
}

function joined(
  values: readonly number[],
  perColumn: number,
  join: (values: readonly number[]) => number,
): number[] {
  return Array.from({ length: Math.ceil(values.length / perColumn) }, (_, column) =>
    join(values.slice(column * perColumn, (column + 1) * perColumn)),
  )
}

function isFlat(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}

/** The blocks go from `low` to the largest value; both stand behind them. */
function line(label: string, values: readonly number[], low: number): string {
  const high = Math.max(...values)
  const marks = values.map(
    (value) => blocks[Math.round(((value - low) / (high - low)) * (blocks.length - 1))],
  )
  return `  ${label.padEnd(labelWidth)} ${marks.join('')} ${readable(low)} to ${readable(high)}`
}

/** A letter where each fault begins, dots while it lasts. */
function faultLine(faults: readonly MarkedFault[], columnSeconds: number, length: number): string {
  const marks = Array.from({ length }, () => ' ')
  const columnOf = (seconds: number): number => Math.min(length - 1, Math.floor(seconds / columnSeconds))
  for (const { from, to } of faults)
    for (let column = columnOf(from); to !== null && column * columnSeconds < to && column < length; column++)
      marks[column] = '·'
  for (const { mark, from } of faults.toReversed()) marks[columnOf(from)] = mark[0]!
  const named = faults.slice(0, 4).map(({ mark, kind }) => `${mark} ${kind}`)
  return faults.length === 0 ? '' : `${marks.join('')} ${named.join(', ')}${faults.length > 4 ? ', ...' : ''}`
}
