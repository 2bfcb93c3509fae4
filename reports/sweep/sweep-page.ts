/**
 * `report.html` of a sweep: what matters most first, then the picture over the parameters, then what it rests on. Its bytes
 * depend on the plan and its cells alone.
 */
import type { Estimate, SummaryMetric } from '../../engine/contract/run-result.ts'
import type {
  LevelMean,
  MainEffect,
  MetricShares,
  SweepPlan,
  SweepResult,
  VarianceShare,
} from '../../engine/contract/sweep-result.ts'
import { html, joined, type Markup } from '../html.ts'
import { metricText, possible } from '../metric-text.ts'
import { htmlPage, type Section } from '../page.ts'
import { about, table } from '../page-parts.ts'
import { counted, readable, safeText, shareText, threeDigits, upperFirst } from '../readable.ts'
import { foundText, thresholdMarks } from '../threshold-report.ts'
import { baseDifferences, varianceRatioText } from './base-differences.ts'
import { heatValuesMax } from './heat-scale.ts'
import { parameterUnits, settingsText } from './parameter-text.ts'
import { heldText, pointThresholds, thresholdsOverPoints } from './point-thresholds.ts'
import { orderText, rankedMetrics, rankedPoints } from './ranked-points.ts'
import { shareNotes, shareRows, shareWords } from './share-text.ts'
import { bestText, sweepVerdict } from './sweep-answer.ts'
import { knownMetrics, levelText, pointsMax, type SweepPicture, sweepPicture } from './sweep-picture.ts'

const answersMax = 2
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
  const metrics = rankedMetrics(result)
  const shares = result.shares.toSorted((a, b) => metrics.indexOf(a.metric) - metrics.indexOf(b.metric))
  const sorted = shares.flatMap(({ effects }) => effects)
  const picture = sweepPicture(result, metrics)
  const best = bestText(result, metrics)
  const verdict = sweepVerdict(result)
  const warning = missingText(result)
  return htmlPage({
    title: `${plan.name}: sweep`,
    heading: plan.name,
    ...(verdict === undefined ? {} : { verdict }),
    answer: best.length > 0 && sorted.length === 0 ? best : [...best, ...answerOf(sorted, result)],
    ...(warning === undefined ? {} : { warning }),
    about: aboutText(plan, version),
    sections: [
      picture === undefined ? undefined : pictureSection(picture, sorted),
      pointSection(result, (metrics.length > 0 ? metrics : knownMetrics(result)).slice(0, columnsMax)),
      thresholdPart(result),
      effectSection(shares, plan),
      differenceSection(result),
      basisSection(result),
    ],
    footer:
      'Made by probestorm. All numbers, in full, are in sweep.csv, points.csv, differences.csv and shares.csv beside this page.',
    bundle: 'sweep',
    data: picture ?? {},
  })
}

function aboutText(plan: SweepPlan, version: string): Markup {
  return html`A sweep over ${counted(plan.parameters.length, 'parameter')} (${namesWithPaths(plan)}): what ${plan.parameters.length === 1 ? 'it changes' : 'they change'} about the
probes and restarts of a Kubernetes cluster, as simulated by probestorm ${version} at ${counted(plan.points.length, 'point')} with ${replicationsText(plan)}.`
}

/** `period: deployment/web container server readinessProbe.periodSeconds`, several behind each other. */
function namesWithPaths({ parameters, paths = [] }: SweepPlan): string {
  return parameters
    .map((name, index) => (paths[index] === undefined ? name : `${name}: ${safeText(paths[index])}`))
    .join('; ')
}

function missingText({ plan, cells, points }: SweepResult): Markup | undefined {
  const total = plan.points.reduce((sum, { replications }) => sum + replications, 0)
  if (total === cells.length) return undefined
  return html`Not finished: ${readable(cells.length)} of ${counted(total, 'cell')} are simulated, at ${readable(points.length)} of ${counted(plan.points.length, 'point')}. <code>probestorm sweep --resume</code> goes on.`
}

function replicationsText({ points }: SweepPlan): string {
  const counts = new Set(points.map(({ replications }) => replications))
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (least !== most) return `${readable(least)} to ${counted(most, 'replication')} each`
  return `${counted(most, 'replication')}${points.length > 1 ? ' each' : ''}`
}

/** The largest effect on each of the metrics that a reader looks for first; what differs in digits that nobody reads is left out. */
function answerOf(effects: readonly MainEffect[], { plan, points }: SweepResult): string[] {
  const { parameters } = plan
  const units = parameterUnits(plan)
  const base = points.find(({ point }) => point === plan.base)
  if (points.length < 2) return ['Of fewer than two points there is nothing to compare.']
  const unitOf = (parameter: string): string => units[parameters.indexOf(parameter)] ?? ''
  const largest = effects.filter(({ metric }, index) => effects[index - 1]?.metric !== metric)
  const lines = largest.flatMap((effect) => {
    const { metric, first, lowest, highest } = effect
    const { label, text } = metricText(metric)
    const [low, high] = [text(lowest.mean), text(highest.mean)]
    if (low === high || first === null || first.value < shareMin) return []
    const together = effects.filter((other) => changesWith(effect, other))
    const names = together.map(({ parameter }) => safeText(parameter))
    const at = (end: 'lowest' | 'highest'): string =>
      together
        .map((each, index) => `${names[index]} ${shortLevel(each[end])}${unitOf(each.parameter)}`)
        .join(' and ')
    const most =
      parameters.length === 1
        ? ''
        : `${names.join(' with ')} matters most (${shareText(first.value)} of the variance), `
    const own = base?.estimates[metric].mean
    const beside = own == null ? '' : `; ${text(own)} at the base`
    return [`${label}: ${most}${low} at ${at('lowest')}; ${high} at ${at('highest')}${beside}.`]
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
    .replace(/\d+\.\d{3,}/g, (digits) => String(threeDigits(Number(digits))))
    .replace(/(\d+s)\d+ms(?:\d+us)?/g, '$1')
}

function pictureSection(picture: SweepPicture, effects: readonly MainEffect[]): Section {
  const { parameters, metrics } = picture
  const { across, up } = firstAxes(picture, effects)
  const option = (text: string, value: string, isChosen: boolean): Markup =>
    html`<option value="${value}"${isChosen ? html` selected` : undefined}>${text}</option>`
  const chooser = (id: string, label: string, options: readonly Markup[]): Markup =>
    html`<label>${label} <select id="${id}" autocomplete="off">${options}</select></label>\n`
  const choosers = [
    chooser(
      'metric',
      'Metric',
      metrics.map(({ name, label }, index) => option(`${label} (${name})`, String(index), index === 0)),
    ),
    chooser('across', 'Horizontal', [
      ...parameters.map(({ label }, index) => option(label, String(index), index === across)),
      ...(metrics.length > 1
        ? metrics.map(({ label }, index) => option(`trade-off: ${label}`, `metric-${index}`, false))
        : []),
    ]),
    chooser('up', 'Vertical', [
      option('the metric itself', 'metric', up === undefined),
      ...(parameters.length > 1
        ? parameters.map(({ name }, index) => option(name, String(index), index === up))
        : []),
    ]),
    ...parameters.map(({ name, levels }, index) =>
      parameters.length > 1 && levels.length <= heatValuesMax
        ? chooser(`fixed-${index}`, name, [
            option(`all ${readable(levels.length)} values`, 'all', true),
            ...levels.map((level, place) => option(level, String(place), false)),
          ])
        : undefined,
    ),
  ]
  return {
    id: 'parameters',
    title: 'Over the parameters',
    short: 'Picture',
    body: html`<noscript><p class="warning">The picture needs JavaScript; the tables below do not.</p></noscript>
<div class="choosers">\n${choosers}</div>
<figure><figcaption><h3 id="picture-title"></h3><p id="picture-about"></p></figcaption>\n<div id="picture"></div></figure>
${about(html`A cell or a dot is the mean over the replications of a point, with its 95 % interval where there are several
replications (± half of it in a cell). A cell that several points share, because they differ in parameters that are not shown, has
the mean of these points. Hold the pointer on it to see what it is made of. A trade-off draws one metric over another.`)}`,
  }
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

function effectSection(shares: readonly MetricShares[], plan: SweepPlan): Section | undefined {
  if (shares.length === 0 || plan.parameters.length === 1) return undefined
  const rows = shares.flatMap(shareRows).map(({ metric, name, share, total, lowest, highest }) => {
    const { label, text } = metricText(metric)
    const level = (at: LevelMean | undefined): string =>
      at === undefined ? '' : `${text(at.mean)} at ${shortLevel(at)}`
    return [
      label,
      name,
      shareBar(share),
      total === undefined ? '' : shareWords(total),
      level(lowest),
      level(highest),
    ]
  })
  const notes = shareNotes(shares, Math.min(...plan.points.map(({ replications }) => replications)))
  return {
    id: 'effects',
    title: 'Which parameters matter',
    short: 'Parameters',
    body: html`${about(html`The share of the variance between the points that goes with each parameter by itself, and with all that it does together with
others (Sobol's first and total order), without chance; a x b is what two do to each other beyond that. In brackets 95 % intervals. Parameters that always
change together have one share. Lowest and highest are means over all points with that value.`)}${notes.map((note) => about(note))}${table(['Metric', 'Parameter', 'By itself', 'With interactions', 'Lowest', 'Highest'], rows)}`,
  }
}

function shareBar(share: VarianceShare | null): Markup | string {
  if (share === null) return shareWords(share)
  return html`<span class="share"><svg width="104" height="12" aria-hidden="true"><rect class="bar-room" width="104" height="12" rx="2"/><rect class="bar" width="${(104 * share.value).toFixed(1)}" height="12" rx="2"/></svg><b>${shareWords(share)}</b></span>`
}

/** How the points stand against the base; empty for a sweep of one point. */
function differenceSection(result: SweepResult): Section | undefined {
  if (result.plan.points.length < 2) return undefined
  const { about: text, pairs, rows } = baseDifferences(result)
  const none =
    pairs < 2
      ? html`An interval needs two pairs: <code>--replications 10</code> gives more.`
      : 'No metric of interest surely differs at any point.'
  const lines = rows.map(({ metric, difference, interval, settings, varianceRatio }, index) => [
    metricText(metric ?? rows[index - 1]!.metric!).label,
    difference,
    interval,
    settings,
    varianceRatio,
  ])
  const body =
    lines.length === 0
      ? html`<p>${none}</p>\n`
      : table(['Metric', 'Difference', '95 % interval', 'At', 'Variance ratio'], lines)
  return {
    id: 'differences',
    title: 'Largest sure differences from the base',
    short: 'Differences',
    body: html`${about(html`${text} Of each metric the points that are surely farthest below and above it. Variance ratio: ${varianceRatioText}; the
smaller, the more of the chance both points have in common. All differences are in differences.csv.`)}${body}`,
  }
}

/** Where thresholds fail; empty without any. */
function thresholdPart(result: SweepResult): Section | undefined {
  const over = thresholdsOverPoints(pointThresholds(result))
  if (over.length === 0) return undefined
  const { parameters } = result.plan
  const rows = over.map((each) => {
    const { threshold, state, failing } = each
    const shown = failing
      .slice(0, failuresMax)
      .map(({ values, row }) => `${settingsText(parameters, values)}: ${foundText(row)}`)
    const left = failing.length - shown.length
    return [
      threshold,
      html`<span class="${state}">${thresholdMarks[state]} ${heldText(each)}</span>`,
      joined([...shown, ...(left > 0 ? [`and ${readable(left)} more`] : [])], html`<br>`),
    ]
  })
  return {
    id: 'thresholds',
    title: 'Thresholds',
    body: html`${about('What must hold at every point. All verdicts are in thresholds.csv.')}${table(['Threshold', 'Verdict', 'Points where it fails, and what was found'], rows)}`,
  }
}

function pointSection(result: SweepResult, metrics: readonly SummaryMetric[]): Section {
  const { plan, cells, points } = result
  const estimates = new Map(points.map(({ point, estimates }) => [point, estimates]))
  const finished = new Map<number, number>()
  for (const { point } of cells) finished.set(point, (finished.get(point) ?? 0) + 1)
  const failing = new Set(
    points
      .filter(({ verdicts }) => verdicts.some(({ state }) => state === 'fails'))
      .map(({ point }) => point),
  )
  const rows = numbersOf(result, metrics)
    .slice(0, rowsMax)
    .map((point) => {
      const planned = plan.points[point - 1]!
      const { replications } = planned
      const own = estimates.get(point)
      const done = finished.get(point) ?? 0
      const marks = [
        ...(failing.has(point) ? [html`\u00a0<span class="fails">✗</span>`] : []),
        ...(point === plan.base ? [html`\u00a0<span class="of">base</span>`] : []),
      ]
      return [
        html`${point}${marks}`,
        ...plan.parameters.map((_, parameter) => levelText(planned, parameter)),
        done === replications ? readable(done) : `${readable(done)} of ${readable(replications)}`,
        ...metrics.map((metric) => (own === undefined ? 'not simulated' : estimateText(metric, own[metric]))),
      ]
    })
  const few = plan.points.some(({ replications }) => replications > 1 && replications < replicationsMin)
    ? html` Of so few replications they are wide, and may begin below 0: <code>--replications 10</code> narrows them.`
    : undefined
  const left = plan.points.length - rows.length
  const titles = [
    'Point',
    ...plan.parameters.map(safeText),
    'Replications',
    ...metrics.map((metric) => metricText(metric).label),
  ]
  const order =
    metrics[0] === undefined || points.length < 2
      ? ''
      : `${upperFirst(orderText(metrics[0]))}, points where a threshold fails last. `
  return {
    id: 'points',
    title: 'Points',
    body: html`${about(`${order}Means over the replications of a point, and in brackets their 95 % intervals.`, few, ' All metrics are in points.csv.')}${table(titles, rows)}${left > 0 ? about(`${counted(left, 'point')} more: see points.csv.`) : undefined}`,
  }
}

/** The numbers of all points, the best first, those without a result last. */
function numbersOf(result: SweepResult, [metric]: readonly SummaryMetric[]): number[] {
  const all = result.plan.points.map((_, index) => index + 1)
  if (metric === undefined) return all
  const ranked = rankedPoints(result, metric).map(({ point }) => point)
  const known = new Set(ranked)
  return [...ranked, ...all.filter((point) => !known.has(point))]
}

function estimateText(metric: SummaryMetric, estimate: Estimate): string {
  const { mean, sd, ci95Low, ci95High, basis } = possible(metric, estimate)
  if (mean === null) return '–'
  const { text } = metricText(metric)
  const [middle, low, high] = [mean, ci95Low, ci95High].map((value) => (value === null ? '' : text(value)))
  const isSure =
    (sd === 0 && basis === 'student') || low === '' || high === '' || (low === middle && high === middle)
  return isSure ? middle! : `${middle} (${low} to ${high})`
}

function basisSection({ plan }: SweepResult): Section {
  const scenarios = [...new Set(plan.points.map(({ scenario }) => scenario))]
  const names = scenarios.slice(0, 10).map((name) => `“${name}”`)
  const drawn = plan.points.length > pointsMax ? ` More than ${readable(pointsMax)} are not drawn.` : ''
  return {
    id: 'basis',
    title: 'What this rests on',
    short: 'Basis',
    body: html`<ul>
<li>The ${scenarios.length > 1 ? 'scenarios' : 'scenario'} ${names.join(', ')} at ${counted(plan.points.length, 'point')}, ${replicationsText(plan)}; all workloads together.${drawn}</li>
<li>Common random numbers: all points share their seed and, container by container, their random streams. What chance does at one
point it does at the others too, so points may differ surely where their intervals, which are those of each mean by itself, overlap.</li>
<li>Where an interval is missing there is one replication, or all of them agree.</li>
</ul>
<h3>Not measured</h3>
<p>What the scenario does not say about the containers has the defaults that <code>probestorm validate</code> names:
no number here is measured on a cluster.</p>
`,
  }
}
