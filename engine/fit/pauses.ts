/**
 * Pauses in a series of latencies: the process stands still, and all that it is about to answer waits for the end. Answers
 * that were begun in one pause end together, so the later they began the shorter they took; in a slow phase each takes its own
 * time. Where no two answers meet one pause, nothing tells the two apart.
 */

import type { Gaps, PauseStudy, Pauses, Series, Spans } from '../contract/fit-result.ts'
import { normalQuantile } from '../kernel/normal.ts'
import { square } from '../kernel/power.ts'
import { lengthLaw } from './phase-lengths.ts'
import { spansOfValues } from './spans.ts'

/** A long answer is one of which a lognormal law expects this many among all; and it takes at least this factor of the median. */
const longExpected = 0.1
const longFactor = 5
/** Chance that an answer that was begun in a pause did not wait for its end, as if there were any. */
const strayChance = 0.01
/** Answers of one pause end within this share of the longest of them, or within a few usual latencies. */
const endShare = 0.02
const usualLatencies = 4
/** Pauses, and pauses that several answers met, from which they are told. */
const pausesMin = 5
const sharedMin = 3
/** By so much the BIC of pauses must be lower than that of slow answers, or higher, to tell. */
const margin = 10
/** A gap in regular times is so many times the usual step. */
const gapFactor = 5

type Answer = { readonly fromUs: number; readonly us: number; readonly endUs: number }

/** @returns what tells pauses from slow phases; undefined where fewer than five answers were long. */
export function pauseStudyOf({ timeUs, valueUs }: Series): PauseStudy | undefined {
  const logs = valueUs.map(Math.log).sort()
  const [low, middle] = [logs[Math.floor(0.1587 * logs.length)], logs[logs.length >> 1]]
  const longSds = normalQuantile(1 - longExpected / logs.length)
  const longUs = Math.exp(middle + Math.max(longSds * (middle - low), Math.log(longFactor)))
  if (valueUs.filter((us) => us > longUs).length < pausesMin) return undefined
  // A time may be when an answer starts, as a probe has it, or when it ends, as a log has it.
  const studies = (['begin', 'end'] as const).map((stamp) => {
    const answers = Array.from(timeUs, (time, index): Answer => {
      const fromUs = stamp === 'begin' ? time : time - valueUs[index]
      return { fromUs, us: valueUs[index], endUs: fromUs + valueUs[index] }
    }).sort((a, b) => a.fromUs - b.fromUs)
    return studyOf(answers, longUs, Math.exp(middle), stamp)
  })
  return studies.reduce((best, each) => (each.bicGap < best.bicGap ? each : best))
}

/** Long answers that wait for the same end, by their places. */
type Episode = { readonly places: number[]; endUs: number }

function studyOf(
  answers: readonly Answer[],
  longUs: number,
  usualUs: number,
  stamp: 'begin' | 'end',
): PauseStudy {
  const episodes: Episode[] = []
  const offUs: number[] = []
  let met = 0
  for (const [place, { fromUs, us, endUs }] of answers.entries()) {
    if (us <= longUs) continue
    const next = answers[place + 1]
    if (next !== undefined && next.fromUs < endUs) met++
    const last = episodes[episodes.length - 1]
    const toleranceUs = Math.max(
      usualLatencies * usualUs,
      endShare * (last === undefined ? us : last.endUs - answers[last.places[0]].fromUs),
    )
    if (last !== undefined && fromUs < last.endUs && Math.abs(endUs - last.endUs) <= toleranceUs) {
      offUs.push(Math.abs(endUs - last.endUs))
      last.places.push(place)
      last.endUs = Math.min(last.endUs, endUs)
    } else episodes.push({ places: [place], endUs })
  }
  const strays = met - offUs.length
  const bicGap = gapOf(answers, episodes, offUs, usualUs) - 2 * Math.max(0, strays) * Math.log(strayChance)
  const shared = episodes.filter(({ places }) => places.length > 1).length
  const areKnown = met >= sharedMin
  const isPause = shared >= sharedMin && episodes.length >= pausesMin && bicGap < -margin
  return {
    bicGap,
    stamp,
    verdict: isPause ? 'pauses' : areKnown && bicGap > margin ? 'slow' : 'unknown',
    found: isPause ? pausesOf(answers, episodes, shared, longUs, usualUs) : null,
  }
}

/**
 * BIC of pauses less that of slow answers, over the long ones: lognormal laws of all, or of the first of each pause, with
 * Laplace's law of how far the others end from it.
 */
function gapOf(
  answers: readonly Answer[],
  episodes: readonly Episode[],
  offUs: readonly number[],
  usualUs: number,
): number {
  const firsts = episodes.map(({ places }) => answers[places[0]].us)
  const all = episodes.flatMap(({ places }) => places.map((place) => answers[place].us))
  const scaleUs = Math.max(
    0.05 * usualUs,
    offUs.reduce((sum, off) => sum + off, 0) / Math.max(1, offUs.length),
  )
  const ofEnds = offUs.reduce((sum, off) => sum - Math.log(2 * scaleUs) - off / scaleUs, 0)
  return Math.log(all.length) - 2 * (lognormalLogLikelihood(firsts) + ofEnds - lognormalLogLikelihood(all))
}

function lognormalLogLikelihood(valuesUs: readonly number[]): number {
  const logs = valuesUs.map(Math.log)
  const n = logs.length
  const mean = logs.reduce((sum, log) => sum + log, 0) / n
  const variance = Math.max(1e-4, logs.reduce((sum, log) => sum + square(log - mean), 0) / n)
  return -n * (mean + 0.5 * Math.log(2 * Math.PI * variance) + 0.5)
}

/** A pause began between the last answer before it and the first that waited, and ended when that was answered. */
function pausesOf(
  answers: readonly Answer[],
  episodes: readonly Episode[],
  shared: number,
  longUs: number,
  usualUs: number,
): Pauses {
  const bounds = episodes.map(({ places, endUs }) => {
    const first = answers[places[0]]
    const before = answers[places[0] - 1]
    const toUs = endUs - usualUs
    return { earliestUs: Math.min(before?.endUs ?? -Infinity, first.fromUs), latestUs: first.fromUs, toUs }
  })
  const lengths: [number, number][] = bounds.map(({ earliestUs, latestUs, toUs }) => [
    Math.max(1, toUs - latestUs),
    toUs - earliestUs,
  ])
  const gaps: [number, number][] = bounds
    .slice(1)
    .map(({ earliestUs, latestUs }, index) => [
      Math.max(1, earliestUs - bounds[index].toUs),
      Math.max(2, latestUs - bounds[index].toUs),
    ])
  const fromUs = answers[0].fromUs
  const untilUs = answers[answers.length - 1].fromUs
  // What was before the first pause and is after the last is known from below.
  gaps.unshift([Math.max(1, bounds[0].earliestUs - fromUs), Infinity])
  gaps.push([Math.max(1, untilUs - bounds[bounds.length - 1].toUs), Infinity])
  // An exponential length has no memory: what is left of it at the first answer, beyond what is seen as long, is as long.
  const left = bounds.map(({ latestUs, toUs }) => Math.max(1, toUs - latestUs - longUs + usualUs))
  const leftUs = left.reduce((sum, us) => sum + us, 0) / left.length
  const ofLeft = lengthLaw(blurred(left.map((us) => [0.99 * us, 1.01 * us])), leftUs)
  const isExponential = ofLeft.law.kind === 'exponential'
  const middleUs = lengths.reduce(
    (sum, [least, most]) => sum + (most === Infinity ? least : (least + most) / 2),
    0,
  )
  const forUs = isExponential ? leftUs : middleUs / lengths.length
  const stepUs = (untilUs - fromUs) / answers.length
  // Short ones pass between two answers.
  const seenShare = isExponential
    ? (forUs / stepUs) * -Math.expm1(-stepUs / forUs) * Math.exp(-longUs / forUs)
    : 1
  const everyUs = Math.max(1, ((untilUs - fromUs) * seenShare) / episodes.length - forUs)
  return {
    everyUs,
    forUs,
    // Gaps that hold unseen pauses are too long to test.
    every:
      seenShare > 0.9
        ? lengthLaw(blurred(gaps), everyUs)
        : { law: { kind: 'exponential', mean: everyUs }, exponentialP: null, spans: blurred(gaps) },
    for: isExponential
      ? ofLeft
      : { ...lengthLaw(blurred(lengths), forUs), exponentialP: ofLeft.exponentialP },
    pauses: episodes.length,
    shared,
    calm: spansOfValues(answers.filter(({ us }) => us <= longUs).map(({ us }) => us)),
  }
}

function blurred(bounds: readonly (readonly [number, number])[]): Spans {
  return {
    kind: 'blurred',
    low: Float64Array.from(bounds, ([low]) => low),
    high: Float64Array.from(bounds, ([, high]) => high),
    count: new Float64Array(bounds.length).fill(1),
  }
}

/** Gaps in times that come at a regular step otherwise, and that no long answer explains. */
export function timeGapsOf({ timeUs, valueUs }: Series): Gaps | undefined {
  const steps = timeUs.subarray(1).map((time, index) => time - timeUs[index])
  const usualUs = steps.toSorted()[steps.length >> 1]
  const isRegular =
    steps.filter((step) => Math.abs(step - usualUs) <= 0.5 * usualUs).length > 0.9 * steps.length
  if (!(usualUs > 0) || !isRegular) return undefined
  const gaps = Array.from(steps.keys()).filter(
    (index) =>
      steps[index] > gapFactor * usualUs &&
      valueUs[index] < 0.5 * steps[index] &&
      valueUs[index + 1] < 0.5 * steps[index],
  )
  if (gaps.length === 0) return undefined
  return {
    count: gaps.length,
    longestUs: gaps.reduce((most, index) => Math.max(most, steps[index]), 0),
    usualUs,
  }
}
