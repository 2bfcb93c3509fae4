/**
 * The load of an event list: how far ahead each event is scheduled. Every load is a table that a small generator
 * walks, so that making delays costs next to nothing beside the list, and every list gets the same.
 */

/** Entries of a table; a power of two. */
const delays = 4096

export type Load = {
  readonly name: string
  /** Delays in microseconds. */
  readonly delaysUs: Float64Array
  /** True: an entity always has the same delay, the entry of its number. False: drawn for each event. */
  readonly byEntity: boolean
}

/** Quantiles of the exponential distribution with a mean of one second: the classic hold model. */
export const exponential: Load = {
  name: 'exponential',
  delaysUs: Float64Array.from({ length: delays }, (_, index) => -Math.log((index + 0.5) / delays) * 1e6),
  byEntity: false,
}

/** Whole seconds from 1 to 30: thousands of events at one time. */
export const tied: Load = {
  name: 'tied',
  delaysUs: Float64Array.from({ length: delays }, (_, index) => (1 + (index % 30)) * 1e6),
  byEntity: false,
}

/** The periods of `periods`. */
export const periodsUs = [1e6, 2e6, 5e6, 10e6, 20e6, 30e6]

/** Periodic events, each with a period of its own for good, as probes have. */
export const periods: Load = {
  name: 'periods',
  delaysUs: Float64Array.from({ length: delays }, (_, index) => periodsUs[index % 6]),
  byEntity: true,
}

export const loads: readonly Load[] = [exponential, tied, periods]

/** A linear congruential generator: good enough to choose table entries by its high bits. */
export function nextState(state: number): number {
  return (Math.imul(state, 1664525) + 1013904223) | 0
}

/** The next delay of a load: by entity, or by the high bits of the state of the generator. */
export function delayOf(load: Load, entity: number, state: number): number {
  return load.delaysUs[load.byEntity ? entity & (delays - 1) : state >>> 20]
}

/** First times of so many events: a uniform part of the delay for periods, a delay for the rest. */
export function firstTimesUs(load: Load, pending: number): Float64Array {
  let state = 1
  return Float64Array.from({ length: pending }, (_, entity) => {
    state = nextState(state)
    const delayUs = delayOf(load, entity, state)
    return load.byEntity ? Math.floor((delayUs * (state >>> 0)) / 2 ** 32) : delayUs
  })
}
