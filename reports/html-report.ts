/**
 * `report.html`: a run as one page that needs no network. The answer first, then what it rests on. Its bytes depend on the
 * result alone; a Content-Security-Policy admits its own scripts by their hashes and nothing else.
 */
import { metricsNotSimulated } from '../engine/study/run-result.ts'
import { type DetectionChart, detectionCharts } from './charts/detection-charts.ts'
import { pageScript } from './charts/page-script.ts'
import { pageStyle } from './charts/page-style.ts'
import { type TimeChartData, timeChartData } from './charts/time-charts.ts'
import { uplotText } from './charts/uplot-text.ts'
import { contentHash, embeddedJson, htmlText } from './html-text.ts'
import { answerOf, extentOf, keyFigures } from './key-figures.ts'
import { formatNumber } from './number-format.ts'
import { counted, readable, readableDuration } from './readable.ts'
import { replicationMeans } from './replication-mean.ts'
import { asWritten, type ReportedResult, type ReportFacts } from './reported-result.ts'
import type { ThresholdRow } from './threshold-report.ts'
import { workloadTable } from './workload-table.ts'

const tableRowsMax = 50
const detectionChartsMax = 12

/** The page in pieces. The result has at least one replication. */
export function htmlReport(unrounded: ReportedResult, facts: ReportFacts): string[] {
  const result = asWritten(unrounded)
  const time = timeChartData(result)
  const detections = detectionCharts(result, facts.outline.detectionLaws)
  const drawn = detections.filter(({ noticed }) => noticed > 0).slice(0, detectionChartsMax)
  const faults = facts.outline.faults.map(({ kind, fromSeconds, toSeconds }, index) => ({
    mark: faultMark(index),
    kind,
    from: fromSeconds,
    to: toSeconds,
  }))
  const data = embeddedJson({
    durationSeconds: result.durationSeconds,
    warmUpSeconds: result.warmUpSeconds,
    faults,
    time,
    detections: drawn.map(({ seconds, shares, expected }) => ({ seconds, shares, expected })),
  })
  const uplot = uplotText()
  const style = uplot.style + pageStyle
  const policy = `default-src 'none'; style-src ${contentHash(style)}; script-src ${contentHash(uplot.script)} ${contentHash(pageScript)}; base-uri 'none'; form-action 'none'`
  const title = `${result.scenario}: probe and restart load`
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${htmlText(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<main>\n`,
    header(result, facts),
    figures(result),
    facts.thresholds.length > 0 ? thresholdSection(facts.thresholds) : '',
    timeSection(result, time, faults),
    detections.length > 0 ? detectionSection(detections, drawn) : hasHangs(result) ? missingHangs : '',
    workloadSection(result),
    basisSection(facts),
    `</main>\n<script type="application/json" id="data">${data}</script>\n`,
    `<script>${uplot.script}</script>\n<script>${pageScript}</script>\n</body>\n</html>\n`,
  ]
}

/** A, B, ..., Z, A2, B2, ... */
function faultMark(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${Math.floor(index / 26) + 1}`
}

function header(
  result: ReportedResult,
  { version, kubernetesVersion, counts, seed, interrupted }: ReportFacts,
): string {
  const cluster = `${counted(counts.pods, 'pod')} of ${counted(counts.workloads, 'workload')} on ${counted(counts.nodes, 'node')}, ${counted(counts.instances.probes, 'probe')}`
  const missing = interrupted
    ? `<p class="warning">Interrupted: these are the numbers of the ${counted(result.replications.length, 'replication')} that finished.</p>\n`
    : ''
  return `<header>
<h1>${htmlText(result.scenario)}</h1>
<p class="about">What the health probes of this Kubernetes cluster cost and do, as simulated by probestorm ${htmlText(version)}
with the rules of Kubernetes ${htmlText(kubernetesVersion)}: ${cluster}; ${extentOf(result)}, seed “${htmlText(seed)}”.</p>
${missing}<p class="answer"><strong>${unbroken(htmlText(answerOf(result)))}</strong></p>
</header>
`
}

/** Keeps numbers and their units on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d) (?=%|s\b)/g, '$1\u00a0')
}

function figures(result: ReportedResult): string {
  const several = result.replications.length > 1
  const about = several
    ? `Means over ${readable(result.replications.length)} replications with their 95 % intervals; percentiles (p50, p99) are over the hangs of all replications.`
    : 'One replication: how much chance matters shows only with several (<code>--replications 10</code>). Intervals, where there are any, are over the hangs of this one.'
  const items = keyFigures(result).map(
    ({ label, value, about: of }) =>
      `<div><dt>${htmlText(label)}</dt><dd><span class="value">${htmlText(value)}</span>${of === '' ? '' : `<br><span class="of">${htmlText(of)}</span>`}</dd></div>`,
  )
  return `<section aria-labelledby="figures">\n<h2 id="figures">Key figures</h2>\n<p class="about">${about}</p>\n<dl class="figures">\n${items.join('\n')}\n</dl>\n</section>\n`
}

function thresholdSection(rows: readonly ThresholdRow[]): string {
  const failed = rows.filter(({ holds }) => !holds).length
  const about =
    failed === 0 ? 'All of them hold.' : `${readable(failed)} of ${readable(rows.length)} do not hold.`
  const lines = rows.map(({ threshold, value, holds }) => {
    const found = value === null ? 'unknown: nothing was measured' : readable(Number(formatNumber(value)))
    return `<tr><th scope="row">${htmlText(threshold)}</th><td>${found}</td><td class="${holds ? 'holds' : 'fails'}">${holds ? '✓ holds' : '✗ fails'}</td></tr>`
  })
  return `<section aria-labelledby="thresholds">\n<h2 id="thresholds">Thresholds</h2>\n<p class="about">${about}</p>
<div class="wide" tabindex="0"><table>\n<thead><tr><th scope="col">Threshold</th><th scope="col">Found</th><th scope="col">Verdict</th></tr></thead>
<tbody>${lines.join('\n')}</tbody></table></div>\n</section>\n`
}

type MarkedFault = {
  readonly mark: string
  readonly kind: string
  readonly from: number
  readonly to: number | null
}

function timeSection(result: ReportedResult, time: TimeChartData, faults: readonly MarkedFault[]): string {
  const several = result.replications.length > 1
  const left =
    time.left > 0 ? ` The ${counted(time.left, 'workload')} less affected are in timeseries.csv only.` : ''
  const about = `A point stands for ${readableDuration(time.pointSeconds)}${several ? '; the line is the mean of the replications, the band spans their lowest and highest' : ''}.${left}`
  const warmUp = result.warmUpSeconds > 0 ? '<li>Grey: the warm-up, left out of all figures.</li>' : ''
  const items = faults.map(
    ({ mark, kind, from, to }) =>
      `<li><b>${mark}</b> ${htmlText(kind)} ${to === null ? `at ${readableDuration(from)}` : `from ${readableDuration(from)} to ${readableDuration(to)}`}</li>`,
  )
  const list =
    items.length + warmUp.length > 0
      ? `<p class="about">Faults of the scenario, marked in the charts:</p>\n<ul class="faults">${items.join('')}${warmUp}</ul>\n`
      : ''
  const options = time.workloads.map(
    ({ name }) => `<option>${name === '*' ? 'all workloads' : htmlText(name)}</option>`,
  )
  const chooser = `<label for="workload">Workload</label> <select id="workload" autocomplete="off">${options.join('')}</select>\n`
  const charts = time.charts.map(({ id, title, about: of }) => figure(id, title, of))
  return `<section aria-labelledby="time">\n<h2 id="time">Over time</h2>\n<p class="about">${about}</p>\n${list}${chooser}<div class="charts">\n${charts.join('')}</div>\n</section>\n`
}

/** @param about text of ours and of numbers; the title may be of the input. */
function figure(id: string, title: string, about: string): string {
  const text = htmlText(title)
  return `<figure><figcaption><h3>${text}</h3><p>${htmlText(about)}</p></figcaption>
<div class="chart" id="chart-${id}" role="img" aria-label="Chart: ${text}; its numbers are in the table below"></div>
<details id="table-${id}"><summary>The numbers as a table</summary><div class="wide" tabindex="0"></div></details></figure>
`
}

/** Whether hangs were noticed or missed, as far as the estimates know. */
function hasHangs({ estimates }: ReportedResult): boolean {
  const { detection_seconds_p50: noticed, detections_missed_total: missed } = estimates[0]!.metrics
  return noticed.mean !== null || (missed.mean ?? 0) > 0
}

const missingHangs = `<section aria-labelledby="hangs">\n<h2 id="hangs">How soon is a hang noticed?</h2>
<p>This page was made from the files of a result without detections.csv, which large runs write only with <code>--trace starts</code>:
of single hangs nothing is known here but the figures above.</p>\n</section>\n`

function detectionSection(all: readonly DetectionChart[], drawn: readonly DetectionChart[]): string {
  const charts = drawn.map((chart, index) => figure(`hang-${index}`, titleOf(chart), detectionText(chart)))
  const silent = all.filter(({ noticed }) => noticed === 0)
  const items = silent.map(
    (chart) => `<li><strong>${htmlText(titleOf(chart))}</strong>: ${htmlText(detectionText(chart))}</li>`,
  )
  const left = all.length - silent.length - drawn.length
  const more =
    left > 0
      ? `<p class="about">${counted(left, 'container')} with fewer hangs: see detections.csv.</p>\n`
      : ''
  const none = items.length > 0 ? `<ul>${items.join('')}</ul>\n` : ''
  return `<section aria-labelledby="hangs">\n<h2 id="hangs">How soon is a hang noticed?</h2>
<p class="about">Share of the hangs of a container that a probe has noticed, by the time since the container stopped answering.
The dashed line is the closed form: with period p, timeout d and failure threshold F of the liveness probe, uniform between
(F − 1) p + d and F p + d if d is less than p, else between F d and F d + p. It holds for hangs that last until they are
noticed; a curve that ends below 100 % is that of hangs that were not, or not yet.</p>
${none}<div class="charts">\n${charts.join('')}</div>\n${more}</section>\n`
}

function titleOf({ workload, container }: DetectionChart): string {
  return `${workload}, container ${container}`
}

function detectionText({ hangs, noticed, law }: DetectionChart): string {
  const found = `${readable(noticed)} of ${counted(hangs, 'hang')} noticed`
  if (law === undefined) return `${found}.`
  return law.interval === null
    ? `${found}: it has no liveness probe that a hang makes fail.`
    : `${found}; by the closed form after ${readable(law.interval.lowSeconds)} to ${readable(law.interval.highSeconds)} s.`
}

function workloadSection(result: ReportedResult): string {
  const { head, rows, left } = workloadTable(replicationMeans(result).slice(1), tableRowsMax)
  const titles = head.map((title) => `<th scope="col">${title[0]}${title.slice(1).toLowerCase()}</th>`)
  const lines = rows.map(([name, ...cells]) => {
    const row = cells.map((cell) => `<td>${htmlText(cell)}</td>`).join('')
    return `<tr><th scope="row">${htmlText(name!)}</th>${row}</tr>`
  })
  const more = left > 0 ? `<p class="about">${counted(left, 'workload')} more: see summary.csv.</p>\n` : ''
  const means = result.replications.length > 1 ? ' Means over the replications.' : ''
  return `<section aria-labelledby="workloads">\n<h2 id="workloads">Workloads</h2>
<p class="about">The most affected first.${means} Failed: probe runs; false: restarts of containers that were not ill; noticed p99: time
within which 99 % of the hangs were noticed; zero ready: time without a ready pod.</p>
<div class="wide" tabindex="0"><table>\n<thead><tr>${titles.join('')}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>\n${more}</section>\n`
}

function basisSection({ notes }: ReportFacts): string {
  const items = notes.map((note) => `<li>${htmlText(note)}</li>`).join('\n')
  const columns = metricsNotSimulated.map((name) => `<code>${name}</code>`).join(', ')
  return `<section aria-labelledby="basis">\n<h2 id="basis">What this rests on</h2>
${notes.length > 0 ? `<h3>Defaults and notes</h3>\n<ul>\n${items}\n</ul>\n` : ''}<h3>Not simulated</h3>
<p>These columns of the result are empty: ${columns}. What the scenario does not say about the containers (how long they take to
start and to answer, when they hang or crash) has the defaults above or none at all: no number here is measured on a cluster.</p>
</section>
<footer><p class="about">Made by probestorm. All numbers, in full, are in the CSV files beside this page.</p></footer>
`
}
