/** The answer of a search in sentences. Texts of inputs in them are safe for a terminal; a page escapes them besides. */

import type { TriedPoint } from '../../engine/contract/tipping-result.ts'
import { counted, readable, safeText } from '../readable.ts'
import { plainAnswer } from './plain-answer.ts'
import {
  outcomeOf,
  pointAt,
  type ReportedTipping,
  settingText,
  settingWithUnit,
  stateWords,
} from './reported-tipping.ts'
import { aggregateText, boundText, isPercent, valueText } from './tipping-value.ts'

/** In one sentence: where the condition turns, or that it does not. */
export function tippingAnswer(tipping: ReportedTipping): string {
  const { result, path, lastStep } = tipping
  const condition = safeText(result.condition.text)
  const where = safeText(path)
  const span = `from ${settingWithUnit(tipping, 0)} to ${settingWithUnit(tipping, lastStep)}`
  switch (outcomeOf(tipping)) {
    case 'found': {
      const { from, to, becomes } = result.found!
      return `${condition} ${becomes === 'holds' ? 'comes to hold' : 'ceases to hold'} between ${where} = ${settingWithUnit(tipping, from)} and ${settingWithUnit(tipping, to)}`
    }
    case 'always':
      return `${condition} holds wherever it was tried, ${span}: ${noTurnSeen(tipping)}`
    case 'never':
      return `${condition} holds nowhere where it was tried, ${span}: ${noTurnSeen(tipping)}`
    case 'undecided':
      return `Where ${condition} turns is not known, ${span}`
  }
}

function noTurnSeen({ lastStep, result, fewReadyAt }: ReportedTipping): string {
  if (fewReadyAt.length > 0)
    return 'that is no answer where pods were down before the fault, which was so at some of these values'
  const between =
    result.points.length > lastStep ? '' : ', or the condition turns and turns back between two of the values'
  return `there is no tipping point, or it lies beyond the span${between}`
}

/** What bounds the answer, how sure it is, what else was seen, and what to do for a better one. */
export function tippingReasons(tipping: ReportedTipping): string[] {
  return [...plainAnswer(tipping), ...boundReasons(tipping), ...otherReasons(tipping)]
}

export function otherReasons(tipping: ReportedTipping): string[] {
  return [
    ...fewReady(tipping),
    ...disagreement(tipping),
    ...sureness(tipping),
    ...otherTurns(tipping),
    ...remedies(tipping),
  ]
}

/** What was found at both bounds of the answer, or at both ends of the span. */
export function boundReasons(tipping: ReportedTipping): string[] {
  const { result, lastStep } = tipping
  const { found } = result
  const steps = found === null ? [0, lastStep] : [found.from, found.to]
  return steps.map(
    (step) => `At ${settingWithUnit(tipping, step)}: ${pointText(tipping, pointAt(tipping, step))}.`,
  )
}

/** `mean 99.42 % (99.31 to 99.53 %) of 32 replications, the condition does not hold`. */
export function pointText({ result }: ReportedTipping, point: TriedPoint): string {
  const { condition } = result
  const verdict = `the condition ${point.state === 'undecided' ? 'is undecided' : stateWords[point.state]}`
  if (point.value === null)
    return `nothing was measured in ${counted(point.replications, 'replication')}, ${verdict}`
  const [low, high] = [boundText(point.low, condition), boundText(point.high, condition)]
  const interval =
    low === '' && high === ''
      ? ''
      : ` (${low === '' ? 'no bound' : low} to ${high === '' ? 'no bound' : high})`
  const value =
    point.value === Infinity && condition.aggregate !== 'min'
      ? `not within the run in at least 1 of ${counted(point.replications, 'replication')}`
      : `${valueText(point, condition)}${interval} of ${counted(point.replications, 'replication')}`
  return `${aggregateText(condition)} ${value}, ${verdict}; ${meetingText(point)}`
}

/** `6 of 32 replications meet it by themselves`: a mean does not show that each is far on one side or the other. */
function meetingText({ knowing, meeting }: TriedPoint): string {
  return `${readable(meeting)} of ${counted(knowing, 'replication')} ${meeting === 1 ? 'meets it by itself' : 'meet it by themselves'}`
}

/** A service that was down before the fault has nothing to recover. */
function fewReady(tipping: ReportedTipping): string[] {
  const { result, fewReadyAt } = tipping
  if (fewReadyAt.length === 0) return []
  return [
    `Warning: at ${listText(tipping, fewReadyAt)} fewer than 90 % of the wanted pods were ready before the first fault, so ${result.condition.metric} counts only until these few are back: there it says nothing of recovery. availability_ratio or ready_min shows a collapse before the fault.`,
  ]
}

/** A mean of replications of which some collapse and some do not is none of them: what asks for the first or the last. */
function disagreement(tipping: ReportedTipping): string[] {
  const { condition, points, found } = tipping.result
  const { aggregate, metric, workload, operator, limit } = condition
  if (aggregate !== 'mean' || !/^[<>]/.test(operator)) return []
  const apart = points.filter(
    ({ step, knowing, meeting }) =>
      meeting > 0 && meeting < knowing && (found === null || (step >= found.from && step <= found.to)),
  )
  const [first] = apart
  if (first === undefined) return []
  const selector = workload === '*' ? '' : `{workload:${safeText(workload)}}`
  const number = isPercent(condition) ? `${Number((limit * 100).toPrecision(15))}%` : String(limit)
  const asked = (of: string): string => `--until "${of}(${metric}${selector}) ${operator} ${number}"`
  const [any, every] = operator.startsWith('<') ? ['min', 'max'] : ['max', 'min']
  return [
    `Replications disagree at ${listText(tipping, stepsOf(apart))}: a mean does not show that at ${settingText(tipping, first.step)}, ${meetingText(first)}. ${asked(any!)} asks where the first replication meets it, ${asked(every!)} where all do.`,
  ]
}

function sureness({ result }: ReportedTipping): string[] {
  const { found, basis, replicationsMax } = result
  if (found === null) return []
  if (basis === 'replications')
    return [
      `This is of the ${replicationsMax} replications that were run, the same at every value: what comes more seldom than in 1 of ${replicationsMax} may come at other values too.`,
    ]
  return [
    'The tipping point lies within these bounds with a probability of 95 %, if the condition turns once: both bounds had all replications, and error is shared out over all values that were tried.',
  ]
}

function otherTurns(tipping: ReportedTipping): string[] {
  const { result } = tipping
  const { turns, found } = result
  if (turns.length < 2) return found === null ? [] : [outsideText(tipping)]
  const others = turns.filter(({ from }) => from !== found?.from)
  const texts = others.map(
    ({ from, to, becomes }) =>
      `${becomes === 'holds' ? 'comes to hold' : 'ceases to hold'} between ${settingText(tipping, from)} and ${settingText(tipping, to)}`,
  )
  return [
    `The condition is not monotone: it also ${texts.join(', and ')}. Narrow --from and --to to one of its turns.`,
  ]
}

function outsideText(tipping: ReportedTipping): string {
  const { result } = tipping
  const { from, to } = result.found!
  const outside = result.points.filter(({ step }) => step < from || step > to).length
  return `It turns once as far as seen: ${counted(outside, 'value')} outside these bounds agree.`
}

function remedies(tipping: ReportedTipping): string[] {
  const { result } = tipping
  const { found, points, condition, replicationsMax, isNarrow } = result
  const within = points.filter(
    ({ step, state }) =>
      (found === null || (step > found.from && step < found.to)) &&
      (state === 'undecided' || state === 'unknown'),
  )
  const unknown = within.filter(({ state }) => state === 'unknown')
  const texts: string[] = []
  if (unknown.length > 0)
    texts.push(
      `${condition.metric} has no value at ${listText(tipping, stepsOf(unknown))}: nothing was measured there.`,
    )
  if (within.length > unknown.length)
    texts.push(
      `${replicationsMax} replications leave it undecided at ${listText(
        tipping,
        stepsOf(within.filter(({ state }) => state === 'undecided')),
      )}: more than --max-replications ${replicationsMax} make that narrower.`,
    )
  if (found !== null && within.length === 0 && found.to - found.from > 1 && !isNarrow)
    texts.push('The search ran out of tries.')
  return texts
}

function stepsOf(points: readonly TriedPoint[]): number[] {
  return points.map(({ step }) => step)
}

const listedMax = 3

function listText(tipping: ReportedTipping, steps: readonly number[]): string {
  const shown = steps.slice(0, listedMax).map((step) => settingText(tipping, step))
  const left = steps.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${counted(left, 'more value')}` : shown.join(', ')
}
