/**
 * How fast the measured control plane was: one law for the files of all experiments. Times are microseconds.
 */
import type { DistributionSpec } from '../../engine/kernel/distribution.ts'

/**
 * A call of a controller. Fitted (maximum likelihood) to the durations of all 1,692 writes of controllers and of the scheduler that the traces have from
 * the audit log: quantiles 5, 50, 90, 99 % measured 1.4, 3.6, 13, 116 ms, fitted 1.4, 3.7, 14, 75 ms. The machine was busy; the second part is what that did.
 */
export const callLaw = {
  kind: 'mixture',
  parts: [
    { weight: 0.734, of: { kind: 'lognormal', median: 3244, sigma: 0.52 } },
    { weight: 0.266, of: { kind: 'lognormal', median: 9628, sigma: 1.153 } },
  ],
} as const satisfies DistributionSpec

/** From a change in the API to who watches it, fitted; now and then all stood still for a while. */
export const watchLaw: DistributionSpec = {
  kind: 'mixture',
  parts: [
    { weight: 0.985, of: { kind: 'lognormal', median: 600, sigma: 0.8 } },
    { weight: 0.015, of: { kind: 'lognormal', median: 60000, sigma: 0.7 } },
  ],
}

/** Fitted: a call takes so much longer for each other call that is under way, as all shared two processors. */
export const slowerEach = 0.12

/** Measured: from the end of one event to the call of the next 2 to 9 ms, some of it while nothing waits. */
export const eventPauseUs = 3000
