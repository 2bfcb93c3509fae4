/** A law in words: its parameters, times in seconds. */
import type { DistributionSpec } from '../../engine/contract/fit-result.ts'

/** `median_seconds=0.005 sigma=0.9`; of an empirical law how many values or buckets it has. */
export function lawParameters(law: DistributionSpec): string {
  return pairsOf(law)
    .map(([name, value]) => `${name}=${Number(value.toPrecision(8))}`)
    .join(' ')
}

function pairsOf(law: DistributionSpec): [string, number][] {
  switch (law.kind) {
    case 'constant':
      return [['value_seconds', law.value / 1e6]]
    case 'uniform':
      return [
        ['low_seconds', law.low / 1e6],
        ['high_seconds', law.high / 1e6],
      ]
    case 'lognormal':
      return [
        ['median_seconds', law.median / 1e6],
        ['sigma', law.sigma],
      ]
    case 'weibull':
      return [
        ['scale_seconds', law.scale / 1e6],
        ['shape', law.shape],
      ]
    case 'gamma':
      return [
        ['mean_seconds', law.mean / 1e6],
        ['cv', law.cv],
      ]
    case 'empirical':
      return [['values', law.values.length]]
    case 'mixture':
      if (law.parts.some(({ of }) => of.kind === 'uniform')) return [['buckets', law.parts.length]]
      return law.parts.flatMap(({ weight, of }, part) =>
        [['weight', weight] as [string, number], ...pairsOf(of)].map(([name, value]): [string, number] => [
          `${name}_${part + 1}`,
          value,
        ]),
      )
    default:
      throw new Error(`broken invariant: ${law.kind} is not fitted`)
  }
}
