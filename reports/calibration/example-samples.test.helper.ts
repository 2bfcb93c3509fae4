/** For tests: samples with fits and curves, made by hand. */
import type { FamilyFit } from '../../engine/contract/fit-result.ts'
import type { DrawnSample } from './reported-sample.ts'

const goodness = { ks: 0.03, ksP: 0.4, ad: 0.5, chiSquare: null, chiSquareDf: null, chiSquareP: null }

const lognormal: FamilyFit = {
  family: 'lognormal',
  law: { kind: 'lognormal', median: 5000, sigma: 0.9 },
  parameters: 2,
  logLikelihood: -100,
  aic: 204,
  bic: 208.5,
  ...goodness,
}
const gamma: FamilyFit = {
  ...lognormal,
  family: 'gamma',
  law: { kind: 'gamma', mean: 6000, cv: 0.8 },
  bic: 212,
  ksP: null,
}

const ramp = [1000, 2000, 5000, 10_000, 50_000].map((atUs, index) => ({ atUs, share: (index + 1) / 5 }))

export function exampleSample(name: string, note = 'from a.csv'): DrawnSample {
  return {
    name,
    quantity: 'latency',
    fit: {
      n: 40,
      fits: [lognormal, gamma],
      chosen: lognormal,
      p50Us: 5000,
      p99Us: 40_500,
      reason: 'BIC lower by 3.5 than gamma',
    },
    tail: { share: 0.999, quantileUs: 80_000, upperUs: 160_000, neededN: 2100 },
    phases: { n: 40, bicOne: 10, bicMixed: 12, bicLasting: 13, found: null },
    censored: 2,
    truncated: 0,
    tailDrawnUs: [60_000, 190_000],
    notes: [note],
    curves: {
      kind: 'values',
      observed: ramp,
      laws: [
        { family: 'lognormal', points: ramp },
        { family: 'gamma', points: ramp.map(({ atUs, share }) => ({ atUs, share: share * 0.9 })) },
      ],
      bars: [
        { lowUs: 1000, highUs: 5000, share: 0.6, expected: 0.5 },
        { lowUs: 5000, highUs: 50_000, share: 0.4, expected: 0.49 },
      ],
      quantiles: ramp.map(({ atUs }) => ({ lawUs: atUs, observedUs: atUs * 1.1 })),
    },
  }
}
