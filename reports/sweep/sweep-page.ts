/**
 * `report.html` of a sweep: what matters most first, then the picture over the parameters, then what it rests on. Its bytes
 * depend on the plan and its cells alone.
 */
import type { Estimate, SummaryMetric } from '../../engine/study/run-result.ts'
import type {
  LevelMean,
  MainEffect,
  MetricShares,
  SweepPlan,
  SweepResult,
  VarianceShare,
} from '../../engine/study/sweep-result.ts'
import { sweepScript } from '../charts/sweep-script.ts'
import { heatValuesMax, sweepStyle } from '../charts/sweep-style.ts'
import { htmlText } from '../html-text.ts'
import { metricText } from '../metric-text.ts'
import { htmlPage } from '../page.ts'
import { pageFooter, pageHeader, section, table } from '../page-parts.ts'
import { counted, readable, safeText, shareText } from '../readable.ts'
import { foundText, thresholdMarks } from '../threshold-report.ts'
import { baseDifferences, varianceRatioText } from './base-differences.ts'
import { settingsText } from './parameter-text.ts'
import { heldText, pointThresholds, thresholdsOverPoints } from './point-thresholds.ts'
import { shareNotes, shareRows, shareWords } from './share-text.ts'
import {
  differingMetrics,
  knownMetrics,
  levelText,
  pointsMax,
  type SweepPicture,
  sweepPicture,
} from './sweep-picture.ts'

const answersMax = 4
/** A parameter with a smaller share of the variance is not said to matter. */
const shareMin = 0.1
const rowsMax = 100
const columnsMax = 4
const failuresMax = 5
/** Intervals of fewer are wide enough to need a word. */
const replicationsMin = 5

/** The page in pieces. @param version of probestorm, as the plan says it. */
export function sweepPage(result: SweepResult, version: string): string[] {
  const { plan } = result
  const metrics = differingMetrics(result)
  const shares = result.shares.toSorted((a, b) => metrics.indexOf(a.metric) - metrics.indexOf(b.metric))
  const sorted = shares.flatMap(({ effects }) => effects)
  const picture = sweepPicture(result, metrics)
  return htmlPage({
    title: `${plan.name}: sweep`,
    body: [
      header(result, version, sorted),
      picture === undefined ? '' : pictureSection(picture, sorted),
      thresholdPart(result),
      effectSection(shares, plan),
      differenceSection(result),
      pointSection(result, (metrics.length > 0 ? metrics : knownMetrics(result)).slice(0, columnsMax)),
      basisSection(result),
      pageFooter(
        'Made by probestorm. All numbers, in full, are in sweep.csv, points.csv, differences.csv and shares.csv beside this page.',
      ),
    ],
    data: picture ?? {},
    style: sweepStyle,
    script: sweepScript,
    usesUplot: false,
  })
}

function header(
  { plan, cells, points }: SweepResult,
  version: string,
  effects: readonly MainEffect[],
): string {
  const total = plan.points.reduce((sum, { replications }) => sum + replications, 0)
  const about = `A sweep over ${counted(plan.parameters.length, 'parameter')} (${plan.parameters.map(htmlText).join(', ')}): what they change about the
probes and restarts of a Kubernetes cluster, as simulated by probestorm ${htmlText(version)} at ${counted(plan.points.length, 'point')} with ${replicationsText(plan)}.`
  const missing = total - cells.length
  const warning =
    missing > 0
      ? `Not finished: ${readable(cells.length)} of ${counted(total, 'cell')} are simulated, at ${readable(points.length)} of ${counted(plan.points.length, 'point')}. <code>probestorm sweep --resume</code> goes on.`
      : ''
  return pageHeader(plan.name, about, warning, answerOf(effects, plan, points.length))
}

function replicationsText({ points }: SweepPlan): string {
  const counts = new Set(points.map(({ replications }) => replications))
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (least !== most) return `${readable(least)} to ${counted(most, 'replication')} each`
  return `${counted(most, 'replication')}${points.length > 1 ? ' each' : ''}`
}

/** The largest effect on each of the metrics that a reader looks for first; what differs in digits that nobody reads is left out. */
function answerOf(
  effects: readonly MainEffect[],
  { parameters }: SweepPlan,
  pointsFinished: number,
): string[] {
  if (pointsFinished < 2) return ['Of fewer than two points there is nothing to compare.']
  const largest = effects.filter(({ metric }, index) => effects[index - 1]?.metric !== metric)
  const lines = largest.flatMap((effect) => {
    const { metric, first, lowest, highest } = effect
    const { label, text } = metricText(metric)
    const [low, high] = [text(lowest.mean), text(highest.mean)]
    if (low === high || first === null || first.value < shareMin) return []
    const together = effects.filter((other) => changesWith(effect, other))
    const names = together.map(({ parameter }) => safeText(parameter))
    const at = (end: 'lowest' | 'highest'): string =>
      together.map((each, index) => `${names[index]} ${shortLevel(each[end])}`).join(' and ')
    const most =
      parameters.length === 1
        ? ''
        : `${names.join(' with ')} matters most (${shareText(first.value)} of the variance), `
    return [`${label}: ${most}${low} at ${at('lowest')}; ${high} at ${at('highest')}.`]
  })
  if (lines.length > 0) return lines.slice(0, answersMax)
  return [
    effects.length > 0
      ? effects.some(({ first }) => first === null)
        ? 'Which parameters matter is not known.'
        : 'No parameter by itself matters much.'
      : 'No metric of interest differs between the points.',
  ]
}

/** Whether two parameters change together, so that nobody can tell their effects apart: as the values of a zip may. */
function changesWith(a: MainEffect, b: MainEffect): boolean {
  return (
    a.metric === b.metric &&
    a.first?.value === b.first?.value &&
    a.lowest.mean === b.lowest.mean &&
    a.highest.mean === b.highest.mean
  )
}

/** The name of a level; `a to b`, a class of drawn values, has bounds with more digits than anybody reads. */
function shortLevel({ level }: LevelMean): string {
  if (!/^\S+ to \S+$/.test(level)) return safeText(level)
  return safeText(level)
    .replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toPrecision(3))))
    .replace(/(\d+s)\d+ms(?:\d+us)?/g, '$1')
}

function pictureSection(picture: SweepPicture, effects: readonly MainEffect[]): string {
  const { parameters, metrics } = picture
  const { across, up } = firstAxes(picture, effects)
  const option = (text: string, value: string, isChosen: boolean): string =>
    `<option value="${value}"${isChosen ? ' selected' : ''}>${htmlText(text)}</option>`
  const chooser = (id: string, label: string, options: readonly string[]): string =>
    `<label>${label} <select id="${id}" autocomplete="off">${options.join('')}</select></label>\n`
  const choosers = [
    chooser(
      'metric',
      'Metric',
      metrics.map(({ name, label }, index) => option(`${label} (${name})`, String(index), index === 0)),
    ),
    chooser(
      'across',
      'Horizontal',
      parameters.map(({ name }, index) => option(name, String(index), index === across)),
    ),
    chooser('up', 'Vertical', [
      option('the metric itself', 'metric', up === undefined),
      ...(parameters.length > 1
        ? parameters.map(({ name }, index) => option(name, String(index), index === up))
        : []),
    ]),
    ...parameters.map(({ name, levels }, index) =>
      parameters.length > 1 && levels.length <= heatValuesMax
        ? chooser(`fixed-${index}`, htmlText(name), [
            option(`all ${readable(levels.length)} values`, 'all', true),
            ...levels.map((level, place) => option(level, String(place), false)),
          ])
        : '',
    ),
  ]
  return section(
    'parameters',
    'Over the parameters',
    `<p class="about">A cell or a dot is the mean over the replications of a point, with its 95 % interval where there are several
replications (± half of it in a cell). A cell that several points share, because they differ in parameters that are not shown, has
the mean of these points. Hold the pointer on it to see what it is made of.</p>
<noscript><p class="warning">The picture needs JavaScript; the tables below do not.</p></noscript>
<div class="choosers">\n${choosers.join('')}</div>
<figure><figcaption><h3 id="picture-title"></h3><p id="picture-about"></p></figcaption>\n<div id="picture"></div></figure>\n`,
  )
}

/** The two parameters that matter most for the first metric; without two of few values, one under the metric itself. */
function firstAxes(
  { parameters, metrics, points }: SweepPicture,
  effects: readonly MainEffect[],
): { readonly across: number; readonly up: number | undefined } {
  const byShare = effects
    .filter(({ metric }) => metric === metrics[0]!.name)
    .map(({ parameter }) => parameters.findIndex(({ name }) => name === parameter))
  const all = [...new Set([...byShare, ...parameters.keys()])]
  const few = all.filter((index) => parameters[index]!.levels.length <= heatValuesMax)
  const pairs = few.flatMap((across, place) => few.slice(place + 1).map((up) => ({ across, up })))
  /** Parameters that change together leave most cells empty. */
  const isFilled = ({ across, up }: (typeof pairs)[number]): boolean => {
    const cells = new Set(points.map(({ levels }) => `${levels[across]}/${levels[up]}`))
    return cells.size > 0.5 * parameters[across]!.levels.length * parameters[up]!.levels.length
  }
  return pairs.find(isFilled) ?? pairs[0] ?? { across: all[0]!, up: undefined }
}

function effectSection(shares: readonly MetricShares[], plan: SweepPlan): string {
  if (shares.length === 0 || plan.parameters.length === 1) return ''
  const shown = shares.flatMap(shareRows)
  const rows = shown.map(({ metric, name, share, total, lowest, highest }, index) => {
    const { label, text } = metricText(metric)
    const isFirst = shown[index - 1]?.metric !== metric
    const level = (at: LevelMean | undefined): string =>
      at === undefined ? '' : `${htmlText(text(at.mean))} at ${htmlText(shortLevel(at))}`
    return [
      isFirst ? label : '',
      htmlText(name),
      shareBar(share),
      total === undefined ? '' : htmlText(shareWords(total)),
      level(lowest),
      level(highest),
    ]
  })
  const notes = shareNotes(shares, Math.min(...plan.points.map(({ replications }) => replications)))
  return section(
    'effects',
    'Which parameters matter',
    `<p class="about">The share of the variance between the points that goes with each parameter by itself, and with all that it does together with
others (Sobol's first and total order), without chance; a x b is what two do to each other beyond that. In brackets 95 % intervals. Parameters that always
change together have one share. Lowest and highest are means over all points with that value.</p>
${notes.map((note) => `<p class="about">${htmlText(note)}</p>\n`).join('')}${table(['Metric', 'Parameter', 'By itself', 'With interactions', 'Lowest', 'Highest'], rows)}`,
  )
}

function shareBar(share: VarianceShare | null): string {
  if (share === null) return shareWords(share)
  return `<span class="share"><svg width="104" height="12" aria-hidden="true"><rect class="bar-room" width="104" height="12" rx="2"/><rect class="bar" width="${(104 * share.value).toFixed(1)}" height="12" rx="2"/></svg><b>${htmlText(shareWords(share))}</b></span>`
}

/** How the points stand against the base; empty for a sweep of one point. */
function differenceSection(result: SweepResult): string {
  if (result.plan.points.length < 2) return ''
  const { about, pairs, rows } = baseDifferences(result)
  const none =
    pairs < 2
      ? 'An interval needs two pairs: <code>--replications 10</code> gives more.'
      : 'No metric of interest surely differs at any point.'
  const lines = rows.map(({ metric, difference, interval, settings, varianceRatio }) =>
    [metric === undefined ? '' : metricText(metric).label, difference, interval, settings, varianceRatio].map(
      htmlText,
    ),
  )
  const body =
    lines.length === 0
      ? `<p>${none}</p>\n`
      : table(['Metric', 'Difference', '95 % interval', 'At', 'Variance ratio'], lines)
  return section(
    'differences',
    'Largest sure differences from the base',
    `<p class="about">${htmlText(about)} Of each metric the points that are surely farthest below and above it. Variance ratio: ${varianceRatioText}; the
smaller, the more of the chance both points have in common. All differences are in differences.csv.</p>
${body}`,
  )
}

/** Where thresholds fail; empty without any. */
function thresholdPart(result: SweepResult): string {
  const over = thresholdsOverPoints(pointThresholds(result))
  if (over.length === 0) return ''
  const { parameters } = result.plan
  const rows = over.map((each) => {
    const { threshold, state, failing } = each
    const shown = failing
      .slice(0, failuresMax)
      .map(({ values, row }) => htmlText(`${settingsText(parameters, values)}: ${foundText(row)}`))
    const left = failing.length - shown.length
    return [
      htmlText(threshold),
      `<span class="${state}">${thresholdMarks[state]} ${heldText(each)}</span>`,
      [...shown, ...(left > 0 ? [`and ${readable(left)} more`] : [])].join('<br>'),
    ]
  })
  return section(
    'thresholds',
    'Thresholds',
    `<p class="about">What must hold at every point. All verdicts are in thresholds.csv.</p>
${table(['Threshold', 'Verdict', 'Points where it fails, and what was found'], rows)}`,
  )
}

function pointSection({ plan, cells, points }: SweepResult, metrics: readonly SummaryMetric[]): string {
  const estimates = new Map(points.map(({ point, estimates }) => [point, estimates]))
  const finished = new Map<number, number>()
  for (const { point } of cells) finished.set(point, (finished.get(point) ?? 0) + 1)
  const rows = plan.points.slice(0, rowsMax).map((planned, index) => {
    const { replications } = planned
    const own = estimates.get(index + 1)
    const done = finished.get(index + 1) ?? 0
    return [
      String(index + 1),
      ...plan.parameters.map((_, parameter) => htmlText(levelText(planned, parameter))),
      done === replications ? readable(done) : `${readable(done)} of ${readable(replications)}`,
      ...metrics.map((metric) =>
        own === undefined ? 'not simulated' : htmlText(estimateText(metric, own[metric])),
      ),
    ]
  })
  const few = plan.points.some(({ replications }) => replications > 1 && replications < replicationsMin)
    ? ' Of so few replications they are wide, and may begin below 0: <code>--replications 10</code> narrows them.'
    : ''
  const left = plan.points.length - rows.length
  const more = left > 0 ? `<p class="about">${counted(left, 'point')} more: see points.csv.</p>\n` : ''
  const titles = [
    'Point',
    ...plan.parameters,
    'Replications',
    ...metrics.map((metric) => metricText(metric).label),
  ]
  return section(
    'points',
    'Points',
    `<p class="about">Means over the replications of a point, and in brackets their 95 % intervals.${few} All metrics are in points.csv.</p>
${table(titles, rows)}${more}`,
  )
}

function estimateText(metric: SummaryMetric, { mean, sd, ci95Low, ci95High, basis }: Estimate): string {
  if (mean === null) return '–'
  const { text } = metricText(metric)
  const [middle, low, high] = [mean, ci95Low, ci95High].map((value) => (value === null ? '' : text(value)))
  const isSure =
    (sd === 0 && basis === 'student') || low === '' || high === '' || (low === middle && high === middle)
  return isSure ? middle! : `${middle} (${low} to ${high})`
}

function basisSection({ plan }: SweepResult): string {
  const scenarios = [...new Set(plan.points.map(({ scenario }) => scenario))]
  const drawn = plan.points.length > pointsMax ? ` More than ${readable(pointsMax)} are not drawn.` : ''
  return section(
    'basis',
    'What this rests on',
    `<ul>
<li>The ${scenarios.length > 1 ? 'scenarios' : 'scenario'} ${scenarios
      .slice(0, 10)
      .map((name) => `“${htmlText(name)}”`)
      .join(
        ', ',
      )} at ${counted(plan.points.length, 'point')}, ${replicationsText(plan)}; all workloads together.${drawn}</li>
<li>Common random numbers: all points share their seed and, container by container, their random streams. What chance does at one
point it does at the others too, so points may differ surely where their intervals, which are those of each mean by itself, overlap.</li>
<li>Where an interval is missing there is one replication, or all of them agree.</li>
</ul>
<h3>Not measured</h3>
<p>What the scenario does not say about the containers has the defaults that <code>probestorm validate</code> names:
no number here is measured on a cluster.</p>
`,
  )
}
