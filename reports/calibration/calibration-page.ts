/** `report.html` of a calibration: every sample with its fits, as one page that needs no network. */
import type { LengthLaw, PauseStudy, SlowPhaseStudy } from '../../engine/contract/fit-result.ts'
import { html, joined, Markup } from '../html.ts'
import { htmlPage, type Section } from '../page.ts'
import { about, list, table } from '../page-parts.ts'
import { counted, readable, upperFirst } from '../readable.ts'
import { calibrationVerdict } from './calibration-verdict.ts'
import { byWeight, decisiveText } from './decisive.ts'
import { fitCharts } from './fit-charts.ts'
import { lawParameters } from './law-parameters.ts'
import type { DrawnSample } from './reported-sample.ts'
import { timeText } from './time-text.ts'

/** Samples with charts; more would make a page that no browser likes. */
const drawnMax = 200
const answersMax = 3

/** The page in pieces. `scenario` is the text that the calibration prints. */
export function calibrationPage(
  given: readonly DrawnSample[],
  notes: readonly string[],
  scenario: string,
  version: string,
): string[] {
  const samples = byWeight(given)
  const left = samples.length - drawnMax
  return htmlPage({
    title: 'Calibration: behavior from observations',
    heading: 'Calibration',
    ...(samples.length === 0 ? {} : { verdict: calibrationVerdict(samples) }),
    answer: answers(samples),
    about: html`Behavior of containers, fitted by probestorm ${version} to what was observed of them:
${counted(samples.length, 'sample')}. All numbers are in fits.csv, the scenario is calibrated.yaml.`,
    sections: [
      notes.length > 0 ? { id: 'notes', title: 'Notes', body: list(notes) } : undefined,
      ...samples.slice(0, drawnMax).map(sampleSection),
      {
        id: 'scenario',
        title: 'The scenario',
        body: html`${left > 0 ? about(`${counted(left, 'sample')} more: see fits.csv.`) : undefined}<pre tabindex="0">${joined(scenario.split('\n'), html`\n`)}</pre>\n`,
      },
    ],
    footer:
      'Made by probestorm. A law stands for what was observed; what was not observed - rarer hangs, busier days - it does not know.',
    bundle: 'calibration',
  })
}

/** The laws that decide most, and how many more there are. */
function answers(samples: readonly DrawnSample[]): string[] {
  const more = samples.length - answersMax
  const [first, ...others] = samples.slice(0, answersMax).map(decisiveText)
  if (first === undefined) return []
  const lead = others.length === 0 ? first : `What matters most: ${first}`
  return [lead, ...others, ...(more > 0 ? [`${counted(more, 'more law')} below and in fits.csv.`] : [])]
}

function sampleSection(sample: DrawnSample, index: number): Section {
  const { name, fit, tail, phases, notes, curves } = sample
  const charts = fitCharts(curves).map(
    ({ title, about, svg }) =>
      html`<figure><figcaption><h3>${title}</h3><p>${about}.</p></figcaption>\n${new Markup(svg)}\n</figure>\n`,
  )
  const items = [...notes, ...(phases === null ? [] : [phasesText(phases)])]
  return {
    id: `sample-${index}`,
    title: name,
    body: html`<p><strong>${upperFirst(fit.chosen.family)}</strong> of ${counted(Math.round(fit.n), 'observation')}: half of them up to
${timeText(fit.p50Us)}, 99 % up to ${timeText(fit.p99Us)} (${fit.reason}). ${tailText(tail)}</p>
${about(evidenceText(sample))}
${items.length > 0 ? html`<ul class="about">${items.map((note) => html`<li>${note}</li>`)}</ul>\n` : undefined}<div class="charts fits">\n${charts}</div>
${familyTable(fit)}`,
  }
}

/** What the law rests on. */
function evidenceText({
  fit,
  censored,
  truncated,
  phases,
  dispersion,
  tailDrawnUs,
  tail,
}: DrawnSample): string {
  const [low, high] = tailDrawnUs
  const parts = [
    counted(Math.round(fit.n), 'observation'),
    ...(censored > 0 ? [`of ${readable(censored)} only a bound is known`] : []),
    ...(truncated > 0 ? ['seen only because they were below the timeout'] : []),
    phases === null ? 'order not known: failures may come together' : 'in the order of time',
    ...(dispersion === undefined
      ? []
      : [`variance over mean of failed or slow runs from scrape to scrape ${readable(dispersion)}`]),
  ]
  return `Evidence: ${parts.join('; ')}. Of all, ${readable(100 * tail.share)} % take at most ${timeText(low)} to ${timeText(high)} (the middle 90 % of the draws).`
}

function tailText({ quantileUs, upperUs, neededN }: DrawnSample['tail']): string {
  const quantile = `99.9 % up to ${timeText(quantileUs)}`
  if (upperUs === null)
    return `${quantile}, which nothing bounds: ${readable(neededN)} observations would, with 95 %.`
  const bound = `${quantile}, at most ${timeText(upperUs)} with 95 % if the family is right`
  return upperUs > 1.1 * quantileUs
    ? `${bound}; some ${readable(Number(neededN.toPrecision(2)))} observations would bring that within 10 %.`
    : `${bound}.`
}

function pausesText({ bicGap, verdict, found }: PauseStudy): string {
  if (found === null)
    return verdict === 'slow'
      ? '; no pauses: long answers took times of their own'
      : '; whether long answers waited for the end of a pause is not known'
  return `; ${counted(found.pauses, 'pause')}: every ${timeText(found.everyUs)} for ${timeText(found.forUs)} on average, in ${readable(found.shared)} of them several answers waited for the same end (BIC lower by ${(-bicGap).toFixed(1)} than with slow answers); ${lengthText('gaps', found.every)}, ${lengthText('lengths', found.for)}; the charts show the values outside them`
}

function phasesText({ found, few, pauses, drift, n, bicOne, bicMixed, bicLasting }: SlowPhaseStudy): string {
  const wave = drift === undefined ? '' : `, ${drift.bic.toFixed(1)} for a drift`
  const evidence = `BIC ${bicOne.toFixed(1)} for one state, ${bicMixed.toFixed(1)} for two without memory, ${bicLasting.toFixed(1)} for two that last${wave}`
  const drifting =
    drift === undefined
      ? ''
      : `; it drifts by a factor of ${readable(drift.factor)} within ${timeText(drift.periodUs)}, and the law is of all of it: the slow hours are worse`
  const paused = pauses === undefined ? '' : pausesText(pauses)
  if (few !== undefined)
    return `${counted(few.values, 'slow value')} of ${readable(n)} in order stand together in ${counted(few.phases, 'phase')}, too few to say how often they come and how long they last (${evidence})${paused}${drifting}`
  if (found === null)
    return `No slow phases in ${counted(n, 'value')} in order (${evidence})${paused}${drifting}`
  return `${counted(found.phases, 'slow phase')} in ${counted(n, 'value')} in order: every ${timeText(found.everyUs)} for ${timeText(found.forUs)} on average, ${readable(found.factor)} times as slow (${evidence}); ${lengthText('gaps', found.every)}, ${lengthText('lengths', found.for)}; the charts show the values outside them${paused}${drifting}`
}

function lengthText(what: string, { law, exponentialP }: LengthLaw): string {
  if (exponentialP === null) return `too few ${what} to test their law`
  const p = `p ${exponentialP < 0.001 ? '< 0.001' : exponentialP.toFixed(3)}`
  return law.kind === 'exponential'
    ? `${what} exponential (${p})`
    : `${what} ${law.kind}, not exponential (${p})`
}

function familyTable({ fits, chosen }: DrawnSample['fit']): Markup {
  const number = (value: number | null, digits: number): string =>
    value === null ? '' : value.toFixed(digits)
  const rows = fits.map((each) => [
    each === chosen ? html`<span class="holds">${each.family} ✓</span>` : each.family,
    number(each.bic, 1),
    number(each.aic, 1),
    number(each.ks, 4),
    number(each.ad, 2),
    number(each.chiSquare, 1),
    number(each.ksP ?? each.chiSquareP, 3),
    lawParameters(each.law),
  ])
  return table(['Family', 'BIC', 'AIC', 'KS', 'AD', 'Chi-square', 'p', 'Parameters'], rows)
}
