/** What the figures of a setting rest on, in words. */
import {
  type Happened,
  type KnownBy,
  limitDefaults,
  type MistakeCount,
  monthSeconds,
  type Neighbour,
  type ProbeRecommendation,
  type Recommendation,
} from '../../engine/contract/recommendation.ts'
import { counted, percent, readable } from '../readable.ts'
import { mistakeWord, perMonth, probability } from './mistake-text.ts'
import { isChanged, type ProbeTarget } from './recommended-result.ts'
import { figureText, mistakesText } from './setting-text.ts'

/** `observed (n = 88,594, 11,406 censored, order unknown)`. */
export function knownText(known: KnownBy, defaults: ProbeTarget['defaults']): string {
  if (known.from === 'nothing') return 'unknown'
  if (known.from === 'user')
    return defaults.includes('latency')
      ? 'given by the user but for the latency, which is assumed'
      : 'given by the user'
  const { count, censored, truncated, order } = known
  const parts = [
    `n = ${readable(count)}`,
    ...(censored > 0 ? [`${readable(censored)} censored`] : []),
    ...(truncated > 0 ? [`${readable(truncated)} truncated`] : []),
    `order ${order ? 'known' : 'unknown'}`,
  ]
  return `observed (${parts.join(', ')})`
}

/** What was expected, and what has happened. */
export function happenedText(happened: Happened, probe: Pick<ProbeRecommendation, 'probe'>): string {
  const { expectedPerMonth, perMonth: seen, count, podDays, isContradicted } = happened
  const word = probe.probe === 'readiness' ? 'removals' : 'restarts'
  const far = isContradicted ? ', which chance does not explain' : ''
  return `With this behavior and the present setting ${perMonth(expectedPerMonth)} ${word} a month are expected; there were ${perMonth(seen)} (${readable(count)} in ${readable(Math.round(podDays))} pod days)${far}.`
}

/** What leaves open whether a setting is right. */
export type UndecidedBasis = Extract<
  ProbeRecommendation['evidence']['basis'],
  'order' | 'few' | 'contradicted' | 'queue' | 'storm'
>
const undecidedBases: readonly string[] = [
  'order',
  'few',
  'contradicted',
  'queue',
  'storm',
] satisfies readonly UndecidedBasis[]

/** Whether nobody can say what its present setting does. */
export function isUndecided({ evidence }: ProbeRecommendation): boolean {
  return undecidedBases.includes(evidence.basis)
}

/** How sure the figures are. */
export function evidenceText(probe: ProbeRecommendation, defaults: ProbeTarget['defaults'] = []): string {
  const of = probe.probe === 'startup' ? 'Its starts are' : 'Its answers are'
  const known =
    probe.knownBy.from === 'nothing'
      ? ''
      : `. ${of} ${knownText(probe.knownBy, probe.probe === 'startup' ? [] : defaults)}`
  return `${basisText(probe)}${drawsText(probe)}${known}`
}

/** How many of the laws that the observations allow keep the limit. */
function drawsText({ evidence: { draws }, probe }: ProbeRecommendation): string {
  if (draws === null) return ''
  const bound =
    probe === 'startup'
      ? `a start is cut short with probability ${probability(draws.bound)} at most`
      : `${perMonth(draws.bound)} ${mistakeWord({ probe })}s a month at most`
  const needed =
    draws.countNeeded === null
      ? ''
      : `; for 90 % some ${readable(draws.countNeeded)} observations would be needed`
  return `. ${readable(draws.kept)} of ${readable(draws.of)} laws that the observations allow keep the limit (with 90 % of them ${bound})${needed}`
}

function basisText(probe: ProbeRecommendation): string {
  const { basis, simulation, togetherPerMonth } = probe.evidence
  if (basis === 'unknown')
    return probe.probe === 'startup'
      ? 'Nothing is known of its starts, so its budget is kept'
      : `Nothing is known of the latency of its answers, so its timeout ${movesThreshold(probe) ? 'is' : 'and threshold are'} kept`
  if (basis === 'order')
    return probe.knownBy.from === 'observations' && probe.knownBy.order
      ? 'Too few failed runs were observed to say whether they come one by one'
      : 'Its answers were observed without their order in time'
  if (basis === 'few') return 'There are too few observations'
  if (basis === 'contradicted') return 'What is expected is far from what has happened'
  if (basis === 'queue') return `By the formula of a container without requests; ${queuedText(probe)}`
  if (basis === 'storm')
    return 'By the formula of a container that nothing slows down; the scenario ends in a storm, which it does not see'
  if (basis === 'unordered')
    return `By formula, if runs fail independently of each other; but the order of the answers is not known, and if slow answers come together, it is up to ${perMonth(togetherPerMonth)} ${mistakeWord(probe)}s a month`
  if (simulation === null)
    return 'By formula: exact in this model where runs fail independently of each other, within 2 % where rare pauses make them fail'
  const counts = countText(simulation, probe)
  if (restsOnFormula(probe))
    return `By simulation: ${counts}, surely fewer than now; that there is at most ${counted(limitDefaults['false-restarts-per-month'], mistakeWord(probe))} a month is by formula: ${perMonth(probe.recommended!.mistakesPerMonth)}`
  if (basis === 'simulated' || !isChanged(probe)) return `By simulation: ${counts}`
  return `Within the noise of the simulation: ${counts}, which holds the limit of ${perMonth(probe.mistakesPerMonthMax)}; by formula ${perMonth(probe.recommended!.mistakesPerMonth, probe.mistakesPerMonthMax)}`
}

/** `at the peak 14 % of its runs wait with the requests of default/web for longer than its timeout of 1 s (28 % with one pod fewer), and no formula says how many of them come in a row`. */
export function queuedText({ queued, recommended, current }: ProbeRecommendation): string {
  const { service, lateRatio, lateRatioThen } = queued!
  const { timeoutSeconds } = (recommended ?? current).setting
  const then = lateRatioThen > lateRatio ? ` (${percent(rough(lateRatioThen))} with one pod fewer)` : ''
  return `at the peak ${percent(rough(lateRatio))} of its runs wait with the requests of ${service} for longer than its timeout of ${readable(timeoutSeconds)} s${then}, and no formula says how many of them come in a row`
}

function rough(ratio: number): number {
  return Number(ratio.toPrecision(2))
}

/** A probe may have to outlast an outage, whatever is known of its answers. */
function movesThreshold({ current, recommended }: ProbeRecommendation): boolean {
  return recommended !== null && recommended.setting.failureThreshold !== current.setting.failureThreshold
}

/** Whether the simulation shows no more than that a changed setting is no worse than now: only the formula says that its mistakes are few enough. */
export function restsOnFormula(probe: ProbeRecommendation): boolean {
  const { basis, simulation } = probe.evidence
  const most = limitDefaults['false-restarts-per-month']
  if (basis !== 'simulated' || probe.probe !== 'liveness' || !isChanged(probe)) return false
  const now = probe.current.mistakesPerMonth!
  const isLimitedByNow = probe.mistakesPerMonthMax! > now / 2 && simulation!.perMonthHigh <= now
  return isLimitedByNow && simulation!.perMonthHigh > most && probe.recommended!.mistakesPerMonth! <= most
}

function countText(
  { count, containerDays, perMonthLow, perMonthHigh, rare }: MistakeCount,
  probe: ProbeRecommendation,
): string {
  const split =
    rare === undefined || rare.perMonth === 0
      ? ''
      : `; by importance splitting ${perMonth(rare.perMonthLow)} to ${perMonth(rare.perMonthHigh)}`
  return `${counted(count, mistakeWord(probe))} in ${readable(Math.round(containerDays))} container days, so ${perMonth(perMonthLow)} to ${perMonth(perMonthHigh)} a month (95 %)${split}`
}

/** What speaks against a cheaper neighbour. */
export function neighbourText(
  { rated, breaks, isWithinNoise, simulation }: Neighbour,
  probe: ProbeRecommendation,
  { objective }: Recommendation['question'],
): string {
  const seen = simulation === undefined ? '' : ` (${countText(simulation, probe)})`
  if (isWithinNoise) return `cannot be told from the limit${seen}`
  if (breaks.length === 0)
    return objective === 'detection'
      ? 'keeps the limits, but makes the slowest probe no faster'
      : `keeps the limits too${probe.isKnown ? `; it ${mistakesText(rated, probe)}` : ''}`
  return `${breaks.map((name) => figureText(name, rated, probe)).join(' and ')}${seen}`
}

export const monthText = `A month has ${monthSeconds / 86_400} days.`
