/** What is wrong with a distribution that somebody made without the reader of scenarios. */
import type { DistributionSpec } from '../contract/distribution-spec.ts'

/** Coefficients of variation of a gamma law: beyond them its quantiles are neither fast nor exact. */
export const gammaCvMin = 0.001
export const gammaCvMax = 1000

/** What is wrong, as `mean is -1; expected 0 or more`; undefined if nothing is. */
export function distributionProblem(spec: DistributionSpec): string | undefined {
  switch (spec.kind) {
    case 'never':
      return undefined
    case 'constant':
      return timeProblem('value', spec.value)
    case 'uniform':
      return (
        timeProblem('low', spec.low) ??
        (spec.high >= spec.low && spec.high < Infinity
          ? undefined
          : `high is ${spec.high}; expected a time, not below low`)
      )
    case 'exponential':
      return timeProblem('mean', spec.mean)
    case 'normal':
      return timeProblem('mean', spec.mean) ?? timeProblem('sd', spec.sd)
    case 'lognormal':
      return timeProblem('median', spec.median) ?? rangeProblem('sigma', spec.sigma, 0, 100)
    case 'weibull':
      return timeProblem('scale', spec.scale) ?? aboveZeroProblem('shape', spec.shape)
    case 'gamma':
      return (
        timeProblem('mean', spec.mean) ??
        (spec.cv === 0 ? undefined : rangeProblem('cv', spec.cv, gammaCvMin, gammaCvMax))
      )
    case 'pareto':
      return timeProblem('min', spec.min) ?? aboveZeroProblem('alpha', spec.alpha)
    case 'empirical':
      if (spec.values.length === 0) return 'values is empty; expected at least one time'
      return firstProblem(spec.values.map((value, index) => timeProblem(`values[${index}]`, value)))
    case 'mixture':
      if (spec.parts.length === 0) return 'parts is empty; expected at least one'
      return firstProblem(
        spec.parts.map(
          ({ weight, of }, index) =>
            aboveZeroProblem(`parts[${index}].weight`, weight) ??
            prefixed(`parts[${index}].of`, distributionProblem(of)),
        ),
      )
    default:
      return `kind is ${JSON.stringify((spec as { kind?: unknown }).kind)}; expected a kind of distribution`
  }
}

function timeProblem(name: string, value: number): string | undefined {
  return value >= 0 && value < Infinity ? undefined : `${name} is ${value}; expected a finite time, 0 or more`
}

function aboveZeroProblem(name: string, value: number): string | undefined {
  return value > 0 && value < Infinity ? undefined : `${name} is ${value}; expected a finite number above 0`
}

function rangeProblem(name: string, value: number, min: number, max: number): string | undefined {
  return value >= min && value <= max ? undefined : `${name} is ${value}; expected ${min} to ${max}`
}

function firstProblem(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined)
}

function prefixed(name: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${name}.${problem}`
}
