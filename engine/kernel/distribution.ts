/**
 * Distributions by number: a builder turns specs into rows, and functions over a row answer what a simulation
 * asks. This is the one file to import; the parts are
 * - `distribution-table.ts`: kinds, columns, builder, means;
 * - `distribution-law.ts`: cdf, upper tail, quantile (`law.ts` gives those of one distribution by itself);
 * - `variate.ts`: samples, also above a bound;
 * - `whole-variate.ts`: variates in whole units, many of one law;
 * - `residual.ts`: what is left of an interval that began before time 0.
 */

export type { DistributionSpec, MixturePart } from '../contract/distribution-spec.ts'
export { cdf, probabilityAtLeast, quantile } from './distribution-law.ts'
export {
  constantValue,
  DistributionBuilder,
  type DistributionId,
  type Distributions,
  isConstant,
  meanOf,
} from './distribution-table.ts'
export { sampleResidual } from './residual.ts'
export { risesWithUniform, sample, sampleAtLeast, variate } from './variate.ts'
export { wholeQuantile, wholeVariate } from './whole-variate.ts'
