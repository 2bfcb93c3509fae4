/**
 * The verdict of a run: on its thresholds or, where none was given, the worst that happened to users and to containers that were well.
 * Without a threshold nothing is green: nobody has said what is enough.
 */
import type { StudyOutline, SummaryMetric } from '../engine/contract/run-result.ts'
import { markedFaults } from './charts/marked-faults.ts'
import { html, type Markup } from './html.ts'
import { thresholdVerdict, type Verdict } from './page-verdict.ts'
import { counted, readable, safeText, upperFirst } from './readable.ts'
import { relapseText, stillLasts } from './recovery-text.ts'
import type { ReportedResult, ReportFacts } from './reported-result.ts'
import { failedShareText } from './request-text.ts'

/** Something that nobody wants, and the threshold that forbids it. */
type Finding = { readonly text: string; readonly threshold: string }

/** What is said at most: the first ones weigh most. */
const findingsMax = 3

export function runVerdict(
  result: ReportedResult,
  { thresholds, counts, outline }: Pick<ReportFacts, 'thresholds' | 'counts' | 'outline'>,
): Verdict {
  const judged = thresholdVerdict(thresholds)
  if (judged !== undefined) return judged
  const findings = findingsOf(result, counts.pods, outline).slice(0, findingsMax)
  if (findings.length === 0)
    return { state: 'none', text: calmText(result), lines: [hint('false_restarts_total <= 0')] }
  return {
    state: 'untested',
    text: upperFirst(findings.map(({ text }) => text).join('; ')),
    lines: [hint(findings[0]!.threshold)],
  }
}

function hint(threshold: string): Markup {
  return html`No threshold was given. <code>--threshold "${threshold}"</code> makes a run fail where it does not hold.`
}

function findingsOf(result: ReportedResult, pods: number, outline: StudyOutline): Finding[] {
  const faults = markedFaults(outline)
  const isMean = result.replications.length > 1
  const mean = (metric: SummaryMetric): number => result.estimates[0]!.metrics[metric].mean ?? 0
  const times = (value: number, one: string): string =>
    `${counted(value, one)}${isMean ? ' per replication' : ''}`
  const findings: Finding[] = []
  const failed = failedShareText(result, faults)
  if (failed !== undefined) findings.push({ text: failed, threshold: 'failed_requests_total <= 0' })
  const again = relapseText(result, pods, faults)
  if (
    again === undefined &&
    mean('recovery_99_seconds') === Number.POSITIVE_INFINITY &&
    !stillLasts(result, pods)
  )
    findings.push({
      text: 'the pods did not come back within the run',
      threshold: 'recovery_99_seconds <= 300',
    })
  if (again !== undefined)
    findings.push({
      text: `pods came back after the last fault, but ${again.text}`,
      threshold: 'availability_ratio >= 99%',
    })
  const empty = result.estimates.filter(
    ({ workload, metrics }) => workload !== '*' && (metrics.zero_ready_seconds.mean ?? 0) > 0,
  )
  if (empty.length > 0) findings.push({ text: emptyText(empty), threshold: 'zero_ready_seconds <= 0' })
  const looping = loopingText(result)
  if (looping !== undefined) findings.push({ text: looping, threshold: 'backoff_containers_peak <= 0' })
  if (mean('false_restarts_total') > 0)
    findings.push({
      text: `${times(mean('false_restarts_total'), 'restart')} of containers that were well${mostIn(result, 'false_restarts_total')}`,
      threshold: 'false_restarts_total <= 0',
    })
  if (mean('detections_missed_total') > 0)
    findings.push({
      text: missedText(times(mean('detections_missed_total'), 'hang'), result, outline),
      threshold: 'detections_missed_total <= 0',
    })
  return findings
}

/** What a probe cannot notice is missed; what was over before it had failed often enough is not. */
function missedText(hangs: string, result: ReportedResult, outline: StudyOutline): string {
  const most = mostIn(result, 'detections_missed_total')
  const blind = blindText(result, outline)
  if (blind !== '') return `${hangs} that no probe noticed${most}${blind}`
  return `${hangs} that passed before a probe had failed often enough to restart the container${most} (a container that restarts during a fault hangs anew)`
}

/** Why, where the workload with most of them has no liveness probe that a hang makes fail. */
function blindText({ estimates }: ReportedResult, { detectionLaws }: StudyOutline): string {
  const missed = ({ metrics }: (typeof estimates)[number]): number =>
    metrics.detections_missed_total.mean ?? 0
  const [most] = estimates
    .filter(({ workload }) => workload !== '*')
    .toSorted((a, b) => missed(b) - missed(a))
  const laws = detectionLaws.filter(({ workload }) => workload === most?.workload)
  const isBlind = laws.length > 0 && laws.every(({ interval }) => interval === null)
  return isBlind ? ': a hang does not make its liveness probe fail' : ''
}

/** Where the largest part is, where there are several places. */
function mostIn({ estimates }: ReportedResult, metric: SummaryMetric): string {
  const own = estimates.filter(({ workload, metrics }) => workload !== '*' && (metrics[metric].mean ?? 0) > 0)
  const [most] = own.toSorted((a, b) => b.metrics[metric].mean! - a.metrics[metric].mean!)
  if (most === undefined || estimates.length <= 2) return ''
  return `, ${own.length === 1 ? 'all' : 'most'} in ${safeText(most.workload)}`
}

function emptyText(empty: ReportedResult['estimates']): string {
  const seconds = (row: (typeof empty)[number]): number => row.metrics.zero_ready_seconds.mean!
  const [most] = empty.toSorted((a, b) => seconds(b) - seconds(a))
  const one = `no ready pod of ${safeText(most!.workload)} for ${readable(seconds(most!))} s`
  return empty.length === 1 ? one : `${one}, and of ${counted(empty.length - 1, 'other workload')} for less`
}

/** Restarts that have not ended, on average over the replications; undefined where there are none. */
function loopingText({ replications }: ReportedResult): string | undefined {
  const counts = replications.map(
    ({ timeseries: { columns, workloads } }) => columns.in_backoff?.at(-workloads.length) ?? 0,
  )
  const waiting = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return waiting === 0
    ? undefined
    : `${counted(waiting, 'container')} still in back-off at the end of the run`
}

/** Nothing of it happened, which says little where nothing was to go wrong. */
function calmText(result: ReportedResult): string {
  const { restarts_total: restarts, availability_ratio: available } = result.estimates[0]!.metrics
  if (available.mean === 1 && restarts.mean === 0) return 'All pods were ready all the time'
  return 'No container that was well was restarted, and no workload was without a ready pod'
}
