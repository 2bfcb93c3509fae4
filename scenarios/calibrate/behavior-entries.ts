/** From fits and counts to entries of `workloads`: one for each match, the narrower first, each with all that is known. */

import type { ObservedSpec } from '../../engine/contract/cluster-spec.ts'
import type { CountDraws, SampleFit, Tail } from '../../engine/contract/fit-result.ts'
import { byCodeUnits } from '../text/order.ts'
import { errorsOf } from './error-rate.ts'
import type { FittedSample } from './fitted-sample.ts'
import { lawText, timeText } from './law-text.ts'
import {
  type CrashCount,
  type HappenedCount,
  type Observations,
  type Subject,
  subjectText,
  type ThrottleCount,
} from './observations.ts'
import { keyOfPauses, keyOfPhases, orderComments, pauseDraws } from './phase-entries.ts'

/** A key of `behavior`, such as `startup`, or `latency.liveness`. */
export type BehaviorKey = {
  readonly key: string
  /** Null: absent in the likeliest behavior, but not in all draws. */
  readonly value: string | null
  /** Where it comes from, a sentence each without a full stop. */
  readonly comments: readonly string[]
  /** Equally likely values, in the order drawn; null: without the key. */
  readonly draws?: readonly (string | null)[]
  /** What it rests on. */
  readonly observed?: readonly ObservedItem[]
}

export type ObservedItem = ObservedSpec

export type BehaviorEntry = {
  readonly subject: Subject
  readonly keys: readonly BehaviorKey[]
  /** What is known beside the keys. */
  readonly comments: readonly string[]
  readonly happened?: HappenedCount
}

type OpenEntry = {
  readonly subject: Subject
  keys: BehaviorKey[]
  comments: string[]
  happened?: HappenedCount
}

export function behaviorEntries(
  fitted: readonly FittedSample[],
  { crashes, errors, throttles, happened }: Observations,
  countDraws: CountDraws,
): BehaviorEntry[] {
  const entries = new Map<string, OpenEntry>()
  const entryOf = (subject: Subject): OpenEntry => {
    const name = subjectText(subject)
    const known: OpenEntry = entries.get(name) ?? { subject, keys: [], comments: [] }
    entries.set(name, known)
    return known
  }
  const addKeys = (subject: Subject, keys: readonly BehaviorKey[]): void => {
    const entry = entryOf(subject)
    for (const each of keys) {
      if (!entry.keys.some(({ key }) => key === each.key)) entry.keys.push(each)
      else entry.comments.push(`another sample gives ${each.key}: ${each.value}, which is not used`)
    }
  }
  for (const each of fitted) addKeys(each.sample.subject, keysOfSample(each))
  for (const each of errors) {
    const { comments, ...key } = errorsOf(each, fitted, countDraws)
    if (key.rate > 0)
      addKeys(each.subject, [
        {
          key: 'errorRate',
          value: String(key.rate),
          comments,
          draws: key.draws.map(String),
          observed: [key.observed],
        },
      ])
    else entryOf(each.subject).comments.push(...comments)
  }
  for (const each of throttles) entryOf(each.subject).comments.push(throttleComment(each))
  for (const each of crashes) {
    if (each.crashAfterUs === null) entryOf(each.subject).comments.push(calmComment(each))
    else addKeys(each.subject, [keyOfCrashes(each, countDraws)])
  }
  for (const each of happened) entryOf(each.subject).happened = each
  return inherited([...entries.values()])
}

/**
 * Only the first entry that matches a container counts, so a narrower one takes over what wider ones know. One of a
 * container in a namespace is then left out where the pods have named its workloads.
 */
function inherited(entries: readonly BehaviorEntry[]): BehaviorEntry[] {
  const width = ({ subject }: BehaviorEntry): number => Object.keys(subject).length
  const sorted = entries.toSorted(
    (a, b) => width(b) - width(a) || byCodeUnits(subjectText(a.subject), subjectText(b.subject)),
  )
  return sorted.flatMap((entry) => {
    if (!saysMore(entry)) return [entry]
    const narrower = sorted.filter((other) => saysMore(other) && isWithin(other.subject, entry.subject))
    if (entry.subject.container !== undefined && narrower.length > 0) return []
    const wider = sorted.filter((other) => isWithin(entry.subject, other.subject))
    const keys = [...entry.keys]
    const comments = [...entry.comments]
    for (const other of wider) {
      // All at once: a latency and its slow phases come together.
      const fresh = other.keys.filter(({ key }) => !hasKey(keys, key))
      keys.push(...fresh)
      comments.push(...other.comments)
    }
    return [{ ...entry, keys, comments }]
  })
}

/** Whether an entry knows a key, or what happened at its present probe: then it takes over what wider ones know. */
function saysMore({ keys, happened }: BehaviorEntry): boolean {
  return keys.length > 0 || happened?.liveness !== undefined
}

/** Whether a key is known; slow phases and pauses belong to the latency that they were seen in. */
function hasKey(keys: readonly BehaviorKey[], wanted: string): boolean {
  if (wanted === 'slow' || wanted === 'pause')
    return keys.some(({ key }) => key === wanted || key.startsWith('latency'))
  return keys.some(({ key }) => key === wanted)
}

/** Whether every container of one subject is of the other, which says less. */
function isWithin(narrow: Subject, wide: Subject): boolean {
  const keys = Object.keys(wide) as (keyof Subject)[]
  return keys.length < Object.keys(narrow).length && keys.every((key) => narrow[key] === wide[key])
}

function keysOfSample(fitted: FittedSample): BehaviorKey[] {
  const { sample, fit, tail, phases, draws } = fitted
  const isLatency = sample.quantity === 'latency'
  const law = {
    key: sample.probe === undefined ? sample.quantity : `${sample.quantity}.${sample.probe}`,
    value: lawText(fit.chosen.law),
    comments: [
      fitComment(fit),
      tailComment(tail),
      ...sample.notes,
      ...(isLatency ? orderComments(fitted) : []),
    ],
    draws: draws.map((draw) => lawText(draw.law)),
    observed: [observedItem(fitted)],
  }
  if (!isLatency || phases === null) return [law]
  const { found, pauses } = phases
  return [
    law,
    ...(found === null ? [] : [keyOfPhases(phases, found, draws)]),
    ...(found?.isFactorLeast ? [{ key: 'pause', value: null, comments: [], draws: pauseDraws(draws) }] : []),
    ...(pauses?.found == null ? [] : [keyOfPauses(pauses, pauses.found, draws)]),
  ]
}

function observedItem({ sample, fit, phases, censored, truncated, dispersion }: FittedSample): ObservedItem {
  const { quantity, probe } = sample
  return {
    of: quantity === 'startup' ? 'startup' : probe === undefined ? 'latency' : `${probe}Probe.latency`,
    count: Math.round(fit.n),
    censored,
    truncated,
    order: phases !== null,
    ...(dispersion === undefined ? {} : { dispersion }),
  }
}

/** `lognormal of 240 observations; p50 8.2s, p99 21s; KS 0.03, p 0.42`. */
export function fitComment({ n, chosen, p50Us, p99Us, reason }: SampleFit): string {
  const goodness = [
    chosen.ks === null
      ? ''
      : `KS ${chosen.ks.toFixed(3)}${chosen.ksP === null ? '' : `, p ${chosen.ksP.toFixed(2)}`}`,
    chosen.ad === null ? '' : `AD ${chosen.ad.toFixed(2)}`,
    chosen.chiSquareP === null
      ? ''
      : `chi-square ${chosen.chiSquare!.toFixed(1)} of ${chosen.chiSquareDf}, p ${chosen.chiSquareP.toFixed(3)}`,
  ].filter((text) => text !== '')
  const percentiles = `p50 ${timeText(p50Us, 3)}, p99 ${timeText(p99Us, 3)}`
  return `${chosen.family} of ${observations(n)}: ${[percentiles, ...goodness].join('; ')} (${reason})`
}

/** `p99.9 276s, below 500s with 95 %; 1300 observations would bound it within 10 %`. */
function tailComment({ share, quantileUs, upperUs, neededN }: Tail): string {
  const name = `p${Number((100 * share).toPrecision(4))} ${timeText(quantileUs, 3)}`
  if (upperUs === null) return `${name}, which nothing bounds: ${neededN} observations would, with 95 %`
  const bound = `${name}, below ${timeText(upperUs, 3)} with 95 % if the family is right`
  return upperUs > 1.1 * quantileUs
    ? `${bound}; some ${Number(neededN.toPrecision(2))} observations would bring that within 10 %`
    : bound
}

function observations(n: number): string {
  const whole = Math.round(n)
  return `${whole} observation${whole === 1 ? '' : 's'}`
}

function keyOfCrashes(
  { subject, crashAfterUs, crashes, exitCode, restarts, exposureUs, containers, notes }: CrashCount,
  countDraws: CountDraws,
): BehaviorKey {
  const percent = Math.round(196 / Math.sqrt(restarts))
  const textOf = (us: number): string => `{ after: { exponential: ${timeText(us)} }, exitCode: ${exitCode} }`
  return {
    key: 'crash',
    value: textOf(crashAfterUs!),
    draws: countDraws.means(crashAfterUs!, crashes, `${subjectText(subject)} crash`).map(textOf),
    observed: [{ of: 'crash', count: Math.round(crashes), censored: 0, truncated: 0, order: false }],
    comments: [
      `${restarts} restarts in ${daysText(exposureUs)} of ${containers} container${containers === 1 ? '' : 's'}: the mean is known to +- ${percent} % (95 %)`,
      ...notes,
    ],
  }
}

function calmComment({ restarts, exposureUs, containers, notes }: CrashCount): string {
  const of = `${daysText(exposureUs)} of ${containers} container${containers === 1 ? '' : 's'}`
  return restarts === 0
    ? `no restart in ${of}, so no crash`
    : [`${restarts} restarts in ${of}, none of them counted as a crash`, ...notes].join('; ')
}

function throttleComment({ throttled, periods }: ThrottleCount): string {
  const share = (100 * throttled) / periods
  return `throttled in ${share.toFixed(1)} % of ${Math.round(periods)} CFS periods: compare a busy time with a calm one before you write slow phases`
}

function daysText(us: number): string {
  const days = us / 86_400e6
  return days >= 1
    ? `${Number(days.toPrecision(3))} container-days`
    : `${Number((days * 24).toPrecision(3))} container-hours`
}
