/** The answer of a search in sentences. Texts of inputs in them are safe for a terminal; a page escapes them besides. */

import type { Threshold } from '../../engine/contract/run-result.ts'
import type { TriedPoint } from '../../engine/contract/tipping-result.ts'
import { counted, percent, readable, safeText } from '../readable.ts'
import { valueBeside } from '../threshold-value.ts'
import { outcomeOf, pointAt, type ReportedTipping, settingText, stateWords } from './reported-tipping.ts'

/** In one sentence: where the condition turns, or that it does not. */
export function tippingAnswer(tipping: ReportedTipping): string {
  const { result, path, lastStep } = tipping
  const condition = safeText(result.condition.text)
  const where = safeText(path)
  const span = `from ${settingText(tipping, 0)} to ${settingText(tipping, lastStep)}`
  switch (outcomeOf(tipping)) {
    case 'found': {
      const { from, to, becomes } = result.found!
      return `${condition} ${becomes === 'holds' ? 'comes to hold' : 'ceases to hold'} between ${where} = ${settingText(tipping, from)} and ${settingText(tipping, to)}`
    }
    case 'always':
      return `${condition} holds wherever it was tried, ${span}: ${noTurnSeen(tipping)}`
    case 'never':
      return `${condition} holds nowhere where it was tried, ${span}: ${noTurnSeen(tipping)}`
    case 'undecided':
      return `Where ${condition} turns is not known, ${span}`
  }
}

function noTurnSeen({ lastStep, result }: ReportedTipping): string {
  const between =
    result.points.length > lastStep ? '' : ', or the condition turns and turns back between two of the values'
  return `there is no tipping point, or it lies beyond the span${between}`
}

/** What bounds the answer, how sure it is, what else was seen, and what to do for a better one. */
export function tippingReasons(tipping: ReportedTipping): string[] {
  return [...boundReasons(tipping), ...otherReasons(tipping)]
}

export function otherReasons(tipping: ReportedTipping): string[] {
  return [...sureness(tipping), ...otherTurns(tipping), ...remedies(tipping)]
}

/** What was found at both bounds of the answer, or at both ends of the span. */
export function boundReasons(tipping: ReportedTipping): string[] {
  const { result, lastStep } = tipping
  const { found } = result
  const steps = found === null ? [0, lastStep] : [found.from, found.to]
  return steps.map(
    (step) => `At ${settingText(tipping, step)}: ${pointText(tipping, pointAt(tipping, step))}.`,
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
  return `${aggregateText(condition)} ${valueText(point, condition)}${interval} of ${counted(point.replications, 'replication')}, ${verdict}`
}

export function aggregateText({ aggregate, share }: Threshold): string {
  if (aggregate === 'percentile') return `p${Number((share! * 100).toPrecision(12))}`
  return aggregate === 'all' ? 'the worst' : aggregate
}

/** The number that was compared with the limit, in the limit's unit. */
export function valueText({ value, state }: TriedPoint, { text }: Threshold): string {
  if (value === null) return '-'
  return valueBeside(value, text, state === 'holds' || state === 'fails' ? state : 'untested')
}

/** An end of an interval; empty without a bound. */
export function boundText(bound: number | null, { text }: Threshold): string {
  if (bound === null || !Number.isFinite(bound)) return ''
  return text.trimEnd().endsWith('%') ? percent(bound) : readable(bound)
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
      `${condition.metric} has no value at ${listText(tipping, unknown)}: nothing was measured there.`,
    )
  if (within.length > unknown.length)
    texts.push(
      `${replicationsMax} replications leave it undecided at ${listText(
        tipping,
        within.filter(({ state }) => state === 'undecided'),
      )}: more --max-replications make that narrower.`,
    )
  if (found !== null && within.length === 0 && found.to - found.from > 1 && !isNarrow)
    texts.push('The search ran out of tries.')
  return texts
}

const listedMax = 3

function listText(tipping: ReportedTipping, points: readonly TriedPoint[]): string {
  const shown = points.slice(0, listedMax).map(({ step }) => settingText(tipping, step))
  const left = points.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${counted(left, 'more value')}` : shown.join(', ')
}
