/** A result directory back into what its page is made from. */
import {
  type DetectionRow,
  type TimeseriesMetric,
  type TimeseriesTable,
  timeseriesMetrics,
} from '../engine/contract/run-result.ts'
import type { EmbeddedStudy, ReportedResult, ReportFacts } from './reported-result.ts'
import {
  filesOf,
  notAResult,
  numberIn,
  readProvenance,
  readResult,
  readTable,
  replicationIn,
} from './result-reader.ts'
import { isStoredStudy, type StoredStudy } from './stored-study.ts'

/** @throws ResultDirectoryError when the directory does not hold the result of a run. */
export function readPage(directory: string): {
  readonly result: ReportedResult
  readonly facts: ReportFacts
  /** Absent where its page has no engine in it. */
  readonly play?: EmbeddedStudy
} {
  const { scenario, version, kubernetesVersion, seed, replications, estimates, thresholds } =
    readResult(directory)
  const provenance = readProvenance(directory)
  const { study } = provenance
  if (!isStoredStudy(study)) throw notAResult(directory, 'provenance.json does not say what was studied')
  const { counts, notes, outline, durationSeconds, warmUpSeconds, intervalSeconds, next, play } = study
  const series = readTimeseries(directory, study)
  const detections = filesOf(provenance).includes('detections.csv')
    ? readDetections(directory)
    : new Map<number, DetectionRow[]>()
  return {
    ...(play && { play }),
    result: {
      scenario,
      durationSeconds,
      warmUpSeconds,
      intervalSeconds,
      estimates,
      replications: replications.map(({ replication, summary }) => {
        const timeseries = series.get(replication)
        if (timeseries === undefined)
          throw notAResult(directory, `timeseries.csv has no row of replication ${replication}`)
        return { replication, summary, timeseries, detections: detections.get(replication) ?? [] }
      }),
    },
    facts: {
      version,
      kubernetesVersion,
      seed,
      interrupted: provenance['interrupted'] === true,
      counts,
      notes,
      outline,
      thresholds,
      ...(next && { next }),
    },
  }
}

/** Rows come by replication, bucket and workload. */
function readTimeseries(directory: string, study: StoredStudy): Map<number, TimeseriesTable> {
  const found = new Map<number, SeriesRows>()
  const columns = ['replication', 'time_seconds', 'workload']
  for (const row of readTable(directory, 'timeseries.csv', columns)) {
    const replication = replicationIn(directory, 'timeseries.csv', row)
    const series = found.get(replication) ?? emptySeries()
    found.set(replication, series)
    series.times.add(numberIn(directory, row, 'time_seconds') ?? 0)
    series.workloads.add(row['workload'] ?? '')
    for (const metric of timeseriesMetrics) series.columns[metric].push(numberIn(directory, row, metric))
  }
  const buckets = Math.ceil(study.durationSeconds / study.intervalSeconds)
  return new Map([...found].map(([replication, rows]) => [replication, tableOf(directory, rows, buckets)]))
}

type SeriesRows = {
  readonly times: Set<number>
  readonly workloads: Set<string>
  readonly columns: Record<TimeseriesMetric, (number | null)[]>
}

function emptySeries(): SeriesRows {
  const columns = {} as SeriesRows['columns']
  for (const metric of timeseriesMetrics) columns[metric] = []
  return { times: new Set(), workloads: new Set(), columns }
}

/** A column that begins empty is of a metric that is not simulated. */
function tableOf(
  directory: string,
  { times, workloads, columns }: SeriesRows,
  buckets: number,
): TimeseriesTable {
  const table = {} as Record<TimeseriesMetric, Float64Array | null>
  for (const metric of timeseriesMetrics) {
    const values = columns[metric]
    const isKnown = values[0] !== null
    if (
      times.size !== buckets ||
      values.length !== times.size * workloads.size ||
      values.some((value) => (value !== null) !== isKnown)
    )
      throw notAResult(directory, 'timeseries.csv is not complete')
    table[metric] = isKnown ? Float64Array.from(values as number[]) : null
  }
  return { timeSeconds: Float64Array.from(times), workloads: [...workloads], columns: table }
}

function readDetections(directory: string): Map<number, DetectionRow[]> {
  const found = new Map<number, DetectionRow[]>()
  for (const row of readTable(directory, 'detections.csv', ['replication', 'onset_seconds'])) {
    const replication = replicationIn(directory, 'detections.csv', row)
    const rows = found.get(replication) ?? []
    found.set(replication, rows)
    rows.push({
      onsetSeconds: numberIn(directory, row, 'onset_seconds') ?? 0,
      namespace: row['namespace'] ?? '',
      workload: row['workload'] ?? '',
      pod: row['pod'] ?? '',
      container: row['container'] ?? '',
      kind: 'hang',
      noticedSeconds: numberIn(directory, row, 'noticed_seconds'),
      removedSeconds: numberIn(directory, row, 'removed_seconds'),
      killedSeconds: numberIn(directory, row, 'killed_seconds'),
      readyAgainSeconds: numberIn(directory, row, 'ready_again_seconds'),
      endpointRemovedSeconds: numberIn(directory, row, 'endpoint_removed_seconds'),
    })
  }
  return found
}
