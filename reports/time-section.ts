/** The charts over time of a page: what marks their faults, which workload they show, and where they stand. */
import type { StudyOutline } from '../engine/study/run-result.ts'
import type { TimeChartData } from './charts/time-charts.ts'
import { htmlText } from './html-text.ts'
import { figure, section } from './page-parts.ts'
import { readableDuration } from './readable.ts'

/** A fault as charts and text show it. */
export type MarkedFault = {
  readonly mark: string
  readonly kind: string
  /** What it is about, in words; may be empty. */
  readonly target: string
  readonly from: number
  readonly to: number | null
}

export function markedFaults({ faults, targets = [] }: StudyOutline): MarkedFault[] {
  return faults.map(({ kind, fromSeconds, toSeconds }, index) => ({
    mark: faultMark(index),
    kind,
    target: targets[index] ?? '',
    from: fromSeconds,
    to: toSeconds,
  }))
}

/** A, B, ..., Z, A2, B2, ... */
function faultMark(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${Math.floor(index / 26) + 1}`
}

/** When it is over, as far as that is known before the run. */
function lengthText(kind: string, { from, to }: Pick<MarkedFault, 'from' | 'to'>): string {
  if (to !== null) return `from ${readableDuration(from)} to ${readableDuration(to)}`
  const end = kind === 'hang' ? ', until the processes that it hits are gone' : ''
  return `at ${readableDuration(from)}${end}`
}

/** @param about text of ours. */
export function timeSection(
  about: string,
  charts: TimeChartData['charts'],
  workloads: readonly string[],
  faults: readonly MarkedFault[],
  warmUpSeconds: number,
): string {
  const warmUp = warmUpSeconds > 0 ? '<li>Grey: the warm-up, left out of all figures.</li>' : ''
  const items = faults.map(
    ({ mark, kind, target, ...times }) =>
      `<li><b>${mark}</b> ${htmlText(kind)}${target === '' ? '' : ` of ${htmlText(target)}`} ${lengthText(kind, times)}</li>`,
  )
  const list =
    items.length + warmUp.length > 0
      ? `<p class="about">Faults of the scenario, marked in the charts:</p>\n<ul class="faults">${items.join('')}${warmUp}</ul>\n`
      : ''
  const options = workloads.map(
    (name) => `<option>${name === '*' ? 'all workloads' : htmlText(name)}</option>`,
  )
  const chooser = `<label for="workload">Workload</label> <select id="workload" autocomplete="off">${options.join('')}</select>\n`
  const figures = charts.map(({ id, title, about: of }) => figure(id, title, of))
  return section(
    'time',
    'Over time',
    `<p class="about">${about}</p>\n${list}${chooser}<div class="charts">\n${figures.join('')}</div>\n`,
  )
}
