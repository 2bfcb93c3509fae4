/**
 * How much longer work takes on processors that others use too. Work is short and comes by chance, and all that is to be done is done at the same time, a
 * bit of each (processor sharing): so it is slow long before nothing is free.
 */
import { power } from '../../../kernel/power.ts'

/**
 * Cores that are left for one more thread of a container.
 * @param reach cores that the container could get.
 * @param steady cores that it takes by idling, probes and requests, of `threads` threads.
 * @param startup threads of its start-up, which take all that they get.
 */
export function coresFree(reach: number, steady: number, startup: number, threads: number): number {
  const left = reach - steady
  // Among threads that never rest each gets the same; it gets no less than among all that may want something.
  return Math.max(left - startup, left / (1 + startup), reach / (1 + startup + threads))
}

/**
 * How many times as long work of one thread takes as on processors of its own.
 * For one core it is the mean of a shared processor, 1 / (1 - u) at a utilisation u (M/G/1-PS, whatever the law of the work); for more the
 * chance that all are busy is Sakasegawa's approximation of M/M/c (1977).
 * @param cores that are shared: those of the node, or what the container's limit allows; less than 1 is a share of the time of one.
 * @param free those that are left, above 0, at most `cores`.
 */
export function stretchBy(cores: number, free: number): number {
  if (cores === Infinity) return 1
  if (cores <= 1) return 1 / free
  const used = Math.max(0, 1 - free / cores)
  return 1 + power(used, Math.sqrt(2 * (cores + 1)) - 1) / free
}
