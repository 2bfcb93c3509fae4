/** Settings, figures and limits in words, for every report of a recommendation. */
import {
  type Happened,
  type KnownBy,
  type LimitName,
  type Limits,
  limitDefaults,
  type MistakeCount,
  monthSeconds,
  type Neighbour,
  type ProbeRecommendation,
  type RatedSetting,
  type Recommendation,
  type Withheld,
} from '../../engine/contract/recommendation.ts'
import { crowdReason } from '../crowd-text.ts'
import { metricText } from '../metric-text.ts'
import { counted, lowerFirst, percent, readable, readableDuration } from '../readable.ts'
import { beside, mistakesOf, mistakeWord, negligible, perMonth, probability } from './mistake-text.ts'
import { isChanged, type ProbeTarget } from './recommended-result.ts'
import { calmerOption, marginText, outlastText } from './standstill-text.ts'

export { limitDefaults }

/** `10/1/3`: period, timeout and failure threshold; what differs from the usual 1 and 0 is added. */
export function settingText({ setting }: Pick<RatedSetting, 'setting'>): string {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold } = setting
  const success = successThreshold === 1 ? '' : ` success ${successThreshold}`
  const delay = initialDelaySeconds === 0 ? '' : ` delay ${initialDelaySeconds}`
  return `${periodSeconds}/${timeoutSeconds}/${failureThreshold}${success}${delay}`
}

/** What `settingText` shows. */
export const settingLegend = 'periodSeconds/timeoutSeconds/failureThreshold'

/** False restarts a month from which on a liveness probe without any hang is priced. */
const restartsWorth = 1
/** False removals a month that nobody has to know of. */
const removalsWorth = 1
const limitNames: readonly LimitName[] = [
  'detect-within',
  'remove-within',
  'false-restarts-per-month',
  'startup-kill-probability',
  'false-removals-per-month',
  'outlast',
  'max-probes-per-node',
  'max-probe-cpu',
]

/** Of which probes a limit speaks; absent = of all. */
const probeOfLimit: Partial<Record<LimitName, readonly string[]>> = {
  'detect-within': ['liveness'],
  'remove-within': ['readiness'],
  'false-restarts-per-month': ['liveness'],
  'false-removals-per-month': ['readiness'],
  'startup-kill-probability': ['startup', 'liveness'],
  outlast: ['liveness'],
}

/** Whether the scenario itself has an outage that its liveness probe should outlast. */
function hasToOutlast({ probe, standstill, currentBreaks }: ProbeRecommendation): boolean {
  if (probe !== 'liveness' || standstill === undefined || standstill.of === 'pause') return false
  return currentBreaks.includes('outlast')
}

/** What was asked for, as far as it concerns the probes of the input: sentences without a full stop. */
export function questionText({
  question: { limits, objective, all },
  probes,
}: Pick<Recommendation, 'question' | 'probes'>): string[] {
  const mayBeNull: readonly LimitName[] = [
    'detect-within',
    'remove-within',
    'false-restarts-per-month',
    'false-removals-per-month',
    'startup-kill-probability',
  ]
  const names = limitNames.filter((name) => {
    const about = probeOfLimit[name]
    const concerns = about === undefined || probes.some(({ probe }) => about.includes(probe))
    if (name === 'outlast' && limits.outlast === null) return probes.some(hasToOutlast)
    return concerns && (limits[name] !== null || mayBeNull.includes(name))
  })
  const goals = {
    robust: `the fewest mistakes within the limits, and no change without a reason${all === true ? '; what would only be better changes too' : ''}`,
    'probe-load': 'the fewest probe runs that keep the limits',
    detection: 'the soonest detection that keeps the limits',
  } as const
  const waits =
    names.includes('outlast') && limits['detect-within'] === null ? ', unless it has to outlast more' : ''
  return [
    goals[objective],
    ...names.map((name) => `${limitText(name, limits)}${name === 'detect-within' ? waits : ''}`),
  ]
}

export function limitText(name: LimitName, limits: Limits): string {
  const value = limits[name]
  switch (name) {
    case 'detect-within':
      return `a hang noticed by the liveness probe ${value === null ? 'no later than now' : `within ${readableDuration(value)}`}, in the worst case`
    case 'remove-within':
      return `a hung pod unready ${value === null ? 'no later than now' : `within ${readableDuration(value)}`}, in the worst case`
    case 'false-restarts-per-month':
      return `at most ${counted(value ?? limitDefaults[name], 'false restart')} a month in each workload${value === null ? ' (a default: more of them count as harmful)' : ''}`
    case 'false-removals-per-month':
      return value === null
        ? 'no more false removals than now in each workload, or than one a month'
        : `at most ${counted(value, 'false removal')} a month in each workload`
    case 'startup-kill-probability':
      return `a start cut short with a probability of at most ${probability(value ?? limitDefaults[name])}${value === null ? ' (a default: no budget gets smaller)' : ''}`
    case 'outlast':
      return value === null
        ? 'no restart in an outage of the scenario that passes by itself (a default: --detect-within puts detection first)'
        : `no restart of a container that stands still for ${readableDuration(value)} and goes on by itself`
    case 'max-probes-per-node':
      return `at most ${readable(value!)} probe runs a second on each node`
    case 'max-probe-cpu':
      return `at most ${percent(value!)} of each node's processors for probes`
  }
}

/** In the worst phase, and of first starts, where that is less. */
function killText({ startKillProbability: any, firstStartKillProbability: first }: RatedSetting): string {
  const isSame = first === null || probability(first) === probability(any)
  return isSame ? probability(any) : `${probability(any)} (${probability(first)} of a new pod)`
}

/** What a setting has of a limit: `31 s`, `45,051 false restarts a month`. */
export function figureText(name: LimitName, rated: RatedSetting, probe: ProbeRecommendation): string {
  switch (name) {
    case 'detect-within':
    case 'remove-within':
      return `${name === 'detect-within' ? 'notices a hang' : 'takes a hung pod out'} after up to ${beside(rated.detectionSecondsHigh, probe.detectWithinSeconds)} s`
    case 'false-restarts-per-month':
    case 'false-removals-per-month':
      return `makes ${mistakesOf(rated, probe, probe.mistakesPerMonthMax)} ${mistakeWord(probe)}s a month`
    case 'startup-kill-probability':
      return `cuts a start short with probability ${killText(rated)}`
    case 'outlast':
      return outlastText(rated, probe)
    case 'max-probes-per-node':
      return 'makes more probe runs than a node may have'
    case 'max-probe-cpu':
      return 'takes more of the processors than probes may have'
  }
}

/** Why a probe gets its setting. */
export function whyText(probe: ProbeRecommendation, recommendation: Recommendation): string {
  const { question } = recommendation
  const { recommended, better, severity, withheld } = probe
  if (withheld !== undefined)
    return `${nowText(probe, question)}${crowdReason(probe)} ${withheldText(withheld)}`
  if (recommended === null) return infeasibleText(probe, question.limits)
  if (isChanged(probe))
    return `${nowText(probe, question)}${crowdReason(probe)} ${resultText(probe, recommended)}${calmerText(probe)}`
  if (severity === 'unknown') return unknownText(probe, question.limits)
  if (better !== null)
    return `It may stay; it ${mistakesText(probe.current, probe)}. ${isRemoving(probe) ? 'Better, though a removal restarts nothing' : 'Better, but not urgent'}: ${resultText(probe, better)} --all takes it.`
  if (severity === 'harmful')
    return `${nowText(probe, question)} No setting that notices a hang as soon makes at most half as many: name a limit, such as a longer time to notice a hang in, or fix what is slow.${calmerText(probe)}`
  if (!probe.noticesHangs) return 'It is left as it is, for no number makes it notice a hang.'
  return 'It is the best within the limits already.'
}

/** Whether it takes well pods out more often than nobody minds. */
export function isRemoving({ probe, current }: ProbeRecommendation): boolean {
  return probe === 'readiness' && current.mistakesPerMonth! > removalsWorth
}

/** `10/5/3 is right for the container by itself, but starts a storm in this scenario: ...`. */
function withheldText({ setting, addedStartup, storms }: Withheld): string {
  const added = addedStartup === null ? '' : ` + startup ${settingText(addedStartup)}`
  const figures = storms.map(({ workload, metric, base, head, differenceLow, differenceHigh }) => {
    const { label, text } = metricText(metric)
    return `${lowerFirst(label)} of ${workload} ${text(base)} → ${text(head)} (${text(differenceLow)} to ${text(differenceHigh)} more)`
  })
  return `${settingText(setting)}${added} would be right for the container by itself, and is withheld: with it a storm starts in this scenario, ${figures.join('; ')}.`
}

/** What a longer time to notice a hang in would give; empty where nothing speaks for one. */
function calmerText(of: ProbeRecommendation): string {
  const { calmer } = of
  if (calmer === null) return ''
  const { detectionSecondsHigh, mistakesPerMonth } = calmer
  return ` With ${calmerOption(of)} it would be ${settingText(calmer)}, which makes ${perMonth(mistakesPerMonth)} ${mistakeWord(of)}s a month and notices a hang after up to ${readable(detectionSecondsHigh)} s.${marginText(calmer, of)}`
}

function nowText(probe: ProbeRecommendation, { objective }: Recommendation['question']): string {
  const { current, currentBreaks, severity } = probe
  if (currentBreaks.length > 0)
    return `Now it ${currentBreaks.map((name) => figureText(name, current, probe)).join(' and ')}.`
  if (severity === 'harmful') return `Now it ${mistakesText(current, probe)}.`
  return objective === 'probe-load' && probe.probe !== 'startup'
    ? `Now it keeps the limits too, with ${rateText(current, probe)}.`
    : 'Now it keeps the limits too.'
}

function mistakesText({ mistakesPerMonth }: RatedSetting, probe: ProbeRecommendation): string {
  return `makes ${mistakesOf({ mistakesPerMonth }, probe)} ${mistakeWord(probe)}s a month`
}

/** What is not known, and what that keeps from being changed. */
function unknownText(probe: ProbeRecommendation, limits: Limits): string {
  const { current, currentBreaks, evidence } = probe
  if (evidence.basis === 'order') return orderText(probe)
  if (evidence.basis === 'few') return fewText(probe)
  if (evidence.basis === 'contradicted')
    return 'Kept, for what is expected is far from what has happened: its behavior is not understood well enough to say what is right.'
  if (evidence.basis === 'storm')
    return 'Kept, but its figures hold only of a container that nothing slows down: the scenario ends in a storm with it.'
  const what = probe.probe === 'startup' ? 'Its starts are' : 'The latency of its answers is'
  const broken = currentBreaks.filter((name) => limits[name] !== null)
  if (broken.length === 0) return `${what} not known: kept.`
  return `${what} not known: kept, though it ${broken.map((name) => figureText(name, current, probe)).join(' and ')}. The limit asks for a shorter timeout or a lower threshold, and nobody can say whether the container keeps up with them: measure it (probestorm calibrate), or say it (behavior.latency).`
}

/** Whether nobody can say what its present setting does. */
export function isUndecided({ evidence: { basis } }: ProbeRecommendation): boolean {
  return basis === 'order' || basis === 'few' || basis === 'contradicted' || basis === 'storm'
}

function orderText({ current, knownBy, evidence: { togetherPerMonth }, probe }: ProbeRecommendation): string {
  const word = mistakeWord({ probe })
  const isSeen = knownBy.from === 'observations' && knownBy.order
  const needed = isSeen
    ? 'Too few failed runs were seen to tell how they come: more answers with their times would'
    : 'Only the order in time can tell: range queries of Prometheus, or a table of answers with their times'
  return `Order needed, so it is kept: if runs fail one by one, it makes ${perMonth(current.mistakesPerMonth)} ${word}s a month; if failed runs come together, up to ${perMonth(togetherPerMonth)} (failed runs / failureThreshold). ${needed} (probestorm calibrate).`
}

function fewText({ evidence: { draws }, probe }: ProbeRecommendation): string {
  const n = draws?.countNeeded ?? null
  const needed = n === null ? '' : `; some ${readable(n)} would be needed`
  if (draws === null || draws.kept >= 0.9 * draws.of)
    return `It is kept, for nothing that was seen speaks against it. But so few observations say nothing of what is rare${needed}.`
  return `More observations are needed, so it is kept: of the laws that they allow, ${readable(draws.kept)} of ${readable(draws.of)} keep the limit, and no setting keeps it with 90 % of them. Now it makes up to ${perMonth(draws.bound)} ${mistakeWord({ probe })}s a month${needed}.`
}

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

function rateText({ probesPerSecond }: RatedSetting, { containers }: ProbeRecommendation): string {
  return `${readable(probesPerSecond * containers)} runs/s in the workload`
}

/** What the recommended setting does. */
function resultText(probe: ProbeRecommendation, rated: RatedSetting): string {
  if (probe.probe === 'startup')
    return `With ${settingText(rated)} a start may take ${readable(rated.detectionSecondsLow)} s at least before it is given up; one is cut short with probability ${killText(rated)}.`
  const what = !probe.noticesHangs
    ? 'a port that does not answer at all is noticed'
    : probe.probe === 'readiness'
      ? 'a hung pod is unready'
      : 'a hang is noticed'
  const killed =
    rated.startKillProbability === null || rated.startKillProbability === 0
      ? ''
      : `, and a start is cut short with probability ${killText(rated)}`
  const added =
    probe.addedStartup === null
      ? ''
      : ` A startup probe ${settingText(probe.addedStartup)} that asks the same holds it back until the container has started (P19): that lets starts of ${readable(probe.addedStartup.detectionSecondsLow)} s through, twice what is known; a start that hangs is noticed after up to ${readable(probe.addedStartup.detectionSecondsHigh)} s.`
  const mistakes = probe.isKnown ? `${mistakesOf(rated, probe)} ${mistakeWord(probe)}s a month and ` : ''
  return `With ${settingText(rated)} ${what} after ${readable(rated.detectionSecondsLow)} to ${readable(rated.detectionSecondsHigh)} s, with ${mistakes}${rateText(rated, probe)}${killed}.${marginText(rated, probe)}${added}`
}

function infeasibleText(probe: ProbeRecommendation, limits: Limits): string {
  const { binding, calmest, soonest } = probe.infeasibility!
  const isNode = binding.some((name) => name.startsWith('max-'))
  const what = isNode
    ? `Even the settings with the fewest runs break a limit of the nodes: ${binding.map((name) => limitText(name, limits)).join('; ')}.`
    : 'No setting keeps all limits.'
  const why =
    isNode || binding.length === 0
      ? []
      : [
          `Without ${binding.length === 1 ? 'this limit there would be one' : 'any one of these there would be one'}: ${binding.map((name) => limitText(name, limits)).join('; ')}.`,
        ]
  const near = [
    calmest === null
      ? []
      : [
          `Soon enough, ${settingText(calmest)} is the best: ${perMonth(calmest.mistakesPerMonth)} ${mistakeWord(probe)}s a month.`,
        ],
    soonest === null || isNode
      ? []
      : [
          `With few enough ${mistakeWord(probe)}s, ${settingText(soonest)} is the soonest: after up to ${readable(soonest.detectionSecondsHigh)} s.`,
        ],
  ].flat()
  return [what, ...why, ...near].join(' ')
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
  if (basis === 'storm')
    return 'By the formula of a container that nothing slows down; the scenario ends in a storm, which it does not see'
  if (basis === 'unordered')
    return `By formula, if runs fail independently of each other: they were observed without their order in time. If failed runs come together, up to ${perMonth(togetherPerMonth)} ${mistakeWord(probe)}s a month`
  if (simulation === null)
    return 'By formula: exact in this model where runs fail independently of each other, within 2 % where rare pauses make them fail'
  const counts = countText(simulation, probe)
  if (restsOnFormula(probe))
    return `By simulation: ${counts}, surely fewer than now; that there is at most ${counted(limitDefaults['false-restarts-per-month'], mistakeWord(probe))} a month is by formula: ${perMonth(probe.recommended!.mistakesPerMonth)}`
  if (basis === 'simulated' || !isChanged(probe)) return `By simulation: ${counts}`
  return `Within the noise of the simulation: ${counts}, which holds the limit of ${perMonth(probe.mistakesPerMonthMax)}; by formula ${perMonth(probe.recommended!.mistakesPerMonth, probe.mistakesPerMonthMax)}`
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

/** What a liveness or readiness probe is good for; undefined where there is nothing to warn of. */
export function worthText(probe: ProbeRecommendation): string | undefined {
  const blindly = 'it only opens a connection, which a hung process still accepts'
  const blind = `${blindly}, so it notices no hang`
  if (probe.probe === 'readiness' && !probe.noticesHangs)
    return `leaves a hung pod in the endpoints: ${blind}`
  if (probe.worth === null || isUndecided(probe)) return undefined
  const { hangsPerMonth, falseRestartsPerMonth } = probe.worth
  if (!probe.noticesHangs) {
    return falseRestartsPerMonth < negligible
      ? `notices no hang in this model: ${blindly}; a process that does not listen any more is not simulated`
      : `does more harm than good: ${blind}, and every restart that it causes is false (${perMonth(falseRestartsPerMonth)} a month)`
  }
  if (hangsPerMonth === null)
    return falseRestartsPerMonth < restartsWorth || !probe.isKnown || probe.recommended === null
      ? undefined
      : `costs ${perMonth(falseRestartsPerMonth)} false restarts a month and gains nothing that was seen: nothing is said of hangs (behavior.hang)`
  if (falseRestartsPerMonth > hangsPerMonth)
    return `does more harm than good: ${perMonth(falseRestartsPerMonth)} false restarts a month for ${perMonth(hangsPerMonth)} hangs`
  return undefined
}

export const monthText = `A month has ${monthSeconds / 86_400} days.`
