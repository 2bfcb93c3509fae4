/**
 * How long requests wait for one of several workers, by formula. Requests come at random (Poisson), as they do from many clients that know nothing of each
 * other. Source: H. Sakasegawa, An approximation formula L_q = alpha beta^rho / (1 - rho), Ann. Inst. Statist. Math. 29 (1977): exact for one
 * worker and exponential service times.
 */

import { type DistributionId, type Distributions, quantile } from '../../../kernel/distribution.ts'
import { normalUpperTail } from '../../../kernel/normal.ts'
import { power, square } from '../../../kernel/power.ts'

/** The law of a wait: with probability `chance` a request waits, then exponentially with this mean. `slack`: share of the workers' time that is free. */
export type WaitLaw = { readonly chance: number; readonly spanUs: number; readonly slack: number }

export const noWait: WaitLaw = { chance: 0, spanUs: 0, slack: 1 }

/** Nearer to saturation the wait of the long run takes longer to come about than a load lasts: the formula stops there. */
const loadMax = 0.98

/**
 * @param load requests per time over what the workers can do, 0 or more. Above saturation the backlog has most of the wait; what chance adds to it is as much as
 * at the inverse load.
 * @param variability (1 + cv^2) / 2 of the service time.
 */
export function waitLaw(load: number, serviceUs: number, concurrency: number, variability: number): WaitLaw {
  if (load === 0 || concurrency === Infinity || serviceUs === 0 || serviceUs === Infinity) return noWait
  const share = Math.min(load, 1 / load, loadMax)
  return {
    chance: power(share, Math.sqrt(2 * (concurrency + 1)) - 1),
    spanUs: (variability * serviceUs) / (concurrency * (1 - share)),
    slack: 1 - share,
  }
}

/** The same chance to wait, with another mean. */
export function withMean({ chance, slack }: WaitLaw, meanUs: number): WaitLaw {
  return { chance, spanUs: meanUs / chance, slack }
}

export function meanWaitUs({ chance, spanUs }: WaitLaw): number {
  return chance * spanUs
}

/** Waits that were longer, each as likely as the others: the middles of parts of the law. */
const longerWaits = 32

/**
 * How long waits last: the share of those that were longer than a time which still are a while later because of that, and not by chance anew. The wait is taken for a Brownian
 * motion that stops at nothing, which it is near saturation. Source: J. M. Harrison, Brownian Motion and Stochastic Flow Systems (1985), on regulated motion: its law at a time, from any start.
 */
export function lastingShare({ chance, spanUs, slack }: WaitLaw, longerUs: number, laterUs: number): number {
  // Whoever waits at all is late, and a wait of nothing does not last.
  if (chance === 0 || longerUs <= 0) return 0
  const tail = Math.exp(-longerUs / spanUs)
  const lossUs = slack * laterUs
  // The variance per time that gives the long run this span.
  const spreadUs = Math.sqrt(2 * slack * spanUs * laterUs)
  let still = 0
  for (let part = 0; part < longerWaits; part++) {
    const aboveUs = -spanUs * Math.log((part + 0.5) / longerWaits)
    still +=
      normalUpperTail((lossUs - aboveUs) / spreadUs) +
      tail * normalUpperTail((2 * longerUs + aboveUs - lossUs) / spreadUs)
  }
  still /= longerWaits
  return Math.max(0, (still - tail) / (1 - tail))
}

/** Service times, each as likely as the others: the middles of as many parts of the law. */
export function serviceTimes(
  distributions: Distributions,
  latency: DistributionId,
  count: number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, part) =>
    quantile(distributions, latency, (part + 0.5) / count),
  )
}

export function meanTimeUs(times: Float64Array): number {
  return times.reduce((sum, timeUs) => sum + timeUs, 0) / times.length
}

/** (1 + cv^2) / 2: 1/2 for equal service times, 1 for exponential ones. */
export function variabilityOf(times: Float64Array): number {
  const mean = meanTimeUs(times)
  if (mean === 0 || mean === Infinity) return 1
  const squares = times.reduce((sum, timeUs) => sum + square(timeUs), 0) / times.length
  return squares / (2 * square(mean))
}
