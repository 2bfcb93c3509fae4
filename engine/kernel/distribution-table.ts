/**
 * Distributions as rows of numbers: built once from their specs, then read by number. What a row means is
 * said here; its law (cdf, quantile) and its variates are functions in the files beside.
 */
import type { DistributionSpec } from '../contract/distribution-spec.ts'
import { lnGamma } from './gamma.ts'
import { normalDensity, normalUpperTail } from './normal.ts'
import { square } from './power.ts'
import type { ResidualTable } from './residual.ts'

/** Row number of a distribution. */
export type DistributionId = number

/** A column value; the comment names what `first` and `second` hold. `never` is the constant `Infinity`. */
export const DistributionKind = {
  /** value, unused */
  Constant: 0,
  /** low, high */
  Uniform: 1,
  /** mean, unused */
  Exponential: 2,
  /** mean and sd before the cut at 0 */
  Normal: 3,
  /** median, sigma */
  Lognormal: 4,
  /** scale, shape */
  Weibull: 5,
  /** scale, shape */
  Gamma: 6,
  /** min, alpha */
  Pareto: 7,
  /** start and end (exclusive) of its values in `pool`, ascending */
  Empirical: 8,
  /** start and end (exclusive) of its weights in `pool` and of its parts in `part` */
  Mixture: 9,
} as const
export type DistributionKind = (typeof DistributionKind)[keyof typeof DistributionKind]

export type Distributions = {
  readonly kind: Uint8Array
  /** Parameters; see `DistributionKind`. */
  readonly first: Float64Array
  readonly second: Float64Array
  /** `Infinity` where the mean is infinite. */
  readonly mean: Float64Array
  /** Values of empirical rows; weights of mixtures, which add up to 1. */
  readonly pool: Float64Array
  /** Row of a part of a mixture, parallel to `pool`; 0 beside the values of empirical rows. */
  readonly part: Int32Array
  /** Quantiles of gamma rows at k / 4096, made when first sampled. */
  readonly gammaTable: (Float64Array | undefined)[]
  /** Quantiles for whole variates (`whole-variate.ts`), made after so many draws more, 0 = never; and the cells in which a straight line tells. */
  readonly quantileTable: Float64Array[]
  readonly drawsToTable: Int32Array
  readonly straightBegin: Int32Array
  readonly straightEnd: Int32Array
  /** Residual life, made when first sampled. */
  readonly residualTable: (ResidualTable | undefined)[]
}

/** A table of quantiles is made after so many draws: that costs about as much as they did. */
const drawsBeforeTable = 16_384

/** Whether a variate takes a formula, and rises with its uniform. */
function isFormula(kind: DistributionKind): boolean {
  const { Exponential, Normal, Lognormal, Weibull, Pareto } = DistributionKind
  return ([Exponential, Normal, Lognormal, Weibull, Pareto] as number[]).includes(kind)
}

/**
 * Collects specs and gives each a row. Specs are validated before they come here. What has one possible
 * value only (sigma 0, one-valued data, a mixture of one part) becomes that constant or part.
 */
export class DistributionBuilder {
  private readonly kind: DistributionKind[] = []
  private readonly first: number[] = []
  private readonly second: number[] = []
  private readonly mean: number[] = []
  private readonly pool: number[] = []
  private readonly part: number[] = []
  private readonly constants = new Map<number, DistributionId>()

  add(spec: DistributionSpec): DistributionId {
    switch (spec.kind) {
      case 'constant':
        return this.addConstant(spec.value)
      case 'never':
        return this.addConstant(Infinity)
      case 'uniform':
        if (spec.low === spec.high) return this.addConstant(spec.low)
        return this.addRow(DistributionKind.Uniform, spec.low, spec.high, 0.5 * (spec.low + spec.high))
      case 'exponential':
        if (spec.mean === 0 || spec.mean === Infinity) return this.addConstant(spec.mean)
        return this.addRow(DistributionKind.Exponential, spec.mean, 0, spec.mean)
      case 'normal':
        if (spec.sd === 0) return this.addConstant(Math.max(0, spec.mean))
        return this.addRow(DistributionKind.Normal, spec.mean, spec.sd, meanOfCutNormal(spec.mean, spec.sd))
      case 'lognormal':
        if (spec.sigma === 0 || spec.median === 0) return this.addConstant(spec.median)
        return this.addRow(
          DistributionKind.Lognormal,
          spec.median,
          spec.sigma,
          spec.median * Math.exp(0.5 * square(spec.sigma)),
        )
      case 'weibull':
        if (spec.scale === 0) return this.addConstant(0)
        return this.addRow(
          DistributionKind.Weibull,
          spec.scale,
          spec.shape,
          spec.scale * Math.exp(lnGamma(1 + 1 / spec.shape)),
        )
      case 'gamma':
        if (spec.cv === 0 || spec.mean === 0) return this.addConstant(spec.mean)
        return this.addRow(
          DistributionKind.Gamma,
          spec.mean * square(spec.cv),
          1 / square(spec.cv),
          spec.mean,
        )
      case 'pareto':
        if (spec.min === 0) return this.addConstant(0)
        return this.addRow(
          DistributionKind.Pareto,
          spec.min,
          spec.alpha,
          spec.alpha > 1 ? (spec.min * spec.alpha) / (spec.alpha - 1) : Infinity,
        )
      case 'empirical':
        return this.addEmpirical(Float64Array.from(spec.values).sort())
      case 'mixture':
        return this.addMixture(
          spec.parts.map((part) => this.add(part.of)),
          spec.parts.map((part) => part.weight),
        )
    }
  }

  build(): Distributions {
    const rows = this.kind.length
    return {
      kind: Uint8Array.from(this.kind),
      first: Float64Array.from(this.first),
      second: Float64Array.from(this.second),
      mean: Float64Array.from(this.mean),
      pool: Float64Array.from(this.pool),
      part: Int32Array.from(this.part),
      gammaTable: new Array(rows).fill(undefined),
      quantileTable: new Array(rows).fill(new Float64Array(0)),
      drawsToTable: Int32Array.from(this.kind, (kind) => (isFormula(kind) ? drawsBeforeTable : 0)),
      straightBegin: new Int32Array(rows),
      straightEnd: new Int32Array(rows),
      residualTable: new Array(rows).fill(undefined),
    }
  }

  private addRow(kind: DistributionKind, first: number, second: number, mean: number): DistributionId {
    this.first.push(first)
    this.second.push(second)
    this.mean.push(mean)
    return this.kind.push(kind) - 1
  }

  /** Equal constants share a row. */
  private addConstant(value: number): DistributionId {
    const known = this.constants.get(value)
    if (known !== undefined) return known
    const id = this.addRow(DistributionKind.Constant, value, 0, value)
    this.constants.set(value, id)
    return id
  }

  private addEmpirical(sorted: Float64Array): DistributionId {
    if (sorted[0] === sorted[sorted.length - 1]) return this.addConstant(sorted[0])
    const start = this.pool.length
    let sum = 0
    for (const value of sorted) {
      sum += value
      this.pool.push(value)
      this.part.push(0)
    }
    return this.addRow(DistributionKind.Empirical, start, start + sorted.length, sum / sorted.length)
  }

  private addMixture(parts: readonly DistributionId[], weights: readonly number[]): DistributionId {
    if (parts.every((part) => part === parts[0])) return parts[0]
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const start = this.pool.length
    let mean = 0
    parts.forEach((part, index) => {
      const weight = weights[index] / total
      mean += weight * this.mean[part]
      this.pool.push(weight)
      this.part.push(part)
    })
    return this.addRow(DistributionKind.Mixture, start, start + parts.length, mean)
  }
}

/** Whether every variate is the same. */
export function isConstant(d: Distributions, id: DistributionId): boolean {
  return d.kind[id] === DistributionKind.Constant
}

/** The one value of a constant row, `Infinity` for never. */
export function constantValue(d: Distributions, id: DistributionId): number {
  return d.first[id]
}

/** `Infinity` for never, for pareto with alpha up to 1, and for a mixture with such a part. */
export function meanOf(d: Distributions, id: DistributionId): number {
  return d.mean[id]
}

function meanOfCutNormal(mean: number, sd: number): number {
  return mean * normalUpperTail(-mean / sd) + sd * normalDensity(mean / sd)
}
