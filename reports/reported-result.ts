/** What a report says of a run: the part of its result that stands in files, and the facts beside it. */
import type {
  Estimate,
  ReplicationResult,
  RunResult,
  StudyOutline,
  SummaryMetric,
  WorkloadEstimates,
} from '../engine/contract/run-result.ts'
import { summaryMetrics } from '../engine/contract/run-result.ts'
import { metricCell } from './metric-cell.ts'
import { formatNumber } from './number-format.ts'
import type { SimulatedCounts } from './simulated-block.ts'
import type { ThresholdRow } from './threshold-report.ts'

export type ReportedResult = Omit<RunResult, 'replications'> & {
  readonly replications: readonly Pick<
    ReplicationResult,
    'replication' | 'summary' | 'timeseries' | 'detections'
  >[]
}

/** What a report says beside the result itself. */
export type ReportFacts = {
  readonly version: string
  readonly kubernetesVersion: string
  readonly seed: string
  readonly counts: SimulatedCounts
  readonly notes: readonly string[]
  readonly interrupted: boolean
  readonly outline: StudyOutline
  readonly thresholds: readonly ThresholdRow[]
  /** What one would type next, without the input, whose paths are nobody's business but the user's. */
  readonly next?: readonly NextStep[]
}

type NextStep = { readonly command: string; readonly why: string }

/** A study that a page can run again: its spec as text, and how often. */
export type EmbeddedStudy = { readonly spec: string; readonly replications: number }

/** The result with its estimates rounded as files hold them: a report made from files is the same, byte by byte. */
export function asWritten(result: ReportedResult): ReportedResult {
  return { ...result, estimates: result.estimates.map(roundedEstimates) }
}

function roundedEstimates({
  workload,
  metrics,
  containerDaysPerFalseRestart,
  percentiles,
}: WorkloadEstimates): WorkloadEstimates {
  const rounded = {} as Record<SummaryMetric, Estimate>
  for (const metric of summaryMetrics) rounded[metric] = roundedEstimate(metric, metrics[metric])
  return {
    workload,
    metrics: rounded,
    containerDaysPerFalseRestart: roundedNumber(containerDaysPerFalseRestart),
    percentiles: percentiles.map(({ metric, estimate }) => ({
      metric,
      estimate: roundedEstimate(metric, estimate),
    })),
  }
}

function roundedEstimate(metric: string, estimate: Estimate): Estimate {
  const { mean, sd, ci95Low, ci95High } = estimate
  const written = (value: number | null): number | null => roundedNumber(metricCell(metric, value))
  return {
    ...estimate,
    mean: written(mean),
    sd: roundedNumber(sd),
    ci95Low: written(ci95Low),
    ci95High: written(ci95High),
  }
}

function roundedNumber(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? value : Number(formatNumber(value))
}
