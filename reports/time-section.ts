/** The charts over time of a page: what their marks stand for, which workload they show, and where they stand. */
import { faultText, type MarkedFault } from './charts/marked-faults.ts'
import type { TimeChartData } from './charts/time-charts.ts'
import { html, type Markup } from './html.ts'
import { about, figure } from './page-parts.ts'
import { readable, threeDigits } from './readable.ts'

const faultsMax = 12
/** What users feel, in the order of weight. */
const feltCharts: readonly string[] = ['failed-requests', 'ready', 'restarts']

/** The charts of what users feel, in the order of weight. */
export function chartsFelt(charts: TimeChartData['charts']): TimeChartData['charts'] {
  return feltCharts.flatMap((wanted) => charts.filter(({ id }) => id === wanted))
}

/** All charts, those of what users feel first. */
export function feltFirst(charts: TimeChartData['charts']): TimeChartData['charts'] {
  const felt = chartsFelt(charts)
  return [...felt, ...charts.filter((chart) => !felt.includes(chart))]
}

/** What the letters in the charts stand for. */
export function faultList(faults: readonly MarkedFault[], warmUpSeconds: number): Markup | undefined {
  const items = faults
    .slice(0, faultsMax)
    .map((fault) => html`<li><b>${fault.mark}</b> ${faultText(fault)}</li>`)
  if (faults.length > faultsMax) items.push(html`<li>and ${readable(faults.length - faultsMax)} more</li>`)
  if (warmUpSeconds > 0) items.push(html`<li>Grey: the warm-up, left out of all figures.</li>`)
  if (items.length === 0) return undefined
  return html`<p class="about">Faults of the scenario, marked in the charts:</p>\n<ul class="faults">${items}</ul>\n`
}

/** What a reader may choose, once for all charts over time. @param resetId of the button that ends the zoom. */
export function chartControls(workloads: readonly string[], resetId = 'zoom-reset'): Markup {
  const options = workloads.map((name) => html`<option>${name === '*' ? 'all workloads' : name}</option>`)
  const chooser =
    workloads.length > 1
      ? html`<span><label for="workload">Workload</label> <select id="workload" autocomplete="off">${options}</select></span>\n`
      : undefined
  return html`<div class="over-charts">${chooser}<button type="button" id="${resetId}" hidden>Show the whole run</button>
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

/** Whether a line of a load hardly moves: by a small share, or by a single probe run more or less in each point. */
export function isNearlyFlat(id: string, values: readonly number[], pointSeconds: number): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const isRounding = id === 'probes' && least > 0 && (most - least) * pointSeconds <= 1
  return isRounding || most - least <= flatShare * most
}

/** The charts that would say nothing, and what a sentence says instead: every line keeps its value, or, of a load, nearly keeps it. */
export function flatCharts({
  charts,
  workloads,
  pointSeconds,
}: Pick<TimeChartData, 'charts' | 'workloads' | 'pointSeconds'>): Map<string, string> {
  const flat = new Map<string, string>()
  charts.forEach(({ id, extreme }, index) => {
    let isSame = true
    let isNear = extreme === 'highest'
    for (const { lines } of workloads) {
      const { mean, low = mean, high = mean } = lines[index]!
      isSame &&= Math.min(...low) === Math.max(...high)
      isNear &&= isNearlyFlat(id, [...low, ...high], pointSeconds)
    }
    const first = workloads[0]?.lines[index]?.mean[0] ?? 0
    if (isSame) flat.set(id, first === 0 ? 'none' : `${readable(first)} all the time`)
    else if (isNear) flat.set(id, `about ${readable(threeDigits(first))} all the time`)
  })
  return flat
}
