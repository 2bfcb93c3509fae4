/** `--prometheus`: the answer of a query, as the HTTP API gives it, series by series. */
import { documentsOf } from '../text/documents.ts'
import type { InputFiles } from '../text/input-files.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'

/** One series: its labels, and by how much its counter grew (of one value: since it began to count). */
export type CounterSeries = {
  readonly at: Located
  readonly labels: ReadonlyMap<string, string>
  /** 0 or more. */
  readonly growth: number
  /** Of a range: when it was looked at, and by how much it had grown since the time before; the first 0. */
  readonly steps?: { readonly timeUs: Float64Array; readonly growth: Float64Array }
}

export async function readCounters(
  paths: readonly string[],
  files: InputFiles,
  report: Report,
): Promise<CounterSeries[]> {
  const found: CounterSeries[] = []
  for (const path of paths) {
    for (const file of await files.read(path, '.')) {
      for (const document of await documentsOf(file, report)) found.push(...seriesOf(document, report))
    }
  }
  return found
}

function seriesOf(document: Located, report: Report): CounterSeries[] {
  if (document.get('status').value === 'error') {
    const reason = document.get('error')
    reportFormat(report, document.get('status'), `the query failed: ${shown(reason.value)}`)
    return []
  }
  const data = document.get('data')
  const type = data.get('resultType')
  const isKnown = type.value === 'vector' || type.value === 'matrix'
  if (!isKnown || !Array.isArray(data.get('result').value)) {
    reportFormat(report, type.isAbsent ? document : type, `data.resultType is ${shown(type.value)}`)
    return []
  }
  return data
    .get('result')
    .items()
    .flatMap((each) => {
      const grown = type.value === 'matrix' ? stepsOf(each, report) : sampleAt(each.get('value'), report)
      if (grown === undefined) return []
      const labels = labelsOf(each.get('metric'))
      if (typeof grown === 'number') return [{ at: each, labels, growth: grown }]
      return [{ at: each, labels, growth: grown.growth.reduce((sum, step) => sum + step, 0), steps: grown }]
    })
}

function reportFormat(report: Report, at: Located, found: string): void {
  report.error(
    'calibration-format',
    at,
    `${found}; expected the answer to a query: {"status": "success", "data": {"resultType": "vector" or "matrix", "result": [...]}}`,
    "ask for counters: curl -G URL/api/v1/query --data-urlencode 'query=prober_probe_duration_seconds_bucket'",
  )
}

function labelsOf(metric: Located): Map<string, string> {
  const { value } = metric
  return new Map(
    isMap(value) ? Object.entries(value).map(([name, label]): [string, string] => [name, String(label)]) : [],
  )
}

/** Steps up are growth; a step down is a counter that began anew, at its new value. */
function stepsOf(series: Located, report: Report): CounterSeries['steps'] {
  const pairs = series.get('values').items()
  const values = pairs.map((each) => sampleAt(each, report))
  if (values.length === 0) reportSample(report, series.get('values'))
  if (values.length === 0 || values.includes(undefined)) return undefined
  return {
    timeUs: Float64Array.from(pairs, (each) => momentAt(each) * 1e6),
    growth: Float64Array.from(values, (value, index) => {
      const [before, now] = [values[index - 1] ?? value!, value!]
      return now >= before ? now - before : now
    }),
  }
}

function momentAt(pair: Located): number {
  const { value } = pair.get(0)
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** The number of `[time, "number"]`. */
function sampleAt(pair: Located, report: Report): number | undefined {
  const text = pair.get(1).value
  const value = typeof text === 'string' && text !== '' ? Number(text) : Number.NaN
  if (Number.isFinite(value) && value >= 0) return value
  reportSample(report, pair)
  return undefined
}

function reportSample(report: Report, at: Located): void {
  report.error(
    'calibration-format',
    at.get(1).isAbsent ? at : at.get(1),
    `${at.pathText} is ${shown(at.get(1).isAbsent ? at.value : at.get(1).value)}; expected [time, "number"], the number 0 or more`,
    'save the answer of the HTTP API as it is',
  )
}
