/** Reads a result directory back: what comparisons and later reports need of it. */
import { readFileSync } from 'node:fs'
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
} from '../engine/study/run-result.ts'
import { numberOfCell, parseCsv } from './csv-reader.ts'
import { formulaMetric } from './estimate-table.ts'
import { provenanceFile, ResultDirectoryError } from './result-directory.ts'
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
}

/** @throws ResultDirectoryError when the directory does not hold the result of a run. */
export function readResult(directory: string): StoredResult {
  const provenance = readProvenance(directory)
  const { files, replications } = provenance
  const study = provenance['study'] as Partial<Pick<StoredResult, 'notes' | 'limits'>> | undefined
  const count = Array.isArray(replications) ? replications.length : 0
  const seconds = Number(provenance['simulatedSeconds'])
  return {
    scenario: String(provenance['scenario']),
    version: String(provenance['version']),
    kubernetesVersion: String(provenance['kubernetesVersion']),
    seed: String(provenance['seed']),
    simulatedSeconds: count > 0 && Number.isFinite(seconds) ? seconds / count : null,
    replications: readReplications(directory, replications),
    estimates: readEstimates(directory),
    thresholds: Array.isArray(files) && files.includes('thresholds.csv') ? readThresholds(directory) : [],
    notes: study?.notes ?? [],
    limits: study?.limits ?? [],
  }
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

function readReplications(directory: string, recorded: unknown): StoredResult['replications'] {
  const troubled = new Map(
    (Array.isArray(recorded) ? recorded : []).map((each: Partial<ReplicationResult>) => [
      each.replication,
      each.troubled,
    ]),
  )
  const byReplication = new Map<number, SummaryRow[]>()
  for (const row of parseCsv(readText(directory, 'summary.csv'))) {
    const values = {} as Record<SummaryMetric, number | null>
    for (const metric of summaryMetrics) values[metric] = numberIn(directory, row, metric)
    const replication = Number(row['replication'])
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
  for (const row of parseCsv(readText(directory, 'estimates.csv'))) {
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
  return parseCsv(readText(directory, 'thresholds.csv')).map((row) => ({
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

export function readText(directory: string, name: string): string {
  try {
    return readFileSync(join(directory, name), 'utf8')
  } catch (error) {
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
