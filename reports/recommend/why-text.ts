/** Why a probe gets its setting, and what it is good for. */
import {
  type Limits,
  limitDefaults,
  type ProbeRecommendation,
  type Recommendation,
  type Withheld,
} from '../../engine/contract/recommendation.ts'
import { crowdReason } from '../crowd-text.ts'
import { metricText } from '../metric-text.ts'
import { outageHelp } from '../outage-help.ts'
import { enumerated, lowerFirst, readable, upperFirst } from '../readable.ts'
import { isUndecided, queuedText } from './evidence-text.ts'
import { mistakeWord, negligible, perMonth } from './mistake-text.ts'
import { limitText } from './question-text.ts'
import { isChanged } from './recommended-result.ts'
import { figureText, mistakesText, rateText, resultText, settingText } from './setting-text.ts'
import { simplerText } from './simpler-text.ts'
import { calmerOption, isCutShort, marginText, outlastText } from './standstill-text.ts'

/** False removals a month that nobody has to know of. */
const removalsWorth = 1

/** Why a probe gets its setting. */
export function whyText(probe: ProbeRecommendation, recommendation: Recommendation): string {
  const { question } = recommendation
  const { recommended, better, severity, withheld } = probe
  if (withheld !== undefined)
    return `${nowText(probe, question)}${crowdReason(probe)} ${withheldText(withheld)}`
  if (recommended === null) return infeasibleText(probe, question.limits)
  if (isChanged(probe))
    return `${nowText(probe, question)}${crowdReason(probe)} ${resultText(probe, recommended)}${calmerText(probe)}${simplerText(probe)}`
  if (severity === 'unknown') return unknownText(probe, question.limits)
  if (severity === 'harmful')
    return `${nowText(probe, question)} ${stuckText(probe, question.limits)}${calmerText(probe)}${simplerText(probe)}`
  if (better !== null)
    return `It may stay; it ${mistakesText(probe.current, probe)}. ${isRemoving(probe) ? 'Better, though a removal restarts nothing' : 'Better, but not urgent'}: ${resultText(probe, better)}${simplerText(probe)} --all takes it.`
  if (!probe.noticesHangs) return 'It is left as it is, for no number makes it notice a hang.'
  return 'It is the best within the limits already.'
}

/** Why what does harm stays as it is. */
function stuckText(probe: ProbeRecommendation, limits: Limits): string {
  const { calmer, current, detectWithinSeconds } = probe
  if (isCutShort(probe))
    return `${upperFirst(outageHelp(probe.standstill!.of))}: a setting that outlasts it would notice a hang that stays ${limits['detect-within'] === null ? 'much later, so none is taken by itself' : 'later than it may'}.`
  if (calmer !== null && calmer.detectionSecondsHigh <= (detectWithinSeconds ?? 0)) {
    const isSmaller =
      calmer.setting.timeoutSeconds < current.setting.timeoutSeconds ||
      calmer.setting.failureThreshold < current.setting.failureThreshold
    return isSmaller
      ? 'A shorter timeout or a lower failureThreshold than now is only taken where a limit asks for it.'
      : 'More probe runs, which cost the busiest node more than 0.1 % of its processors, are only taken where a limit asks for them.'
  }
  return 'No setting that notices a hang as soon makes at most half as many: name a limit, such as a longer time to notice a hang in, or fix what is slow.'
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
  return ` With ${calmerOption(of)} it would be ${settingText(calmer)}, which ${of.isKnown ? `makes ${perMonth(mistakesPerMonth)} ${mistakeWord(of)}s a month and ` : ''}notices a hang after up to ${readable(detectionSecondsHigh)} s.${marginText(calmer, of)}`
}

function nowText(probe: ProbeRecommendation, { objective }: Recommendation['question']): string {
  const { current, currentBreaks, severity } = probe
  const broken = currentBreaks.map((name) => figureText(name, current, probe))
  const harm = severity === 'harmful' ? harmTexts(probe) : []
  const all = [...new Set([...broken, ...harm])]
  if (all.length > 0) return `Now it ${enumerated(all)}.`
  if (severity === 'harmful') return `Now it ${mistakesText(current, probe)}.`
  return objective === 'probe-load' && probe.probe !== 'startup'
    ? `Now it keeps the limits too, with ${rateText(current, probe)}.`
    : 'Now it keeps the limits too.'
}

/** What harms beside the limits that are broken: the default limit on mistakes is no stricter than now. */
function harmTexts(probe: ProbeRecommendation): string[] {
  const { current, currentBreaks, isKnown } = probe
  const mistakes = isKnown && probe.probe === 'liveness' ? current.mistakesPerMonth! : 0
  const isSaid = currentBreaks.includes('false-restarts-per-month')
  return [
    ...(mistakes > limitDefaults['false-restarts-per-month'] && !isSaid
      ? [mistakesText(current, probe)]
      : []),
    ...(isCutShort(probe) ? [outlastText(current, probe)] : []),
  ]
}

/** What is not known, and what that keeps from being changed. */
function unknownText(probe: ProbeRecommendation, limits: Limits): string {
  const { current, currentBreaks, evidence } = probe
  if (evidence.basis === 'order') return orderText(probe)
  if (evidence.basis === 'few') return fewText(probe)
  if (evidence.basis === 'contradicted')
    return 'Kept, for what is expected is far from what has happened: its behavior is not understood well enough to say what is right.'
  if (evidence.basis === 'queue')
    return `Kept, but its figures hold only of a container without requests: ${queuedText(probe)}. Answer it by a worker of its own, or find the load that it bears: validate --advice names the search.`
  if (evidence.basis === 'storm')
    return 'Kept, but its figures hold only of a container that nothing slows down: the scenario ends in a storm with it.'
  const what = probe.probe === 'startup' ? 'Its starts are' : 'The latency of its answers is'
  const broken = currentBreaks.filter((name) => limits[name] !== null)
  if (broken.length === 0) return `${what} not known: kept.`
  return `${what} not known: kept, though it ${broken.map((name) => figureText(name, current, probe)).join(' and ')}. The limit asks for a shorter timeout or a lower threshold, and nobody can say whether the container keeps up with them: measure it (probestorm calibrate), or say it (behavior.latency).`
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

function infeasibleText(probe: ProbeRecommendation, limits: Limits): string {
  if (isBlind(probe)) return blindText(probe, limits)
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

/** False restarts a month from which on a liveness probe without any hang is priced. */
const restartsWorth = 1

/** Whether it was asked to notice hangs, and only opens a connection. */
export function isBlind({ noticesHangs, probe, recommended }: ProbeRecommendation): boolean {
  return !noticesHangs && probe !== 'startup' && recommended === null
}

function blindText({ infeasibility, current }: ProbeRecommendation, limits: Limits): string {
  const { answering, binding } = infeasibility!
  const asked = binding.map((name) => limitText(name, limits)).join('; ')
  const isNow = answering !== null && settingText(answering) === settingText(current)
  const by =
    answering === null
      ? ''
      : ` By httpGet, grpc or exec ${isNow ? 'the present numbers' : settingText(answering)} would notice one after ${readable(answering.detectionSecondsLow)} to ${readable(answering.detectionSecondsHigh)} s; how long those answers take has to be measured first.`
  return `No number keeps this: ${asked}. It only opens a connection, which a hung process still accepts (H4), so it never notices a hang.${by}`
}

/** What a liveness or readiness probe is good for; undefined where there is nothing to warn of. */
export function worthText(probe: ProbeRecommendation): string | undefined {
  if (isBlind(probe)) return undefined
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
