/** Laws as scenarios write them, in times of five digits that are whole microseconds. */
import type { DistributionSpec } from '../../engine/contract/fit-result.ts'
import { durationText, durationUsMax } from '../text/duration.ts'

const lawDigits = 5
const hourUs = 3600e6

/** `8.2s`, `12.345ms`, `250us`: one number and one unit, at least 1 us; from an hour on `124h2m`. */
export function timeText(us: number, digits = lawDigits): string {
  if (us >= hourUs) return durationText(Math.round(Math.min(us, durationUsMax) / 1e6) * 1e6)
  const rounded = Math.round(Math.max(1, Number(us.toPrecision(digits))))
  if (rounded >= 1e6) return `${Number((rounded / 1e6).toPrecision(digits))}s`
  return rounded >= 1e3 ? `${Number((rounded / 1e3).toPrecision(digits))}ms` : `${rounded}us`
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(lawDigits)))
}

/** Flow YAML, on one line. */
export function lawText(law: DistributionSpec): string {
  switch (law.kind) {
    case 'constant':
      return timeText(law.value)
    case 'uniform':
      return `{ uniform: [${law.low === 0 ? '0s' : timeText(law.low)}, ${timeText(law.high)}] }`
    case 'exponential':
      return `{ exponential: ${timeText(law.mean)} }`
    case 'lognormal':
      return `{ lognormal: { median: ${timeText(law.median)}, sigma: ${numberText(law.sigma)} } }`
    case 'weibull':
      return `{ weibull: { scale: ${timeText(law.scale)}, shape: ${numberText(law.shape)} } }`
    case 'gamma':
      return `{ gamma: { mean: ${timeText(law.mean)}, cv: ${numberText(law.cv)} } }`
    case 'mixture': {
      const total = law.parts.reduce((sum, { weight }) => sum + weight, 0)
      const parts = law.parts.map(
        ({ weight, of }) => `{ weight: ${numberText(weight / total)}, of: ${lawText(of)} }`,
      )
      return `{ mixture: [${parts.join(', ')}] }`
    }
    case 'empirical':
      return `{ empirical: [${law.values.map((value) => timeText(value)).join(', ')}] }`
    case 'normal':
    case 'pareto':
    case 'never':
      throw new Error(`broken invariant: ${law.kind} is not fitted`)
  }
}
