/**
 * The likelihood of runs that were counted by bucket from scrape to scrape, under a chain of two states. The order of
 * the runs of one interval is not known: all orders of its slow and its fast runs are summed. Equal intervals share one
 * transfer matrix, so that a likelihood costs a product of two by two for each interval.
 */

import type { CountSeries } from '../contract/fit-result.ts'
import { normalUpperTail } from '../kernel/normal.ts'

/** Runs of an interval that are looked at: more would say no more of its state. */
const runsMax = 24
/** Least chance of a bucket: one odd run is no proof of anything. */
const chanceMin = 1e-6

/** Two normal laws of the logarithm, and the share of runs that fail whatever the state. */
export type CountStates = {
  readonly mean: number
  readonly shift: number
  readonly sd: number
  readonly wrong: number
}
export type CountChain = CountStates & { readonly everyUs: number; readonly forUs: number }

/** Kinds of intervals: how long, and how many runs in each bucket; and of which kind each interval of each member is. */
export type Patterns = {
  readonly widthUs: Float64Array
  readonly counts: readonly Float64Array[]
  readonly members: readonly Int32Array[]
  /** Runs in all, by bucket. */
  readonly pooled: Float64Array
}

export function patternsOf({ low, members }: CountSeries): Patterns {
  const size = low.length
  const known = new Map<string, number>()
  const widths: number[] = []
  const counts: Float64Array[] = []
  const pooled = new Float64Array(size)
  const ofMembers = members.map(({ widthUs, counts: all }) =>
    Int32Array.from(widthUs, (width, interval) => {
      const own = thinned(all.subarray(interval * size, (interval + 1) * size))
      for (let bucket = 0; bucket < size; bucket++) pooled[bucket] += own[bucket]
      const key = `${Math.round(width / 1000)} ${own.join(' ')}`
      const index = known.get(key) ?? counts.length
      if (index === counts.length) {
        known.set(key, index)
        widths.push(width)
        counts.push(own)
      }
      return index
    }),
  )
  return { widthUs: Float64Array.from(widths), counts, members: ofMembers, pooled }
}

/** Whole counts; of many as many as are looked at, in proportion. */
function thinned(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, each) => sum + each, 0)
  if (total <= runsMax) return counts.map(Math.round)
  let before = 0
  let taken = 0
  return counts.map((each) => {
    before += each
    const here = Math.round((before / total) * runsMax) - taken
    taken += here
    return here
  })
}

/** Chances of each bucket in both states. */
export function chancesOf(
  { low, high, hasFailed }: CountSeries,
  { mean, shift, sd, wrong }: CountStates,
): { readonly calm: Float64Array; readonly slow: Float64Array } {
  const last = low.length - 1
  const chance = (bucket: number, middle: number): number => {
    const from = low[bucket] === 0 ? -Infinity : (Math.log(low[bucket]) - middle) / sd
    const to = high[bucket] === Infinity ? Infinity : (Math.log(high[bucket]) - middle) / sd
    const share =
      from > 0 ? normalUpperTail(from) - normalUpperTail(to) : normalUpperTail(-to) - normalUpperTail(-from)
    const right = hasFailed ? (1 - wrong) * share + (bucket === last ? wrong : 0) : share
    return Math.max(chanceMin, right)
  }
  return {
    calm: low.map((_, bucket) => chance(bucket, mean)),
    slow: low.map((_, bucket) => chance(bucket, mean + shift)),
  }
}

/** Of each kind of interval: from either state to either, with the logarithm of what was taken out. */
export type Transfers = { readonly matrix: Float64Array; readonly log: Float64Array }

/** @param isSlower buckets that the slow state explains better: their runs and the others may come in any order. */
export function transfersOf(
  series: CountSeries,
  { widthUs, counts }: Patterns,
  chain: CountChain,
  isSlower: readonly boolean[],
): Transfers {
  const { calm, slow } = chancesOf(series, chain)
  const stationary = chain.forUs / (chain.everyUs + chain.forUs)
  const rate = 1 / chain.everyUs + 1 / chain.forUs
  const logs = [calm.map(Math.log), slow.map(Math.log)]
  const matrix = new Float64Array(4 * counts.length)
  const log = new Float64Array(counts.length)
  for (let index = 0; index < counts.length; index++)
    log[index] = fillTransfer(matrix, 4 * index, counts[index], widthUs[index], {
      logs,
      isSlower,
      stationary,
      rate,
    })
  return { matrix, log }
}

type Ground = {
  readonly logs: readonly Float64Array[]
  readonly isSlower: readonly boolean[]
  readonly stationary: number
  readonly rate: number
}

function fillTransfer(
  into: Float64Array,
  at: number,
  counts: Float64Array,
  widthUs: number,
  { logs, isSlower, stationary, rate }: Ground,
): number {
  // Of slower runs and of the others: how many, and the mean logarithm of their chances in both states.
  const sums = [0, 0, 0, 0]
  const sizes = [0, 0]
  for (let bucket = 0; bucket < counts.length; bucket++) {
    if (counts[bucket] === 0) continue
    const group = isSlower[bucket] ? 1 : 0
    sizes[group] += counts[bucket]
    sums[2 * group] += counts[bucket] * logs[0][bucket]
    sums[2 * group + 1] += counts[bucket] * logs[1][bucket]
  }
  const runs = sizes[0] + sizes[1]
  const tops = [0, 1].map((group) =>
    sizes[group] === 0 ? 0 : Math.max(sums[2 * group], sums[2 * group + 1]) / sizes[group],
  )
  const chance = (group: number, state: number): number =>
    sizes[group] === 0 ? 1 : Math.exp(sums[2 * group + state] / sizes[group] - tops[group])
  const steps = [
    step(widthUs / (2 * Math.max(1, runs)), stationary, rate),
    step(widthUs / Math.max(1, runs), stationary, rate),
  ]
  if (runs === 0) {
    into.set(step(widthUs, stationary, rate), at)
    return 0
  }
  // By how many slower runs have come: the transfer so far, rows from the state before, columns to the state now.
  let ways: (Float64Array | undefined)[] = [steps[0]]
  for (let run = 0; run < runs; run++) {
    const next: (Float64Array | undefined)[] = []
    for (let slower = 0; slower < ways.length; slower++) {
      const so = ways[slower]
      if (so === undefined) continue
      if (run - slower < sizes[0]) add(next, slower, so, chance(0, 0), chance(0, 1))
      if (slower < sizes[1]) add(next, slower + 1, so, chance(1, 0), chance(1, 1))
    }
    const move = run === runs - 1 ? steps[0] : steps[1]
    ways = next.map((each) => each && product(each, move))
  }
  const whole = ways[sizes[1]]!
  const total = whole[0] + whole[1] + whole[2] + whole[3]
  for (let cell = 0; cell < 4; cell++) into[at + cell] = whole[cell] / total
  return Math.log(total) - logChoose(runs, sizes[1]) + tops[0] * sizes[0] + tops[1] * sizes[1]
}

function add(
  ways: (Float64Array | undefined)[],
  index: number,
  so: Float64Array,
  ofCalm: number,
  ofSlow: number,
): void {
  ways[index] ??= new Float64Array(4)
  const way = ways[index]
  way[0] += so[0] * ofCalm
  way[1] += so[1] * ofSlow
  way[2] += so[2] * ofCalm
  way[3] += so[3] * ofSlow
}

/** The chain over a time. */
function step(us: number, stationary: number, rate: number): Float64Array {
  const memory = Math.exp(-rate * us)
  const toSlow = stationary * (1 - memory)
  const toCalm = (1 - stationary) * (1 - memory)
  return Float64Array.of(1 - toSlow, toSlow, toCalm, 1 - toCalm)
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.of(
    a[0] * b[0] + a[1] * b[2],
    a[0] * b[1] + a[1] * b[3],
    a[2] * b[0] + a[3] * b[2],
    a[2] * b[1] + a[3] * b[3],
  )
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let each = 1; each <= k; each++) sum += Math.log((n - k + each) / each)
  return sum
}

/** Log-likelihood of all members, each begun in the stationary law. */
export function chainLogLikelihood(
  { matrix, log }: Transfers,
  { members }: Patterns,
  stationary: number,
): number {
  let sum = 0
  for (const kinds of members) {
    let slow = stationary
    for (let interval = 0; interval < kinds.length; interval++) {
      const at = 4 * kinds[interval]
      const calm = 1 - slow
      const toCalm = calm * matrix[at] + slow * matrix[at + 2]
      const toSlow = calm * matrix[at + 1] + slow * matrix[at + 3]
      const total = Math.max(toCalm + toSlow, Number.MIN_VALUE)
      sum += Math.log(total) + log[kinds[interval]]
      slow = toSlow / total
    }
  }
  return sum
}

/** Of one member: the chance of the slow state at the end of each interval, by all of them; and before the first. */
export function slowChances({ matrix }: Transfers, kinds: Int32Array, stationary: number): Float64Array {
  const n = kinds.length
  const slow = new Float64Array(n + 1)
  slow[0] = stationary
  for (let interval = 0; interval < n; interval++) {
    const at = 4 * kinds[interval]
    const before = slow[interval]
    const toCalm = (1 - before) * matrix[at] + before * matrix[at + 2]
    const toSlow = (1 - before) * matrix[at + 1] + before * matrix[at + 3]
    slow[interval + 1] = toSlow / Math.max(toCalm + toSlow, Number.MIN_VALUE)
  }
  // What comes later, for either state.
  let [ofCalm, ofSlow] = [1, 1]
  for (let interval = n - 1; interval >= 0; interval--) {
    const at = 4 * kinds[interval]
    const weight = slow[interval + 1] * ofSlow + (1 - slow[interval + 1]) * ofCalm
    slow[interval + 1] = weight > 0 ? (slow[interval + 1] * ofSlow) / weight : slow[interval + 1]
    const calmer = matrix[at] * ofCalm + matrix[at + 1] * ofSlow
    const slower = matrix[at + 2] * ofCalm + matrix[at + 3] * ofSlow
    const top = Math.max(calmer, slower, Number.MIN_VALUE)
    ofCalm = calmer / top
    ofSlow = slower / top
  }
  const weight = slow[0] * ofSlow + (1 - slow[0]) * ofCalm
  slow[0] = weight > 0 ? (slow[0] * ofSlow) / weight : slow[0]
  return slow
}
