/** Reads a result directory back: what comparisons and later reports need of it. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Estimate,
  type IntervalBasis,
  type ReplicationResult,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
  type ThresholdState,
  thresholdStates,
  type WorkloadEstimates,
} from '../engine/contract/run-result.ts'
import { CsvError, numberOfCell, parseCsv } from './csv-reader.ts'
import { formulaMetric } from './estimate-table.ts'
import { kindOf, wordsOfKind } from './result-kind.ts'
import { ResultDirectoryError } from './result-place.ts'
import { changedNames, provenanceFile, recordIn } from './result-record.ts'
import type { ThresholdRow } from './threshold-report.ts'

export type StoredResult = {
  readonly scenario: string
  readonly version: string
  readonly kubernetesVersion: string
  readonly seed: string
  /** Of one replication; `null` = the file does not say. */
  readonly simulatedSeconds: number | null
  /** In order. */
  readonly replications: readonly Pick<ReplicationResult, 'replication' | 'summary' | 'troubled'>[]
  readonly estimates: readonly WorkloadEstimates[]
  readonly thresholds: readonly ThresholdRow[]
  /** Defaults that mattered, and what is left out where it matters. */
  readonly notes: readonly string[]
  /** Of these the latter. */
  readonly limits: readonly string[]
  /** How each probe was set, by name; undefined = the file does not say. */
  readonly settings?: Readonly<Record<string, string>>
}

/** What `readResult` reads, and what else a page is made from. */
const tables = ['summary.csv', 'estimates.csv', 'thresholds.csv', 'timeseries.csv', 'detections.csv']

/** @throws ResultDirectoryError when the directory does not hold the result of a run, as the run has written it. */
export function readResult(directory: string): StoredResult {
  const provenance = readProvenance(directory)
  const text = (key: string): string => {
    const value = provenance[key]
    if (typeof value === 'string') return value
    throw notAResult(directory, `${provenanceFile} does not say the ${key}`)
  }
  const kind = kindOf(provenance)
  if (kind !== undefined && kind !== 'run') {
    const lacks = kind.startsWith('sweep') ? ', whose plan.json is not as it was written' : ''
    throw notAResult(directory, `it holds the result of ${wordsOfKind(kind)}${lacks}`)
  }
  const { replications } = provenance
  const study = provenance['study'] as
    | Partial<Pick<StoredResult, 'notes' | 'limits' | 'settings'>>
    | undefined
  const count = Array.isArray(replications) ? replications.length : 0
  const seconds = Number(provenance['simulatedSeconds'])
  const record = recordIn(directory)
  const [changed] = record === undefined ? [] : changedNames(directory, record, tables)
  if (changed !== undefined)
    throw notAResult(directory, `${changed} is not complete, or was changed since the run has written it`)
  const result = {
    scenario: text('scenario'),
    version: text('version'),
    kubernetesVersion: text('kubernetesVersion'),
    seed: text('seed'),
    simulatedSeconds: count > 0 && Number.isFinite(seconds) ? seconds / count : null,
    replications: readReplications(directory, replications),
    estimates: readEstimates(directory),
    thresholds: filesOf(provenance).includes('thresholds.csv') ? readThresholds(directory) : [],
    notes: study?.notes ?? [],
    limits: study?.limits ?? [],
    ...(study?.settings === undefined ? {} : { settings: textsOf(study.settings) }),
  }
  checkComplete(directory, result, count)
  return result
}

/** As many as are texts: the file may have been written by hand. */
function textsOf(settings: unknown): Record<string, string> {
  const entries = Object.entries(settings ?? {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Every replication and the estimates are of the same workloads. */
function checkComplete(directory: string, result: StoredResult, count: number): void {
  const { replications, estimates } = result
  if (replications.length !== count)
    throw notAResult(
      directory,
      `summary.csv has ${replications.length} replications, ${provenanceFile} ${count}`,
    )
  const workloads = estimates.map(({ workload }) => workload).join('\n')
  for (const { replication, summary } of replications)
    if (summary.map(({ workload }) => workload).join('\n') !== workloads)
      throw notAResult(
        directory,
        `summary.csv is not complete: replication ${replication} has other workloads than estimates.csv`,
      )
}

export type Provenance = Readonly<Record<string, unknown>>

export function readProvenance(directory: string): Provenance {
  let content: unknown
  try {
    content = JSON.parse(readText(directory, provenanceFile))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const provenance = (content ?? {}) as Provenance
  if (provenance['tool'] !== 'probestorm')
    throw notAResult(directory, `${provenanceFile} is not one of probestorm's`)
  return provenance
}

/** The names of the files that belong to a result. */
export function filesOf(provenance: Provenance): readonly unknown[] {
  const files = provenance['files']
  return Array.isArray(files) ? files : []
}

function readReplications(directory: string, recorded: unknown): StoredResult['replications'] {
  const troubled = new Map(
    (Array.isArray(recorded) ? recorded : []).map((each: Partial<ReplicationResult>) => [
      each.replication,
      each.troubled,
    ]),
  )
  const byReplication = new Map<number, SummaryRow[]>()
  for (const row of readTable(directory, 'summary.csv', ['replication', 'workload'])) {
    const values = {} as Record<SummaryMetric, number | null>
    for (const metric of summaryMetrics) values[metric] = numberIn(directory, row, metric)
    const replication = replicationIn(directory, 'summary.csv', row)
    const rows = byReplication.get(replication) ?? []
    rows.push({ workload: row['workload'] ?? '', values })
    byReplication.set(replication, rows)
  }
  if (byReplication.size === 0) throw notAResult(directory, 'summary.csv has no row')
  return [...byReplication].map(([replication, summary]) => {
    const own = troubled.get(replication)
    if (own === undefined)
      throw notAResult(directory, `${provenanceFile} does not say what replication ${replication} tested`)
    return { replication, summary, troubled: own }
  })
}

function readEstimates(directory: string): WorkloadEstimates[] {
  const byWorkload = new Map<string, Map<string, Estimate>>()
  for (const row of readTable(directory, 'estimates.csv', ['workload', 'metric'])) {
    const estimates = byWorkload.get(row['workload'] ?? '') ?? new Map<string, Estimate>()
    byWorkload.set(row['workload'] ?? '', estimates)
    estimates.set(row['metric'] ?? '', {
      mean: numberIn(directory, row, 'mean'),
      sd: numberIn(directory, row, 'sd'),
      ci95Low: numberIn(directory, row, 'ci95_low'),
      ci95High: numberIn(directory, row, 'ci95_high'),
      replications: Number(row['replications']),
      basis: (row['basis'] || null) as IntervalBasis | null,
    })
  }
  return [...byWorkload].map(([workload, estimates]) => {
    const metrics = {} as Record<SummaryMetric, Estimate>
    for (const metric of summaryMetrics) {
      const estimate = estimates.get(metric)
      if (estimate === undefined) throw notAResult(directory, `estimates.csv does not hold ${metric}`)
      metrics[metric] = estimate
      estimates.delete(metric)
    }
    const containerDaysPerFalseRestart = estimates.get(formulaMetric)?.mean ?? null
    estimates.delete(formulaMetric)
    return {
      workload,
      metrics,
      containerDaysPerFalseRestart,
      percentiles: Array.from(estimates, ([metric, estimate]) => ({ metric, estimate })),
    }
  })
}

function readThresholds(directory: string): ThresholdRow[] {
  return readTable(directory, 'thresholds.csv', ['threshold', 'value', 'holds']).map((row) => ({
    threshold: row['threshold'] ?? '',
    value: numberIn(directory, row, 'value'),
    state: stateIn(directory, row['state'] ?? ''),
  }))
}

function stateIn(directory: string, cell: string): ThresholdState {
  const state = thresholdStates.find((each) => each === cell)
  if (state === undefined) throw notAResult(directory, `a state is ${JSON.stringify(cell)}`)
  return state
}

export function numberIn(
  directory: string,
  row: Readonly<Record<string, string>>,
  column: string,
): number | null {
  const value = numberOfCell(row[column] ?? '')
  if (value === null || !Number.isNaN(value)) return value
  throw notAResult(directory, `a ${column} is ${JSON.stringify(row[column])}`)
}

/** The number of the replication that a row is of. */
export function replicationIn(
  directory: string,
  table: string,
  row: Readonly<Record<string, string>>,
): number {
  const text = row['replication'] ?? ''
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw notAResult(directory, `a replication of ${table} is ${JSON.stringify(text)}`)
}

/** The rows of a table that has at least these columns. */
export function readTable(
  directory: string,
  name: string,
  required: readonly string[],
): Readonly<Record<string, string>>[] {
  try {
    return parseCsv(readText(directory, name), required)
  } catch (error) {
    throw error instanceof CsvError ? notAResult(directory, `${name} ${error.message}`) : error
  }
}

/** Only a file is read: a pipe might never end. */
export function readText(directory: string, name: string): string {
  try {
    const path = join(directory, name)
    if (!statSync(path).isFile()) throw notAResult(directory, `${name} is no file`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof ResultDirectoryError) throw error
    throw notAResult(directory, `${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

export function notAResult(directory: string, found: string): ResultDirectoryError {
  return new ResultDirectoryError(
    'not-a-result',
    `${directory}: ${found}; expected the directory that a run has written`,
    'name a directory that "probestorm run --out-dir" wrote with this version',
  )
}
