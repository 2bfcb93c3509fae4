/** The picture of a study in the gallery: its ready pods over time, small enough for a line of a table. */
import { html, type Markup } from '../../reports/html.ts'

const width = 160
const height = 32

/** @param timeseries the text of `timeseries.csv`; its first replication is drawn, all workloads together. */
export function readyPicture(timeseries: string): Markup {
  const ready = firstRun(timeseries).map((row) => Number(row.ready))
  const [least, most] = [Math.min(...ready), Math.max(...ready)]
  const said = `Ready pods over time, ${least} to ${most}`
  const path = staircase(ready, Math.max(1, most))
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}"><title>${said}</title><path d="${path}" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>`
}

/** From no pod at the bottom to the most at the top; a value holds for its bucket. */
function staircase(values: readonly number[], most: number): string {
  const xOf = (bucket: number): string => ((bucket / values.length) * width).toFixed(1)
  const yOf = (value: number): string => (height - 2 - (value / most) * (height - 4)).toFixed(1)
  const parts = values.flatMap((value, bucket) =>
    value === values[bucket - 1] ? [] : [`${bucket === 0 ? 'M0 ' : `H${xOf(bucket)}V`}${yOf(value)}`],
  )
  return `${parts.join('')}H${String(width)}`
}

/** Pods that there were at the end of some bucket, at most. */
export function mostPods(timeseries: string): number {
  return Math.max(...firstRun(timeseries).map((row) => Number(row.ready) + Number(row.unready)))
}

type Bucket = { readonly ready: string; readonly unready: string }

function firstRun(timeseries: string): Bucket[] {
  const [header, ...lines] = timeseries.trimEnd().split('\n')
  const names = header!.split(',')
  const [replication, workload, ready, unready] = ['replication', 'workload', 'ready', 'unready'].map(
    (name) => names.indexOf(name),
  ) as [number, number, number, number]
  return lines
    .map((line) => line.split(','))
    .filter((cells) => cells[replication] === '1' && cells[workload] === '*')
    .map((cells) => ({ ready: cells[ready]!, unready: cells[unready]! }))
}
