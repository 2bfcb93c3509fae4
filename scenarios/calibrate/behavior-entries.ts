/** From fits and counts to entries of `workloads`: one for each match, the narrower first, each with all that is known. */
import type { LengthLaw, SampleFit, SlowPhaseStudy, SlowPhases, Tail } from '../../engine/fit/fit-result.ts'
import { byCodeUnits } from '../text/order.ts'
import { errorsOf } from './error-rate.ts'
import type { FittedSample } from './fitted-sample.ts'
import { lawText, timeText } from './law-text.ts'
import {
  type CrashCount,
  type Observations,
  type Subject,
  subjectText,
  type ThrottleCount,
} from './observations.ts'

/** A key of `behavior`, such as `startup`, or `latency.liveness`. */
export type BehaviorKey = {
  readonly key: string
  readonly value: string
  /** Where it comes from, a sentence each without a full stop. */
  readonly comments: readonly string[]
}

export type BehaviorEntry = {
  readonly subject: Subject
  readonly keys: readonly BehaviorKey[]
  /** What is known beside the keys. */
  readonly comments: readonly string[]
}

export function behaviorEntries(
  fitted: readonly FittedSample[],
  { crashes, errors, throttles }: Observations,
): BehaviorEntry[] {
  const entries = new Map<string, { subject: Subject; keys: BehaviorKey[]; comments: string[] }>()
  const entryOf = (subject: Subject): { keys: BehaviorKey[]; comments: string[] } => {
    const name = subjectText(subject)
    const known = entries.get(name) ?? { subject, keys: [], comments: [] }
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
    const { rate, comments } = errorsOf(each, fitted)
    if (rate > 0) addKeys(each.subject, [{ key: 'errorRate', value: String(rate), comments }])
    else entryOf(each.subject).comments.push(...comments)
  }
  for (const each of throttles) entryOf(each.subject).comments.push(throttleComment(each))
  for (const each of crashes) {
    if (each.crashAfterUs === null) entryOf(each.subject).comments.push(calmComment(each))
    else addKeys(each.subject, [keyOfCrashes(each)])
  }
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
    if (entry.keys.length === 0) return [entry]
    const narrower = sorted.filter((other) => other.keys.length > 0 && isWithin(other.subject, entry.subject))
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

/** Whether a key is known; slow phases belong to the latency that they were seen in. */
function hasKey(keys: readonly BehaviorKey[], wanted: string): boolean {
  if (wanted === 'slow') return keys.some(({ key }) => key === 'slow' || key.startsWith('latency'))
  return keys.some(({ key }) => key === wanted)
}

/** Whether every container of one subject is of the other, which says less. */
function isWithin(narrow: Subject, wide: Subject): boolean {
  const keys = Object.keys(wide) as (keyof Subject)[]
  return keys.length < Object.keys(narrow).length && keys.every((key) => narrow[key] === wide[key])
}

function keysOfSample({ sample, fit, tail, phases }: FittedSample): BehaviorKey[] {
  const key = sample.probe === undefined ? sample.quantity : `${sample.quantity}.${sample.probe}`
  const law = {
    key,
    value: lawText(fit.chosen.law),
    comments: [fitComment(fit), tailComment(tail), ...sample.notes],
  }
  if (sample.quantity !== 'latency') return [law]
  if (phases === null)
    return [
      {
        ...law,
        comments: [...law.comments, 'slow phases cannot be seen: the order of the observations is not known'],
      },
    ]
  const drift = driftComments(phases)
  if (phases.found === null)
    return [
      {
        ...law,
        comments: [...law.comments, `no slow phases in ${phases.n} values in order`, ...drift],
      },
    ]
  return [
    { ...law, comments: [...law.comments, 'of the values outside slow phases', ...drift] },
    keyOfPhases(phases, phases.found),
  ]
}

function keyOfPhases(study: SlowPhaseStudy, found: SlowPhases): BehaviorKey {
  const { every, for: lasts, factor, phases } = found
  const lower = Math.min(study.bicOne, study.bicMixed, study.drift?.bic ?? Infinity) - study.bicLasting
  return {
    key: 'slow',
    value: `{ every: ${lawText(every.law)}, for: ${lawText(lasts.law)}, factor: ${Number(factor.toPrecision(4))} }`,
    comments: [
      `${phases} slow phases in ${study.n} values in order (BIC lower by ${lower.toFixed(1)} than without)`,
      `${lengthText('gaps', every)}; ${lengthText('lengths', lasts)}`,
    ],
  }
}

function lengthText(what: string, { law, exponentialP }: LengthLaw): string {
  if (exponentialP === null) return `too few ${what} to test their law`
  const p = `p ${exponentialP < 0.001 ? '< 0.001' : exponentialP.toFixed(3)}`
  return law.kind === 'exponential'
    ? `exponential ${what} are not contradicted (${p})`
    : `exponential ${what} are rejected (${p}): ${law.kind}`
}

/** A drift is in the law as if it came at random: busy hours are worse than the law says, calm ones better. */
function driftComments({ drift }: SlowPhaseStudy): string[] {
  return drift === undefined
    ? []
    : [
        `drifts by a factor of ${Number(drift.factor.toPrecision(3))} within ${timeText(drift.periodUs)}, such as over a day; the law is of all of it, so the slow hours are worse than it says`,
      ]
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

function keyOfCrashes({
  crashAfterUs,
  exitCode,
  restarts,
  exposureUs,
  containers,
  notes,
}: CrashCount): BehaviorKey {
  const percent = Math.round(196 / Math.sqrt(restarts))
  return {
    key: 'crash',
    value: `{ after: { exponential: ${timeText(crashAfterUs!)} }, exitCode: ${exitCode} }`,
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
