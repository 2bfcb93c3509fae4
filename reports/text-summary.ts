/**
 * What `run` prints: in blocks, the answer first, then what it rests on. Text of the inputs is made safe for
 * a terminal; numbers of several replications are their means.
 */
import type {
  Estimate,
  RunResult,
  SummaryMetric,
  SummaryRow,
  WorkloadEstimates,
} from '../engine/contract/run-result.ts'
import type { MarkedFault } from './charts/marked-faults.ts'
import type { WrittenFile } from './csv-report.ts'
import {
  counted,
  percent,
  readable,
  readableBytes,
  readableDuration,
  safeText,
  threeDigits,
} from './readable.ts'
import { wayBack, worstMoment } from './recovery-text.ts'
import { replicationMeans } from './replication-mean.ts'
import { type SimulatedCounts, simulatedLines } from './simulated-block.ts'
import { sparkLines } from './sparkline.ts'
import { alignedTable, block, labelled, painter, wrapped } from './text-blocks.ts'
import { type ThresholdRow, thresholdLines } from './threshold-report.ts'
import { workloadTable } from './workload-table.ts'

/** What the summary says beside the result itself. */
export type SummaryFacts = {
  readonly version: string
  readonly kubernetesVersion: string
  readonly seed: string
  readonly counts: SimulatedCounts
  /** One line each: defaults that mattered, what was skipped, what is simplified. */
  readonly notes: readonly string[]
  readonly verdicts: readonly ThresholdRow[]
  readonly interrupted: boolean
  readonly directory: string
  readonly files: readonly WrittenFile[]
  readonly wallSeconds: number
  readonly color: boolean
  /** When faults were, for the picture over time. */
  readonly faults?: readonly MarkedFault[]
  /** What to type next, and what for. */
  readonly next?: readonly { readonly command: string; readonly why: string }[]
}

const tableRowsMax = 15

export function textSummary(result: RunResult, facts: SummaryFacts): string {
  const paint = painter(facts.color)
  const [all, ...workloads] = replicationMeans(result)
  const means = `means over ${result.replications.length} replications`
  const isSeveral = result.replications.length > 1
  const blocks = [
    block(
      paint.bold(`probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}`),
      simulatedLines({
        ...result,
        ...facts,
        replications: result.replications.length,
        podsCreated: result.estimates[0].metrics.pods_created_total.mean ?? 0,
      }),
    ),
  ]
  if (facts.interrupted) {
    const finished = counted(result.replications.length, 'replication')
    blocks.push(
      block(paint.red('INTERRUPTED'), wrapped([`The numbers are those of the ${finished} that finished.`])),
    )
  }
  if (all !== undefined) {
    const intervals = isSeveral ? ` (${means} ± half the 95 % interval)` : ''
    if (facts.verdicts.length > 0)
      blocks.push(block(paint.bold('THRESHOLDS'), thresholdLines(facts.verdicts, paint)))
    blocks.push(block(paint.bold(`RESULTS${intervals}`), resultLines(result, all.values, facts)))
    const lines = sparkLines(result, facts.faults ?? [])
    if (lines.length > 0)
      blocks.push(block(paint.bold(`OVER TIME, all workloads${isSeveral ? ' (means)' : ''}`), lines))
    const ofMeans = isSeveral ? ` (${means})` : ''
    blocks.push(block(paint.bold(`WORKLOADS, the most affected first${ofMeans}`), tableLines(workloads)))
  }
  if (facts.notes.length > 0) blocks.push(block(paint.bold('DEFAULTS AND NOTES'), wrapped(facts.notes)))
  blocks.push(
    block(
      paint.bold(`FILES in ${safeText(facts.directory)}`),
      fileLines(facts.files, startsLeftOutOf(result)),
    ),
  )
  if (facts.next !== undefined && facts.next.length > 0)
    blocks.push(
      block(
        paint.bold('NEXT'),
        facts.next.map(({ command, why }) => `  ${safeText(command)}  ${paint.dim(`# ${why}`)}`),
      ),
    )
  return `${blocks.join('\n')}\n${paint.dim(speedLine(result, facts.wallSeconds))}\n`
}

function resultLines(
  result: RunResult,
  values: SummaryRow['values'],
  { counts: { pods }, faults = [] }: Pick<SummaryFacts, 'counts' | 'faults'>,
): string[] {
  const estimates = result.estimates[0].metrics
  /** A number of the result as text, and how sure it is; a dash when it is unknown. */
  const textOf = ({ mean, sd, ci95Low, ci95High, basis }: Estimate, text: (value: number) => string) => {
    if (mean === null) return '-'
    const hasSpread = sd !== null && (sd > 0 || basis === 'counts')
    return hasSpread ? `${text(mean)} ± ${text((ci95High! - ci95Low!) / 2)}` : text(mean)
  }
  const of = (metric: SummaryMetric, text: (value: number) => string = readable) =>
    textOf(estimates[metric], text)
  /** Unknown where no whole interval follows the warm-up. */
  const peak = (metric: SummaryMetric) =>
    estimates[metric].mean === null ? 'peak unknown' : `${of(metric)}/s at peak`
  const probes = values.probes_total ?? 0
  const failedShare = probes > 0 ? ` (${percent((values.probe_failures_total ?? 0) / probes)})` : ''
  const seconds = (value: number) => `${readable(value)} s`
  const percentiles = (metrics: readonly (readonly [SummaryMetric, string])[]) =>
    metrics.map(([metric, name]) => `${of(metric, seconds)} (${name})`).join(', ')
  const lines: [string, string][] = [
    // What users feel comes first.
    ...requestLines(values.requests_total, values.failed_requests_total, of),
    [
      'probes',
      `${of('probes_per_second_mean')}/s on average, ${peak('probes_per_second_peak')} (of ${readableDuration(result.intervalSeconds)}), ${of('probes_total')} in all`,
    ],
    [
      'failed',
      `${of('probe_failures_total')}${failedShare}, of these ${of('probe_timeouts_total')} timeouts`,
    ],
    [
      'restarts',
      `${of('restarts_total')}, of these ${of('false_restarts_total')} false (${of('false_restarts_per_container_day')} per container and day)`,
    ],
  ]
  const rarity = rarityText(result.estimates[0])
  if (rarity !== undefined) lines.push(['false restarts', rarity])
  if (values.detection_seconds_p50 !== null || values.detections_missed_total !== 0) {
    const after = percentiles([
      ['detection_seconds_p50', 'p50'],
      ['detection_seconds_p99', 'p99'],
      ['detection_seconds_max', 'max'],
    ])
    lines.push([
      'hangs noticed',
      `${noticedCount(result)}after ${after}; ${of('detections_missed_total')} missed`,
    ])
  }
  if (values.removal_seconds_p50 !== null) {
    const after = percentiles([
      ['removal_seconds_p50', 'p50'],
      ['removal_seconds_p99', 'p99'],
    ])
    lines.push(['hung pods unready', `after ${after}`])
  }
  if (values.endpoint_removal_seconds_p50 !== null) {
    const after = percentiles([
      ['endpoint_removal_seconds_p50', 'p50'],
      ['endpoint_removal_seconds_p99', 'p99'],
    ])
    lines.push(['no traffic to them', `after ${after}`])
  }
  lines.push(
    [
      'waited in back-off',
      `${of('backoff_seconds_total', seconds)}, ${of('backoff_containers_peak', (count) => counted(count, 'container'))} at most at once`,
    ],
    ['start attempts', peak('start_attempts_per_second_peak')],
    [
      'availability',
      `${of('availability_ratio', percent)}, ${of('unready_seconds_total', seconds)} unready over all pods`,
    ],
    ['pods at the end', podsAtTheEnd(result)],
    ['without a ready pod', `${of('zero_ready_seconds', seconds)} over all workloads`],
  )
  if (values.node_cpu_saturated_seconds !== null)
    lines.push(['without spare CPU', `${of('node_cpu_saturated_seconds', seconds)} over all nodes`])
  const exhausted = exhaustedText(result)
  if (exhausted !== undefined) lines.push(['out of processes', exhausted])
  const worst = worstMoment(result, pods)
  if (worst !== undefined) lines.push(['fewest ready', worst])
  const back = wayBack(result, pods, faults, (estimate) => textOf(estimate, seconds))
  if (back !== undefined) lines.push(['since the last fault', back])
  return labelled(lines)
}

/** Where no traffic is simulated there is no line. */
function requestLines(
  requests: number | null,
  failed: number | null,
  of: (metric: SummaryMetric) => string,
): [string, string][] {
  if (requests === null || failed === null) return []
  const share = requests > 0 ? ` (${percent(failed / requests)})` : ''
  return [
    [
      'requests',
      `${of('requests_total')}, of these ${of('failed_requests_total')} failed${share} and ${of('retried_requests_total')} retries`,
    ],
  ]
}

/** `92 of 100, ` where the rows of the hangs were kept; a hang that nothing notices by the end is in no percentile. */
function noticedCount({ replications, warmUpSeconds }: RunResult): string {
  const rows = replications.flatMap(({ detections }) =>
    detections.filter((row) => row.onsetSeconds >= warmUpSeconds),
  )
  if (rows.length === 0) return ''
  const noticed = rows.filter((row) => row.noticedSeconds !== null).length
  return `${readable(noticed)} of ${readable(rows.length)}, `
}

/**
 * Where no false restart was seen: what a formula knows of them, or what the study allows. A formula of healthy containers
 * that promises more than the study allows is not about these: they are never healthy.
 */
function rarityText({ metrics, containerDaysPerFalseRestart: days }: WorkloadEstimates): string | undefined {
  const { mean, ci95High } = metrics.false_restarts_per_container_day
  if (mean !== 0 || ci95High === null || days === Infinity) return undefined
  if (days === null || 1 / days > ci95High) {
    const most =
      ci95High < 0.001
        ? `one in ${readable(threeDigits(1 / ci95High))} container days`
        : `${readable(ci95High)} per container and day`
    return `none seen: below the resolution of this study, fewer than ${most} (95 %)`
  }
  return `none seen; by formula one in ${days < 1e6 ? readable(days) : days.toExponential(1)} container days`
}

/** As `kubectl get pods` would count them after the last replication. */
function podsAtTheEnd({ replications }: RunResult): string {
  const statuses = replications[replications.length - 1].podStatuses
  return statuses.length === 0
    ? 'none'
    : statuses.map(({ status, pods }) => `${readable(pods)} ${status}`).join(', ')
}

/** Nodes that probes have left without processes or ports, in whatever replication. */
function exhaustedText({ replications }: RunResult): string | undefined {
  const times = replications.flatMap(({ nodes }) => {
    const first = nodes.columns.exhausted_seconds?.reduce((least, each) => Math.min(least, each), Infinity)
    return first === undefined || first === Infinity ? [] : [first]
  })
  if (times.length === 0) return undefined
  const most = Math.max(
    ...replications.map(
      ({ nodes }) => nodes.columns.exhausted_seconds!.filter((each) => each < Infinity).length,
    ),
  )
  return `or of ports: ${counted(most, 'node')}, the first at ${readable(Math.min(...times))} s`
}

/** Columns as kubectl prints them: no borders, numbers to the right. */
function tableLines(workloads: Parameters<typeof workloadTable>[0]): string[] {
  const { head, rows, left } = workloadTable(workloads, tableRowsMax)
  const more = left > 0 ? [`  and ${counted(left, 'workload')} more: see summary.csv`] : []
  return [...alignedTable(head, rows), ...more]
}

/** Starts without a row in `starts.csv`, over all replications. */
function startsLeftOutOf({ replications }: RunResult): number {
  return replications.reduce((sum, { counters }) => sum + counters.startsLeftOutTotal, 0)
}

function startsLeftOutText(count: number): string {
  return `starts.csv holds the first starts of each container; ${readable(count)} later ones are left out, --trace starts keeps them`
}

function fileLines(files: readonly WrittenFile[], startsLeftOut: number): string[] {
  const lines = wrapped([files.map(({ name, bytes }) => `${name} (${readableBytes(bytes)})`).join(', ')])
  if (files.some(({ name }) => name === 'starts.csv'))
    return startsLeftOut === 0 ? lines : [...lines, ...wrapped([startsLeftOutText(startsLeftOut)])]
  return [
    ...lines,
    ...wrapped([
      'starts.csv and detections.csv are left out of runs as large as this; --trace starts adds them',
    ]),
  ]
}

function speedLine(result: RunResult, wallSeconds: number): string {
  const runs = result.replications.reduce((sum, { counters }) => sum + counters.probeRunsTotal, 0)
  const simulatedSeconds = result.durationSeconds * result.replications.length
  const rate =
    wallSeconds > 0
      ? `, ${readable(runs / wallSeconds)} probe runs/s simulated, ${readable(simulatedSeconds / wallSeconds)} x real time`
      : ''
  return `${counted(runs, 'probe run')} in ${readable(wallSeconds)} s${rate}`
}
