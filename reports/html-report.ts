/** `report.html` of a run: the answer first, then what it rests on. Its bytes depend on the result alone. */
import { type DetectionChart, detectionCharts } from './charts/detection-charts.ts'
import { runScript } from './charts/run-script.ts'
import { type TimeChartData, timeChartData } from './charts/time-charts.ts'
import { htmlText } from './html-text.ts'
import { answerOf, extentOf, keyFigures } from './key-figures.ts'
import { htmlPage } from './page.ts'
import { figure, pageFooter, pageHeader, section, table, thresholdSection } from './page-parts.ts'
import { counted, readable, readableDuration } from './readable.ts'
import { replicationMeans } from './replication-mean.ts'
import { asWritten, type ReportedResult, type ReportFacts } from './reported-result.ts'
import { type MarkedFault, markedFaults, timeSection } from './time-section.ts'
import { workloadTable } from './workload-table.ts'

const tableRowsMax = 50
const detectionChartsMax = 12

/** The page in pieces. The result has at least one replication. */
export function htmlReport(unrounded: ReportedResult, facts: ReportFacts): string[] {
  const result = asWritten(unrounded)
  const time = timeChartData(result)
  const detections = detectionCharts(result, facts.outline.detectionLaws)
  const drawn = detections.filter(({ noticed }) => noticed > 0).slice(0, detectionChartsMax)
  const faults = markedFaults(facts.outline)
  return htmlPage({
    title: `${result.scenario}: probe and restart load`,
    body: [
      header(result, facts),
      figures(result, facts.counts.pods),
      thresholdSection('Thresholds', facts.thresholds),
      timePart(result, time, faults),
      detections.length > 0 ? detectionSection(detections, drawn) : hasHangs(result) ? missingHangs : '',
      workloadSection(result),
      basisSection(facts),
      pageFooter('Made by probestorm. All numbers, in full, are in the CSV files beside this page.'),
    ],
    data: {
      durationSeconds: result.durationSeconds,
      warmUpSeconds: result.warmUpSeconds,
      faults,
      time,
      detections: drawn.map(({ seconds, shares, expected }) => ({ seconds, shares, expected })),
    },
    script: runScript,
    usesUplot: true,
  })
}

function header(
  result: ReportedResult,
  { version, kubernetesVersion, counts, seed, interrupted }: ReportFacts,
): string {
  const cluster = `${counted(counts.pods, 'pod')} of ${counted(counts.workloads, 'workload')} on ${counted(counts.nodes, 'node')}, ${counted(counts.instances.probes, 'probe')}`
  return pageHeader(
    result.scenario,
    `What the health probes of this Kubernetes cluster cost and do, as simulated by probestorm ${htmlText(version)}
with the rules of Kubernetes ${htmlText(kubernetesVersion)}: ${cluster}; ${extentOf(result)}, seed “${htmlText(seed)}”.`,
    interrupted
      ? `Interrupted: these are the numbers of the ${counted(result.replications.length, 'replication')} that finished.`
      : '',
    [answerOf(result, counts.pods)],
  )
}

function figures(result: ReportedResult, pods: number): string {
  const several = result.replications.length > 1
  const about = several
    ? `Means over ${readable(result.replications.length)} replications with their 95 % intervals; percentiles (p50, p99) are over the hangs of all replications.`
    : 'One replication: how much chance matters shows only with several (<code>--replications 10</code>). Intervals, where there are any, are over the hangs of this one.'
  const items = keyFigures(result, pods).map(
    ({ label, value, about: of }) =>
      `<div><dt>${htmlText(label)}</dt><dd><span class="value">${htmlText(value)}</span>${of === '' ? '' : `<br><span class="of">${htmlText(of)}</span>`}</dd></div>`,
  )
  return section(
    'figures',
    'Key figures',
    `<p class="about">${about}</p>\n<dl class="figures">\n${items.join('\n')}\n</dl>\n`,
  )
}

function timePart(result: ReportedResult, time: TimeChartData, faults: readonly MarkedFault[]): string {
  const several = result.replications.length > 1
  const left =
    time.left > 0 ? ` The ${counted(time.left, 'workload')} less affected are in timeseries.csv only.` : ''
  const about = `A point stands for ${readableDuration(time.pointSeconds)}${several ? '; the line is the mean of the replications, the band spans their lowest and highest' : ''}.${left}`
  const names = time.workloads.map(({ name }) => name)
  return timeSection(about, time.charts, names, faults, result.warmUpSeconds)
}

/** Whether hangs were noticed or missed, as far as the estimates know. */
function hasHangs({ estimates }: ReportedResult): boolean {
  const { detection_seconds_p50: noticed, detections_missed_total: missed } = estimates[0]!.metrics
  return noticed.mean !== null || (missed.mean ?? 0) > 0
}

const hangTitle = 'How soon is a hang noticed?'

const missingHangs = section(
  'hangs',
  hangTitle,
  `<p>This page was made from the files of a result without detections.csv, which large runs write only with <code>--trace starts</code>:
of single hangs nothing is known here but the figures above.</p>\n`,
)

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
  return section(
    'hangs',
    hangTitle,
    `<p class="about">Share of the hangs of a container that a probe has noticed, by the time since the container stopped answering.
The dashed line is the closed form: with period p, timeout d and failure threshold F of the liveness probe, uniform between
(F − 1) p + d and F p + d if d is less than p, else between F d and F d + p. It holds for hangs that last until they are
noticed; a curve that ends below 100 % is that of hangs that were not, or not yet.</p>
${none}<div class="charts">\n${charts.join('')}</div>\n${more}`,
  )
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
  const titles = head.map((title) => `${title[0]}${title.slice(1).toLowerCase()}`)
  const lines = rows.map((cells) => cells.map(htmlText))
  const more = left > 0 ? `<p class="about">${counted(left, 'workload')} more: see summary.csv.</p>\n` : ''
  const means = result.replications.length > 1 ? ' Means over the replications.' : ''
  return section(
    'workloads',
    'Workloads',
    `<p class="about">The most affected first.${means} Failed: probe runs; false: restarts of containers that were not ill; noticed p99: time
within which 99 % of the hangs were noticed; zero ready: time without a ready pod.</p>
${table(titles, lines)}${more}`,
  )
}

function basisSection({ notes }: ReportFacts): string {
  const items = notes.map((note) => `<li>${htmlText(note)}</li>`).join('\n')
  const defaults = notes.length > 0 ? `<h3>Defaults and notes</h3>\n<ul>\n${items}\n</ul>\n` : ''
  return section(
    'basis',
    'What this rests on',
    `${defaults}<h3>Not measured</h3>
<p>What the scenario does not say about the containers (how long they take to
start and to answer, when they hang or crash) has the defaults above or none at all: no number here is measured on a cluster.</p>
`,
  )
}
