/** The answer of a recommendation in a few sentences: what changes for the user, not what it costs. */
import { counted, readable, threeDigits, upperFirst } from '../readable.ts'
import { asKnown, mistakeWord, perMonth, probability } from './mistake-text.ts'
import {
  changedFields,
  isChanged,
  isOpen,
  type ProbeRecommendation,
  type RatedSetting,
  type Recommendation,
  ranked,
} from './recommended-result.ts'
import { isRemoving, limitDefaults, settingText } from './setting-text.ts'
import { calmerOption, standstillName } from './standstill-text.ts'

/** Why probes of which something is known keep their settings though nobody can say whether they are right. */
const keptWords: readonly (readonly [
  ProbeRecommendation['evidence']['basis'],
  (probes: string) => string,
])[] = [
  ['order', (probes) => `Unknown, order needed: ${probes} kept; only the order of the answers could tell.`],
  ['few', (probes) => `Unknown, more observations needed: ${probes} kept.`],
  [
    'contradicted',
    (probes) => `Unknown, contradicted: ${probes} kept, for what is expected is far from what has happened.`,
  ],
  [
    'storm',
    (probes) =>
      `Unknown in this storm: ${probes} kept; the formula holds only of containers that nothing slows down.`,
  ],
]

/** Text, partly of inputs. */
export function answer(recommendation: Recommendation): string {
  const { probes, question, load } = recommendation
  if (probes.length === 0) return 'There is no probe to set.'
  const changed = ranked(probes).filter(isChanged)
  const count = (isRight: (probe: ProbeRecommendation) => boolean): number => probes.filter(isRight).length
  const isLeft = (probe: ProbeRecommendation): boolean => !isChanged(probe) && probe.recommended !== null
  const unknown = count((probe) => !probe.isKnown && isLeft(probe))
  const kept = (basis: ProbeRecommendation['evidence']['basis']): number =>
    count((probe) => probe.isKnown && probe.evidence.basis === basis && isLeft(probe))
  const undecided = keptWords.reduce((sum, [basis]) => sum + kept(basis), 0)
  const left = count((probe) => probe.isKnown && isLeft(probe)) - undecided
  const stuck = count(
    (probe) =>
      probe.severity === 'harmful' &&
      probe.recommended !== null &&
      probe.withheld === undefined &&
      !isChanged(probe),
  )
  const better = count((probe) => probe.better !== null)
  const withheld = count((probe) => probe.withheld !== undefined)
  const impossible = count((probe) => probe.recommended === null)
  const broken = count(isOpen) - impossible
  const sentences = [
    changed.length === 0 ? '' : changeText(changed, probes.length),
    ...effects(changed),
    ...outlastTexts(changed),
    calmerText(probes),
    left === 0 ? '' : `${counted(left, 'probe')} ${left === 1 ? 'stays as it is' : 'stay as they are'}.`,
    stuck === 0
      ? ''
      : `${readable(stuck)} of them ${stuck === 1 ? 'does' : 'do'} harm, and no setting within the limits does much less.`,
    withheld === 0
      ? ''
      : `For ${counted(withheld, 'probe')} a setting that is right for the container by itself is withheld: it starts a storm in this scenario.`,
    broken === 0
      ? ''
      : `${readable(broken)} of these ${broken === 1 ? 'keeps a setting that breaks' : 'keep settings that break'} limits.`,
    stormyText(recommendation),
    better === 0
      ? ''
      : `${betterSubject(better, left)} would be better with other numbers${removalsText(probes)}: --all takes them.`,
    ...keptWords.map(([basis, words]) => (kept(basis) === 0 ? '' : words(counted(kept(basis), 'probe')))),
    unknown === 0
      ? ''
      : `Of ${counted(unknown, 'probe')} too little is known to change anything${hintOf(probes)}.`,
    blindText(probes),
    impossible === 0 ? '' : `For ${readable(impossible)} no setting keeps all limits.`,
    changed.length === 0 || question.objective === 'robust'
      ? ''
      : `The busiest node then has ${readable(load.recommended.probesPerSecond)} probe runs a second instead of ${readable(load.current.probesPerSecond)}.`,
  ]
  return sentences.filter((text) => text !== '').join(' ')
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
  return `With ${settings} settings the scenario ends in a storm: ${workload} has ${listed(parts)}${others}.`
}

/** How much better: false removals restart nothing, but users may notice them. */
function removalsText(probes: readonly ProbeRecommendation[]): string {
  const own = probes.filter(({ better, probe }) => better !== null && probe === 'readiness')
  const before = sumText(own, ({ current }) => current)
  const after = sumText(own, ({ better }) => better)
  return own.some(isRemoving)
    ? ` (false removals ${before} → ${after} a month, which restart nothing)`
    : ', which is not urgent'
}

function betterSubject(better: number, left: number): string {
  if (left === 0) return counted(better, 'probe')
  return left === 1 ? 'It' : `${readable(better)} of them`
}

/** Probes that no number helps: a hung process still accepts their connections (H4). */
function blindText(probes: readonly ProbeRecommendation[]): string {
  const blind = probes.filter(({ noticesHangs, probe }) => !noticesHangs && probe !== 'startup').length
  if (blind === 0) return ''
  const subject =
    blind === 1 ? '1 probe notices no hang, for it' : `${readable(blind)} probes notice no hang, for they`
  return `${subject} only ${blind === 1 ? 'opens' : 'open'} a connection: another handler may notice one.`
}

/** False restarts that stay because a hang has to be noticed as soon as now, and what a longer time would leave of them. */
function calmerText(probes: readonly ProbeRecommendation[]): string {
  const own = probes.filter(({ calmer }) => calmer !== null)
  if (own.length === 0) return ''
  const sum = (of: (probe: ProbeRecommendation) => number | null): string => {
    const rates = own.map(of)
    return perMonth(rates.reduce((total, rate) => (total === null || rate === null ? null : total + rate), 0))
  }
  const longest = own.reduce((a, b) => (optionSeconds(b) > optionSeconds(a) ? b : a))
  const stay = sum(({ recommended }) => recommended?.mistakesPerMonth ?? null)
  return `${stay} false restarts a month stay while a hang has to be noticed as soon as now: with ${calmerOption(longest)} it would be ${sum(({ calmer }) => calmer!.mistakesPerMonth)}.`
}

function optionSeconds({ calmer }: ProbeRecommendation): number {
  return calmer!.detectionSecondsHigh
}

/** What a user can say though nobody has measured anything. */
function hintOf(probes: readonly ProbeRecommendation[]): string {
  const isOpen = probes.some(
    (each) => each.probe === 'liveness' && each.severity === 'unknown' && !each.isKnown,
  )
  return isOpen
    ? ': a scenario or "probestorm calibrate" says how long answers take, --outlast for how long a container may stand still'
    : ''
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
  const have = fields.length === 0 ? '' : `have ${listed(fields)}`
  return [added, have].filter((text) => text !== '').join(', and ')
}

/** `a, b and c`. */
function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
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
      : ' A liveness probe that does not ask what is away needs none of this.'
  return [
    `With it ${who} ${standstillName(first.standstill!)}, and notices a hang that does not pass after up to ${readable(later)} s instead of ${readable(now)} s.${source}`,
  ]
}

/** Mistakes a month of probes together, as well as they are known. */
function sumText(
  probes: readonly ProbeRecommendation[],
  of: (probe: ProbeRecommendation) => RatedSetting | null,
): string {
  const sum = probes.reduce((total, probe) => total + (of(probe)?.mistakesPerMonth ?? 0), 0)
  return perMonth(probes.reduce((known, probe) => asKnown(known, probe), sum))
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
    return `${upperFirst(word)}s ${before} → ${after} a month.`
  })
  const cut = changed.filter(
    ({ current }) => (current.startKillProbability ?? 0) > limitDefaults['startup-kill-probability'],
  )
  const worst = Math.max(0, ...cut.map(({ current }) => current.startKillProbability!))
  const then = Math.max(0, ...cut.map(({ recommended }) => recommended?.startKillProbability ?? 0))
  const starts =
    cut.length === 0 ? '' : `Starts cut short: ${probability(worst)} → ${probability(then)} of them at worst.`
  return [...mistakes, starts]
}
