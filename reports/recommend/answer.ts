/** The answer of a recommendation in a few sentences: what changes for the user, not what it costs. */
import { outlasts } from '../../engine/contract/probe-setting.ts'
import { limitDefaults } from '../../engine/contract/recommendation.ts'
import { outageHelp } from '../outage-help.ts'
import { counted, enumerated, percent, readable, threeDigits, upperFirst } from '../readable.ts'
import { restsOnFormula } from './evidence-text.ts'
import { keptTexts, sumText } from './kept-answer.ts'
import { mistakeWord, perMonth, togetherText } from './mistake-text.ts'
import {
  changedFields,
  isChanged,
  isOpen,
  type ProbeRecommendation,
  probeName,
  type Recommendation,
  ranked,
} from './recommended-result.ts'
import { settingText } from './setting-text.ts'
import { calmerOption, isCutShort, standstillName } from './standstill-text.ts'
import { isBlind } from './why-text.ts'

/** Text, partly of inputs. */
export function answer(recommendation: Recommendation): string {
  const { probes, question, load } = recommendation
  if (probes.length === 0)
    return ['There is no probe to set.', skippedText(recommendation)].filter((text) => text !== '').join(' ')
  const changed = ranked(probes).filter(isChanged)
  const withheld = probes.filter((probe) => probe.withheld !== undefined).length
  const impossible = probes.filter(({ recommended }) => recommended === null)
  const broken = probes.filter(isOpen).length - impossible.length
  const sentences = [
    changed.length === 0 ? '' : changeText(changed, probes.length),
    ...effects(changed),
    fewStartsText(changed),
    ...outlastTexts(changed),
    question.limits['false-restarts-per-month'] === null ? harmLeftText(changed) : '',
    calmerText(probes),
    ...keptTexts(probes),
    withheld === 0
      ? ''
      : `For ${counted(withheld, 'probe')} a setting that is right for the container by itself is withheld: it starts a storm in this scenario.`,
    broken === 0
      ? ''
      : `${readable(broken)} of these ${broken === 1 ? 'keeps a setting that breaks' : 'keep settings that break'} limits.`,
    stormyText(recommendation),
    leftInScenarioText(recommendation),
    ...impossibleTexts(impossible),
    skippedText(recommendation),
    blindText(probes),
    missingText(recommendation),
    changed.length === 0 || question.objective === 'robust'
      ? ''
      : `The busiest node then has ${readable(load.recommended.probesPerSecond)} probe runs a second instead of ${readable(load.current.probesPerSecond)}.`,
  ]
  return sentences.filter((text) => text !== '').join(' ')
}

/** What the scenario itself still has, faults included: figures of a month leave them out. */
function leftInScenarioText({ scenarioCheck, probes, stormy = [] }: Recommendation): string {
  const isSaid = probes.some(
    ({ probe, recommended }) => probe === 'liveness' && (recommended?.mistakesPerMonth ?? 0) > 1,
  )
  const found = scenarioCheck?.metrics.find(
    ({ workload, metric }) => workload === '*' && metric === 'false_restarts_total',
  )
  const [now, then] = [found?.base.mean ?? 0, found?.head.mean ?? 0]
  if (isSaid || stormy.length > 0 || then < 1) return ''
  return `In the scenario itself ${readable(threeDigits(then))} false restarts are left (now ${readable(threeDigits(now))}): the figures of a month leave its faults out.`
}

/** Where no setting is recommended: because no number makes a probe notice hangs, or because the limits contradict each other. */
function impossibleTexts(impossible: readonly ProbeRecommendation[]): string[] {
  const blind = impossible.filter(isBlind)
  const others = impossible.filter((probe) => !isBlind(probe))
  return [
    others.length === 0
      ? ''
      : `For ${others.length === 1 ? probeName(others[0]!) : counted(others.length, 'probe')} no setting keeps all limits.`,
    blind.length === 0
      ? ''
      : `For ${blind.length === 1 ? probeName(blind[0]!) : counted(blind.length, 'probe')} no number keeps the limit on detection: ${blind.length === 1 ? 'it only opens a connection, and so never notices' : 'they only open a connection, and so never notice'} a hang; httpGet, grpc or exec would.`,
  ]
}

/** Probes that break a limit, whatever their numbers are. */
function skippedText({ skipped }: Recommendation): string {
  const [first, ...others] = skipped.filter(({ breaks }) => breaks.length > 0)
  if (first === undefined) return ''
  const who =
    others.length === 0
      ? `${probeName(first)} never notices`
      : `${counted(others.length + 1, 'probe')} never notice`
  return `${upperFirst(who)} a hang: ${first.reason}.`
}

/** Where a hang has to be noticed, and nothing looks for one. */
function missingText({ missing, question }: Recommendation): string {
  const own = missing.filter(({ probe }) => probe === 'liveness')
  if (question.limits['detect-within'] === null || own.length === 0) return ''
  return `${counted(own.length, 'container')} without a liveness probe: nothing notices a hang there.`
}

/** What no number of a probe ends, or what nobody has asked to end. */
function stormyText({ stormy = [], probes }: Recommendation): string {
  const [first] = stormy
  if (first === undefined) return ''
  const { workload, falseRestarts, zeroReadySeconds, failedRequests } = first
  const parts = [
    `${readable(threeDigits(falseRestarts))} false restarts`,
    ...(zeroReadySeconds > 0 ? [`${readable(threeDigits(zeroReadySeconds))} s without a ready pod`] : []),
    ...((failedRequests ?? 0) > 0 ? [`${readable(threeDigits(failedRequests!))} failed requests`] : []),
  ]
  const others = stormy.length === 1 ? '' : `, and ${counted(stormy.length - 1, 'workload')} more`
  const settings = probes.some(isChanged) ? 'these' : 'the present'
  return `With ${settings} settings the scenario ends in a storm: ${workload} has ${enumerated(parts)}${others}. "probestorm validate --advice" says what it finds in it, and names what to run.`
}

/** Probes that no number helps: a hung process still accepts their connections (H4). */
function blindText(probes: readonly ProbeRecommendation[]): string {
  const blind = probes.filter(({ noticesHangs, probe }) => !noticesHangs && probe !== 'startup')
  const others = blind.filter((probe) => !isBlind(probe)).length
  if (others === 0) return ''
  if (others < blind.length)
    return `${counted(others, 'more probe')} by tcpSocket never ${others === 1 ? 'notices' : 'notice'} a hang.`
  const subject =
    others === 1
      ? '1 probe never notices a hang, for it'
      : `${readable(others)} probes never notice a hang, for they`
  return `${subject} only ${others === 1 ? 'opens' : 'open'} a connection; httpGet, grpc or exec would.`
}

/** What the other limits leave of false restarts, where nobody said how many may be left. */
function harmLeftText(changed: readonly ProbeRecommendation[]): string {
  const own = changed.filter(
    ({ probe, isKnown, calmer, recommended }) =>
      probe === 'liveness' &&
      isKnown &&
      calmer === null &&
      recommended!.mistakesPerMonth! > limitDefaults['false-restarts-per-month'],
  )
  const [first] = own
  if (first === undefined) return ''
  const { standstill, recommended } = first
  const why =
    standstill !== undefined && !outlasts(recommended!, standstill)
      ? `: ${standstillName(standstill)} is no shorter than a setting that keeps them can outlast`
      : ''
  return `${sumText(own, (probe) => probe.recommended)} false restarts a month stay${togetherText(own)}, for the limits allow no setting that makes far fewer${why}.`
}

/** False restarts that stay, and what one option more would leave of them. */
function calmerText(probes: readonly ProbeRecommendation[]): string {
  const own = probes.filter(({ calmer }) => calmer !== null)
  if (own.length === 0) return ''
  const sum = (of: (probe: ProbeRecommendation) => number | null): string => {
    const rates = own.map(of)
    return perMonth(rates.reduce((total, rate) => (total === null || rate === null ? null : total + rate), 0))
  }
  const longest = own.reduce((a, b) => (optionSeconds(b) > optionSeconds(a) ? b : a))
  const option = calmerOption(longest)
  const cut = own.filter(isCutShort)
  if (cut.length === own.length) {
    const who = own.length === 1 ? probeName(longest) : counted(own.length, 'liveness probe')
    return `${upperFirst(who)} ${own.length === 1 ? 'restarts its container' : 'restart their containers'} in ${standstillName(longest.standstill!)}, which passes by itself; to outlast it a hang that stays would be noticed after up to ${readable(optionSeconds(longest))} s (now ${readable(longest.current.detectionSecondsHigh)} s), so nothing changes by itself: ${outageHelp(...own.map(({ standstill }) => standstill!.of))}, or ask with ${option}.`
  }
  const stay = sum(({ recommended }) => recommended?.mistakesPerMonth ?? null)
  const why = option.startsWith('--false-restarts') ? '' : ' while a hang has to be noticed as soon as now'
  return `${stay} false restarts a month stay${why}${togetherText(own)}: with ${option} there would be ${sum(({ calmer }) => calmer!.mistakesPerMonth)}.`
}

function optionSeconds({ calmer }: ProbeRecommendation): number {
  return calmer!.detectionSecondsHigh
}

function changeText(changed: readonly ProbeRecommendation[], count: number): string {
  const [only, ...others] = changed
  if (only === undefined || others.length > 0)
    return `${readable(changed.length)} of ${counted(count, 'probe')} should change.`
  const { workload, container, probe } = only
  return `The ${probe} probe of ${workload}, ${container}, should ${fieldsText(only)}.`
}

/** `have periodSeconds 15 instead of 10 and failureThreshold 2 instead of 3`. */
function fieldsText(probe: ProbeRecommendation): string {
  const { setting } = probe.current
  const fields = Object.entries(changedFields(probe)).map(
    ([field, value]) => `${field} ${value} instead of ${setting[field as keyof typeof setting]}`,
  )
  const added = probe.addedStartup === null ? '' : `get a startup probe ${settingText(probe.addedStartup)}`
  const have = fields.length === 0 ? '' : `have ${enumerated(fields)}`
  return [added, have].filter((text) => text !== '').join(', and ')
}

/** What a budget costs that has to hold for all starts that few observations allow. */
function fewStartsText(changed: readonly ProbeRecommendation[]): string {
  const own = changed.filter(({ probe, evidence }) => probe === 'startup' && evidence.basis === 'few')
  const [first] = own
  if (first?.knownBy.from !== 'observations') return ''
  const { recommended, current, knownBy, evidence } = first
  const needed = evidence.draws?.countNeeded ?? null
  const more = needed === null ? '' : `; with some ${readable(needed)} it may be smaller`
  return `${own.length === 1 ? 'It rests' : 'They rest'} on only ${counted(knownBy.count, 'start')}, so the budget is large${more}: a start that hangs is given up after up to ${readable(recommended!.detectionSecondsHigh)} s (now ${readable(current.detectionSecondsHigh)} s).`
}

/** What probes outlast that gave up too soon, the longest standstill first, and what that costs. */
function outlastTexts(changed: readonly ProbeRecommendation[]): string[] {
  const own = changed.filter(({ currentBreaks }) => currentBreaks.includes('outlast'))
  const [first] = own.toSorted((a, b) => b.standstill!.seconds - a.standstill!.seconds)
  if (first === undefined) return []
  const later = own.reduce((most, { recommended }) => Math.max(most, recommended!.detectionSecondsHigh), 0)
  const now = own.reduce((most, { current }) => Math.max(most, current.detectionSecondsHigh), 0)
  const who = own.length === 1 ? 'liveness outlasts' : `${readable(own.length)} liveness probes outlast`
  const source =
    first.standstill!.of === 'asked'
      ? ''
      : ' If liveness only fails because something else is away, answer it without asking for that: then it needs no higher failureThreshold.'
  const what = own.every(({ noticesHangs }) => noticesHangs)
    ? 'a hang that does not pass'
    : 'what does not pass'
  return [
    `With it ${who} ${standstillName(first.standstill!)}, and ${own.length === 1 ? 'notices' : 'notice'} ${what} after up to ${readable(later)} s instead of ${readable(now)} s.${source}`,
  ]
}

/** Where only a formula says how few there are, what the simulation says; and what no formula has. */
function simulatedText(own: readonly ProbeRecommendation[]): string {
  if (own.some(({ evidence }) => evidence.basis === 'queue')) return ', if they did not wait with requests'
  const highs = own.filter(restsOnFormula).map(({ evidence }) => evidence.simulation!.perMonthHigh)
  if (highs.length === 0) return ''
  return ` by formula (the simulation only shows that there are fewer than ${perMonth(highs.reduce((sum, high) => sum + high, 0))})`
}

/** Sums over the probes that change: `False restarts 17,408 → 15 a month.` */
function effects(changed: readonly ProbeRecommendation[]): string[] {
  const known = changed.filter(({ isKnown }) => isKnown)
  const mistakes = (['liveness', 'readiness'] as const).map((type) => {
    const own = known.filter(({ probe }) => probe === type)
    const before = sumText(own, ({ current }) => current)
    const after = sumText(own, ({ recommended }) => recommended)
    if (own.length === 0 || before === after) return ''
    const word = mistakeWord({ probe: type })
    return `${upperFirst(word)}s ${before} → ${after} a month${simulatedText(own)}.`
  })
  const cut = changed.filter(
    ({ current }) => (current.startKillProbability ?? 0) > limitDefaults['startup-kill-probability'],
  )
  const worst = Math.max(0, ...cut.map(({ current }) => current.startKillProbability!))
  const then = Math.max(0, ...cut.map(({ recommended }) => recommended?.startKillProbability ?? 0))
  const starts =
    cut.length === 0 ? '' : `Starts cut short, in the worst phase: ${percent(worst)} → ${percent(then)}.`
  return [...mistakes, starts]
}
