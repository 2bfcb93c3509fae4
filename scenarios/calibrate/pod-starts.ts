/** From Ready times to start-up times: what a probe added, and which of them are no starts but later dips of readiness. */
import type { Observed, Spans } from '../../engine/contract/fit-result.ts'
import type { ObservedContainer, ObservedPod } from './pods.ts'

/** A start-up time this far above the median is in doubt: readiness may have dipped later. */
const doubtFactor = 10
const doubtSeconds = 60
/** A pod that is not ready is synced about this often, and each sync probes its readiness (P6). */
const resyncSeconds = 75

/** The time from a start to Ready, with what the probe added. In seconds. */
export type Start = {
  readonly seconds: number
  /** The start took between these. */
  readonly low: number
  readonly high: number
  readonly period: number
  /** Within the initial delay: only that it took no longer is known. */
  readonly isDelayed: boolean
  /** Beside other containers with probes. */
  readonly isShared: boolean
  /** A start that takes longer is killed by its startup probe; `Infinity` without one. */
  readonly budget: number
  /** From the start to when the pods were listed. */
  readonly age: number
}

/** Readiness came with this start if no container of the pod that has probes started later; null if that is not known. */
export function startOf(pod: ObservedPod, container: ObservedContainer, now: number): Start | null {
  const { runningSince } = container
  if (pod.readyAt === null || runningSince === null || pod.readyAt < runningSince) return null
  if (container.startup === null && container.readiness === null) return null
  const others = pod.containers.filter(
    (other) => other !== container && (other.startup !== null || other.readiness !== null),
  )
  const restartedLater = others.some(
    (other) => (other.restarts > 0 || container.restarts > 0) && (other.runningSince ?? 0) > runningSince,
  )
  if (restartedLater) return null
  const isShared = others.length > 0
  return { ...spanOf(pod.readyAt - runningSince, container), isShared, age: now - runningSince }
}

/**
 * The probe that looks first sees the answer late by a uniform part of its period, half on average; readiness by no more
 * than the time between two syncs. Both times are cut to whole seconds, so their difference is off by a triangle of
 * variance 1/6 s^2; a uniform blur of the same variance as both is sqrt(period^2 + 2 s^2) wide.
 */
function spanOf(seconds: number, { startup, readiness }: ObservedContainer): Omit<Start, 'age' | 'isShared'> {
  const { period: written, initialDelay } = (startup ?? readiness)!
  const period = startup === null ? Math.min(written, resyncSeconds) : written
  const repeats = readiness === null ? 0 : (readiness.successThreshold - 1) * readiness.period
  const middle = seconds - repeats - period / 2
  const width = Math.sqrt(period * period + 2)
  const high = Math.max(middle + width / 2, 0.5)
  const isDelayed = initialDelay > 0 && seconds - repeats <= initialDelay + period + 1
  const low = isDelayed ? 0 : Math.max(0, middle - width / 2)
  // The last run of the budget may begin a period later, for the grid of the worker is older than the container (P3).
  const budget =
    startup === null ? Infinity : startup.initialDelay + startup.period * (startup.failureThreshold + 1)
  return { seconds, low, high, period, isDelayed, budget }
}

export type StartSpans = {
  readonly spans: Spans
  /** Where starts are in doubt: all of them slow, or all of them dips, with their chances. */
  readonly doubts?: NonNullable<Observed['doubts']>
  /** What was assumed, a sentence each without a full stop. */
  readonly notes: readonly string[]
}

/**
 * Starts as spans. One far above the others is in doubt: a slow start, or a start of unknown length before a later dip of
 * readiness. A dip comes at any time of a container's age; the length of a slow start is taken to be log-uniform from the
 * doubtful length to the age. The likelier of the two counts; of a dip remains that the start took no longer.
 */
export function spansOfStarts(starts: readonly Start[]): StartSpans {
  const sorted = starts.map(({ seconds }) => seconds).sort((a, b) => a - b)
  const limit = doubtFactor * sorted[Math.floor((sorted.length - 1) / 2)] + doubtSeconds
  const isKilledFirst = (start: Start): boolean => start.low > start.budget
  const isDoubtful = (start: Start): boolean => start.seconds > limit && !isKilledFirst(start)
  // Densities of the time that was seen: 1 / age of a dip, 1 / (time x ln(age / limit)) of a slow start.
  const dipOdds = ({ seconds, age }: Start): number => (seconds * Math.log(age / limit)) / age
  const isDip = (start: Start): boolean => isDoubtful(start) && dipOdds(start) > 1
  const spansIf = (isDipped: (start: Start) => boolean): Spans => {
    const bounds = starts.map((start): readonly [number, number] => {
      if (isKilledFirst(start)) return [0, start.budget]
      return isDoubtful(start) && isDipped(start) ? [0, start.high] : [start.low, start.high]
    })
    const column = (end: 0 | 1): Float64Array =>
      Float64Array.from(bounds, (each) => Math.round(each[end] * 1e6))
    return {
      kind: 'blurred',
      low: column(0),
      high: column(1),
      count: new Float64Array(starts.length).fill(1),
    }
  }
  const doubtful = starts.filter(isDoubtful)
  const dipChance = doubtful.reduce((sum, start) => sum + 1 - 1 / (1 + dipOdds(start)), 0) / doubtful.length
  return {
    spans: spansIf(isDip),
    ...(doubtful.length === 0
      ? {}
      : {
          doubts: [
            { spans: spansIf(() => false), chance: 1 - bounded(dipChance) },
            { spans: spansIf(() => true), chance: bounded(dipChance) },
          ],
        }),
    notes: notesOf(starts, limit, {
      killed: starts.filter(isKilledFirst).length,
      dips: starts.filter(isDip).length,
      slow: starts.filter((start) => isDoubtful(start) && !isDip(start)).length,
    }),
  }
}

/** Neither reading is ever ruled out. */
function bounded(chance: number): number {
  return Math.min(0.8, Math.max(0.2, chance))
}

function notesOf(
  starts: readonly Start[],
  limit: number,
  { killed, dips, slow }: { readonly killed: number; readonly dips: number; readonly slow: number },
): string[] {
  const periods = [...new Set(starts.map(({ period }) => period))].sort((a, b) => a - b)
  const countOf = (is: (start: Start) => boolean): number => starts.filter(is).length
  const delayed = countOf(({ isDelayed }) => isDelayed)
  const shared = countOf(({ isShared }) => isShared)
  const said: readonly (readonly [number, string])[] = [
    [
      slow,
      `became ready more than ${limit} s after the start: counted as slow starts, for a dip of readiness would most likely have come later in their lives; if they were dips, starts are faster than this law; the draws hold both`,
    ],
    [
      dips,
      `became ready so late (more than ${limit} s after the start) that readiness has more likely dipped later: only that those starts took no longer is known; the draws hold both`,
    ],
    [
      killed,
      'became ready later than their startup probe lets a start take: readiness has dipped later; only that those starts kept the budget is known',
    ],
    [delayed, 'became ready within the initial delay: only an upper limit of them is known'],
    [
      shared,
      'in pods with more containers that have probes: an upper limit, for the slowest of them decides',
    ],
  ]
  return [
    `from Ready - startedAt, which a probe of ${periods.join(' s or ')} s makes late by half of that on average, taken out by the fit`,
    ...said.flatMap(([count, text]) => (count === 0 ? [] : [`${count} of ${starts.length} ${text}`])),
  ]
}
