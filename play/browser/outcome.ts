/** Now against changed, in figures and in a word. */

import type { ComparedMetric } from '../../engine/contract/comparison-result.ts'
import type { RunResult, SummaryMetric } from '../../engine/contract/run-result.ts'
import { compareResults } from '../../engine/study/questions/comparison.ts'
import { byId } from '../../reports/browser/kit/page-data.ts'
import { tableRow } from '../../reports/browser/kit/table-row.ts'
import { differenceText, judgedFinding, metricText } from '../../reports/metric-text.ts'

const shownMetrics: readonly SummaryMetric[] = [
  'availability_ratio',
  'ready_min',
  'recovery_90_seconds',
  'recovery_99_seconds',
  'zero_ready_seconds',
  'failed_requests_total',
  'false_restarts_total',
  'restarts_total',
  'detection_seconds_p50',
  'detection_seconds_p99',
  'detections_missed_total',
  'probe_failures_total',
  'backoff_containers_peak',
  'probes_per_second_mean',
  'probes_per_second_peak',
]

/** @param workload `*` or its label. @param head undefined: nothing is changed. */
export function showOutcome(
  seed: string,
  workload: string,
  base: RunResult,
  head: RunResult | undefined,
): void {
  const compared = compareResults({ ...base, seed }, { ...(head ?? base), seed }).metrics
  const rows = shownMetrics.flatMap((metric) => {
    const row = compared.find((each) => each.workload === workload && each.metric === metric)
    return row === undefined || (row.base.mean === null && row.head.mean === null) ? [] : [row]
  })
  const table = document.createElement('table')
  table.className = 'figures-table'
  const titles =
    head === undefined ? ['Figure', 'Now'] : ['Figure', 'Now', 'Changed', 'Difference', 'Finding']
  table.createTHead().append(tableRow(titles, 'th'))
  table
    .createTBody()
    .append(...rows.map((row) => outcomeRow(row, head !== undefined, base.replications.length > 1)))
  byId('outcome')!.replaceChildren(table)
}

/** @param isSeveral of one replication nobody knows what is chance. */
function outcomeRow(row: ComparedMetric, isCompared: boolean, isSeveral: boolean): HTMLTableRowElement {
  const { metric, base, head, difference, finding } = row
  const { label, text } = metricText(metric)
  const textOf = (mean: number | null): string => (mean === null ? '–' : text(mean))
  const cells = [textOf(base.mean)]
  const judged = judgedFinding(metric, finding)
  if (isCompared) {
    const interval =
      difference.ci95Low === null || difference.ci95High === null || finding === 'equal'
        ? ''
        : ` (${differenceText(metric, difference.ci95Low)} to ${differenceText(metric, difference.ci95High)})`
    const word =
      finding === 'equal'
        ? 'same'
        : judged === 'better'
          ? '✓ better'
          : judged === 'worse'
            ? '✗ worse'
            : finding === 'unclear' && isSeveral
              ? 'may be chance'
              : ''
    cells.push(
      textOf(head.mean),
      difference.mean === null || finding === 'equal'
        ? ''
        : differenceText(metric, difference.mean) + interval,
      word,
    )
  }
  const line = tableRow(cells, 'td')
  const name = document.createElement('th')
  name.scope = 'row'
  name.textContent = label
  line.prepend(name)
  line.dataset['metric'] = metric
  if (isCompared && judged !== 'none') {
    const word = document.createElement('span')
    word.className = judged
    word.append(...line.lastElementChild!.childNodes)
    line.lastElementChild!.append(word)
  }
  return line
}
