/** `report.html` of a run: the answer first, then what it rests on. Its bytes depend on the result alone. */
import { type DetectionChart, detectionCharts } from './charts/detection-charts.ts'
import { focusedCharts } from './charts/focus.ts'
import { markedFaults } from './charts/marked-faults.ts'
import type { RunPageData } from './charts/page-data.ts'
import { html, type Markup } from './html.ts'
import { answerOf, extentOf, keyFigures } from './key-figures.ts'
import { htmlPage, type PagePanel, type Section } from './page.ts'
import { about, figure, figureList, list, table } from './page-parts.ts'
import type { Verdict } from './page-verdict.ts'
import { counted, readable, readableDuration } from './readable.ts'
import type { FaultTime } from './relapse.ts'
import { replicationMeans } from './replication-mean.ts'
import { asWritten, type ReportedResult, type ReportFacts } from './reported-result.ts'
import { runVerdict } from './run-verdict.ts'
import { podsText } from './simulated-block.ts'
import { chartControls, chartsFelt, faultList, flatCharts, timeFigures } from './time-section.ts'
import { workloadTable } from './workload-table.ts'

const tableRowsMax = 50
const detectionChartsMax = 12
/** Of fewer hangs a curve says less than a sentence. */
const drawnHangsMin = 2
const sentencesMax = 50
/** Figures of full weight; the others stand smaller. */
const weightyMax = 8

/** The page in pieces. The result has at least one replication. @param panel where the scenario can be tried with other settings. */
export function htmlReport(unrounded: ReportedResult, facts: ReportFacts, panel?: PagePanel): string[] {
  const result = asWritten(unrounded)
  const detections = detectionCharts(result, facts.outline.detectionLaws)
  const drawn = detections.filter(({ noticed }) => noticed >= drawnHangsMin).slice(0, detectionChartsMax)
  const faults = markedFaults(facts.outline)
  const { time, focus } = focusedCharts(result, faults)
  const flat = flatCharts(time)
  const first = chartsFelt(time.charts)
  const others = time.charts.filter((chart) => !first.includes(chart))
  const data: RunPageData = {
    durationSeconds: result.durationSeconds,
    warmUpSeconds: result.warmUpSeconds,
    faults,
    focus,
    time,
    detections: drawn.map(({ seconds, shares, expected }) => ({ seconds, shares, expected })),
  }
  return htmlPage({
    title: `${result.scenario}: probe and restart load`,
    heading: result.scenario,
    verdict: withNext(runVerdict(result, facts), facts.next),
    answer: answerOf(result, facts.counts.pods, faults),
    ...(facts.interrupted
      ? {
          warning: html`Interrupted: these are the numbers of the ${counted(result.replications.length, 'replication')} that finished.`,
        }
      : {}),
    about: aboutText(result, facts),
    sections: [
      {
        id: 'time',
        title: 'Over time',
        body: html`${faultList(faults, result.warmUpSeconds)}${chartControls(time.workloads.map(({ name }) => name))}${timeFigures(first, flat)}${about(pointText(result, time))}`,
      },
      figureSection(result, facts.counts.pods, faults),
      panel?.section,
      others.length === 0
        ? undefined
        : { id: 'load', title: 'Load over time', short: 'Load', body: timeFigures(others, flat) },
      detections.length > 0
        ? detectionSection(detections, drawn)
        : hasHangs(result)
          ? missingHangs
          : undefined,
      workloadSection(result),
      basisSection(facts),
    ],
    footer: 'Made by probestorm. All numbers, in full, are in the CSV files beside this page.',
    bundle: panel?.bundle ?? 'run',
    data: { ...data, ...panel?.data },
    ...(panel === undefined ? {} : { workers: panel.workers }),
  })
}

/** What to do about it. */
function withNext(verdict: Verdict, next: ReportFacts['next'] = []): Verdict {
  const steps = next.map(
    ({ command, why }) => html`Next, with the same input: <code>${command}</code>: ${why}.`,
  )
  return { ...verdict, lines: [...verdict.lines, ...steps] }
}

function aboutText(
  result: ReportedResult,
  { version, kubernetesVersion, counts, seed }: ReportFacts,
): Markup {
  const created = result.estimates[0]!.metrics.pods_created_total.mean ?? 0
  const cluster = `${podsText(counts, created)} on ${counted(counts.nodes, 'node')}, ${probesText(counts)}`
  return html`What the health probes of this Kubernetes cluster cost and do, as simulated by probestorm ${version}
with the rules of Kubernetes ${kubernetesVersion}: ${cluster}; ${extentOf(result)}, seed “${seed}”.`
}

/** Of pods that come later their templates are counted. */
function probesText({ instances, probes }: ReportFacts['counts']): string {
  return instances.probes > 0 ? counted(instances.probes, 'probe') : `${counted(probes, 'probe')} as written`
}

function pointText(
  result: ReportedResult,
  { pointSeconds, finePointSeconds, left }: RunPageData['time'],
): string {
  const several = result.replications.length > 1
  const more = left > 0 ? ` The ${counted(left, 'workload')} less affected are in timeseries.csv only.` : ''
  const fine =
    finePointSeconds < pointSeconds ? `, around the faults for ${readableDuration(finePointSeconds)}` : ''
  return `A point stands for ${readableDuration(pointSeconds)}${fine}${several ? '; the line is the mean of the replications, the band spans their lowest and highest' : ''}.${more}`
}

function figureSection(result: ReportedResult, pods: number, faults: readonly FaultTime[]): Section {
  const several = result.replications.length > 1
  const text = several
    ? `Means over ${readable(result.replications.length)} replications with their 95 % intervals; percentiles (p50, p99) are over the hangs of all replications.`
    : html`One replication: how much chance matters shows only with several (<code>--replications 10</code>). Intervals, where there are any, are over the hangs of this one.`
  const figures = keyFigures(result, pods, faults)
  return {
    id: 'figures',
    title: 'Key figures',
    short: 'Figures',
    body: html`${figureList(figures.slice(0, weightyMax))}${figures.length > weightyMax ? figureList(figures.slice(weightyMax), true) : undefined}${about(text)}`,
  }
}

/** Whether hangs were noticed or missed, as far as the estimates know. */
function hasHangs({ estimates }: ReportedResult): boolean {
  const { detection_seconds_p50: noticed, detections_missed_total: missed } = estimates[0]!.metrics
  return noticed.mean !== null || (missed.mean ?? 0) > 0
}

const hangTitle = 'How soon is a hang noticed?'

const missingHangs: Section = {
  id: 'hangs',
  title: hangTitle,
  short: 'Hangs',
  body: html`<p>This page was made from the files of a result without detections.csv, which large runs write only with <code>--trace starts</code>:
of single hangs nothing is known here but the figures above.</p>\n`,
}

function detectionSection(all: readonly DetectionChart[], drawn: readonly DetectionChart[]): Section {
  const charts = drawn.map((chart, index) => figure(`hang-${index}`, titleOf(chart), detectionText(chart)))
  const silent = all.filter(({ noticed }) => noticed < drawnHangsMin).slice(0, sentencesMax)
  const items = silent.map((chart) => html`<strong>${titleOf(chart)}</strong>: ${detectionText(chart)}`)
  const left = all.length - silent.length - drawn.length
  const more =
    left > 0 ? about(`${counted(left, 'container')} with fewer hangs: see detections.csv.`) : undefined
  const law =
    about(html`Share of the hangs of a container that a probe has noticed, by the time since the container stopped answering.
The dashed line is the closed form: with period p, timeout d and failure threshold F of the liveness probe, uniform between
(F − 1) p + d and F p + d if d is less than p, else between F d and F d + p. It holds for hangs that last until they are
noticed; a curve that ends below 100 % is that of hangs that were not, or not yet.`)
  return {
    id: 'hangs',
    title: hangTitle,
    short: 'Hangs',
    body: html`${items.length > 0 ? list(items) : undefined}${charts.length > 0 ? html`<div class="charts">\n${charts}</div>\n` : undefined}${more}${charts.length > 0 ? law : undefined}`,
  }
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

function workloadSection(result: ReportedResult): Section {
  const { head, rows, left } = workloadTable(replicationMeans(result).slice(1), tableRowsMax)
  const titles = head.map((title) => `${title[0]}${title.slice(1).toLowerCase()}`)
  const more = left > 0 ? about(`${counted(left, 'workload')} more: see summary.csv.`) : undefined
  const means = result.replications.length > 1 ? ' Means over the replications.' : ''
  return {
    id: 'workloads',
    title: 'Workloads',
    body: html`${about(html`The most affected first.${means} Failed: probe runs; false: restarts of containers that were not ill; noticed p99: time
within which 99 % of the hangs were noticed; zero ready: time without a ready pod.`)}${table(titles, rows)}${more}`,
  }
}

function basisSection({ notes }: ReportFacts): Section {
  return {
    id: 'basis',
    title: 'What this rests on',
    short: 'Basis',
    body: html`${notes.length > 0 ? html`<h3>Defaults and notes</h3>\n${list(notes)}` : undefined}<h3>Not measured</h3>
<p>What the scenario does not say about the containers (how long they take to
start and to answer, when they hang or crash) has the defaults above or none at all: no number here is measured on a cluster.</p>
`,
  }
}
