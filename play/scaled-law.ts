/** A law of times whose every value is multiplied. */
import type { DistributionSpec } from '../engine/contract/cluster-spec.ts'

/** Every value times a factor. */
export function scaled(law: DistributionSpec, factor: number): DistributionSpec {
  if (factor === 1) return law
  switch (law.kind) {
    case 'constant':
      return { ...law, value: law.value * factor }
    case 'uniform':
      return { ...law, low: law.low * factor, high: law.high * factor }
    case 'exponential':
    case 'gamma':
      return { ...law, mean: law.mean * factor }
    case 'normal':
      return { ...law, mean: law.mean * factor, sd: law.sd * factor }
    case 'lognormal':
      return { ...law, median: law.median * factor }
    case 'weibull':
      return { ...law, scale: law.scale * factor }
    case 'pareto':
      return { ...law, min: law.min * factor }
    case 'empirical':
      return { ...law, values: law.values.map((value) => value * factor) }
    case 'mixture':
      return { ...law, parts: law.parts.map(({ weight, of }) => ({ weight, of: scaled(of, factor) })) }
    case 'never':
      return law
  }
}
