/** The charts over time of a page: what marks their faults, which workload they show, and where they stand. */
import type { StudyOutline } from '../engine/contract/run-result.ts'
import type { TimeChartData } from './charts/time-charts.ts'
import { html, type Markup } from './html.ts'
import { about, figure } from './page-parts.ts'
import { readable, readableDuration } from './readable.ts'

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

const faultsMax = 12

/** What the letters in the charts stand for. */
export function faultList(faults: readonly MarkedFault[], warmUpSeconds: number): Markup | undefined {
  const items = faults
    .slice(0, faultsMax)
    .map(
      ({ mark, kind, target, ...times }) =>
        html`<li><b>${mark}</b> ${kind}${target === '' ? '' : ` of ${target}`} ${lengthText(kind, times)}</li>`,
    )
  if (faults.length > faultsMax) items.push(html`<li>and ${readable(faults.length - faultsMax)} more</li>`)
  if (warmUpSeconds > 0) items.push(html`<li>Grey: the warm-up, left out of all figures.</li>`)
  if (items.length === 0) return undefined
  return html`<p class="about">Faults of the scenario, marked in the charts:</p>\n<ul class="faults">${items}</ul>\n`
}

/** What a reader may choose, once for all charts over time. */
export function chartControls(workloads: readonly string[]): Markup {
  const options = workloads.map((name) => html`<option>${name === '*' ? 'all workloads' : name}</option>`)
  const chooser =
    workloads.length > 1
      ? html`<span><label for="workload">Workload</label> <select id="workload" autocomplete="off">${options}</select></span>\n`
      : undefined
  return html`<div class="over-charts">${chooser}<button type="button" id="zoom-reset" hidden>Show the whole run</button>
<span class="of">Drag across a chart to zoom all of them; a double click shows the whole run.</span></div>
`
}

/** Places for the charts; what never changes is a sentence. */
export function timeFigures(charts: TimeChartData['charts'], flat: ReadonlyMap<string, string>): Markup {
  const drawn = charts.filter(({ id }) => !flat.has(id))
  const silent = charts.filter(({ id }) => flat.has(id))
  const sentences = silent.map(({ id, title }) => `${title}: ${flat.get(id)!}.`)
  return html`${drawn.length > 0 ? html`<div class="charts">\n${drawn.map(({ id, title, about: of }) => figure(id, title, of))}</div>\n` : undefined}${sentences.length > 0 ? about(sentences.join(' ')) : undefined}`
}

const flatShare = 0.02

/** Whether a line hardly moves. */
export function isNearlyFlat(values: readonly number[]): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return most - least <= flatShare * most
}

/** The charts that would say nothing, and what a sentence says instead: every line keeps its value, or, of a load, all together nearly keep it. */
export function flatCharts({
  charts,
  workloads,
}: Pick<TimeChartData, 'charts' | 'workloads'>): Map<string, string> {
  const flat = new Map<string, string>()
  charts.forEach(({ id, extreme }, index) => {
    let isSame = true
    let isNear = extreme === 'highest'
    for (const [place, { lines }] of workloads.entries()) {
      const { mean, low = mean, high = mean } = lines[index]!
      isSame &&= Math.min(...low) === Math.max(...high)
      if (place === 0) isNear &&= isNearlyFlat([...low, ...high])
    }
    const first = workloads[0]?.lines[index]?.mean[0] ?? 0
    if (isSame) flat.set(id, first === 0 ? 'none' : `${readable(first)} all the time`)
    else if (isNear) flat.set(id, `about ${readable(Number(first.toPrecision(3)))} all the time`)
  })
  return flat
}
