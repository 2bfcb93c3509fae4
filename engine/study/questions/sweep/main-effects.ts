/**
 * Which parameters of a sweep matter: how the variance between its points divides among them. A full grid is divided exactly
 * (`variance-shares.ts`), drawn points by a polynomial (`surface-shares.ts`); of anything else shares are not known.
 */
import { type SummaryMetric, summaryMetrics } from '../../../contract/run-result.ts'
import type {
  CellResult,
  Interaction,
  LevelMean,
  MainEffect,
  MetricShares,
  PointResult,
  ShareBasis,
  SweepPlan,
  SweepPlanPoint,
  VarianceShare,
} from '../../../contract/sweep-result.ts'
import { type Column, type SurfaceShares, surfaceShares } from '../../statistics/surface-shares.ts'
import { varianceShares } from '../../statistics/variance-shares.ts'

/** Levels that a parameter is looked at with: more, as when values are drawn, are joined to classes of like size. */
const levelsMax = 8
const classes = 4

/** What a probe setting or a fault is about; other metrics follow from these, or count the inputs. */
const metricsOfInterest: readonly SummaryMetric[] = [
  'probes_per_second_mean',
  'restarts_total',
  'false_restarts_total',
  'detection_seconds_p99',
  'unready_seconds_total',
  'zero_ready_seconds',
  'backoff_seconds_total',
  'recovery_seconds',
  'api_writes_total',
  'failed_requests_total',
]

/** These, and those that thresholds of the sweep name. */
export function interestOf({ thresholds }: Pick<SweepPlan, 'thresholds'>): SummaryMetric[] {
  const named = summaryMetrics.filter((metric) => thresholds.some((each) => each.metric === metric))
  return [...new Set([...metricsOfInterest, ...named])]
}

/** What parameters that always change together do, as one. */
type Factor = {
  /** Indices of the parameters. */
  readonly parameters: readonly number[]
  /** Number of the level from 0, by point. */
  readonly levels: readonly number[]
}

type FactorShares = Pick<MetricShares, 'basis' | 'rest' | 'unexplained'> & {
  /** By factor. */
  readonly first: readonly (VarianceShare | null)[]
  readonly total: readonly (VarianceShare | null)[]
  readonly pairs: readonly (readonly [first: number, second: number, share: VarianceShare])[]
}

/** Shares of each metric of interest that varies, in their order. @param byPoint cells of each point, in the order of `points`. */
export function metricShares(
  plan: SweepPlan,
  points: readonly Pick<PointResult, 'point' | 'estimates'>[],
  byPoint: readonly (readonly CellResult[])[],
): MetricShares[] {
  const planned = points.map(({ point }) => plan.points[point - 1])
  const factors = factorsOf(plan, planned)
  const names = plan.parameters.map((_, index) => levelsOf(planned, index))
  const interest = interestOf(plan)
  return summaryMetrics.flatMap((metric) => {
    if (!interest.includes(metric)) return []
    const means = points.map(({ estimates }) => estimates[metric].mean)
    if (!varies(means)) return []
    const numbers = replicationsOf(metric, byPoint)
    const shares = factorShares(plan, planned, factors, numbers)
    return [sharesOf(metric, plan.parameters, factors, shares, means, names)]
  })
}

/** Rounding alone is no variance. */
function varies(means: readonly (number | null)[]): boolean {
  const known = means.filter(isKnown)
  const [least, most] = [Math.min(...known), Math.max(...known)]
  return known.length > 1 && most - least > 1e-12 * Math.max(Math.abs(least), Math.abs(most))
}

function isKnown(mean: number | null): mean is number {
  return mean !== null && Number.isFinite(mean)
}

/** Numbers by replication that all points have, then point; `undefined` where one is unknown. */
function replicationsOf(
  metric: SummaryMetric,
  byPoint: readonly (readonly CellResult[])[],
): number[][] | undefined {
  const columns = byPoint.map((cells) => cells.map(({ summary }) => summary[0].values[metric]))
  const count = Math.min(...columns.map(({ length }) => length))
  const rows = Array.from({ length: count }, (_, replication) => columns.map((own) => own[replication]))
  return rows.every((row) => row.every(isKnown)) ? (rows as number[][]) : undefined
}

/** Parameters with more than one level; those that group the points alike are one. */
function factorsOf({ parameters }: SweepPlan, points: readonly SweepPlanPoint[]): Factor[] {
  const factors = new Map<string, { parameters: number[]; levels: number[] }>()
  for (const index of parameters.keys()) {
    const numbers = new Map<string, number>()
    const levels = points.map(({ values }) => {
      const name = JSON.stringify(values[index])
      if (!numbers.has(name)) numbers.set(name, numbers.size)
      return numbers.get(name)!
    })
    if (numbers.size < 2) continue
    const key = numbers.size < points.length ? levels.join() : orderOf(points, index)
    const known = factors.get(key)
    if (known === undefined) factors.set(key, { parameters: [index], levels })
    else known.parameters.push(index)
  }
  return [...factors.values()]
}

/** Of a parameter that is another at every point: two of them change together if they rise and fall together, as a zip may. */
function orderOf(points: readonly SweepPlanPoint[], parameter: number): string {
  const numbers = points.map((point) => point.numbers[parameter])
  if (!numbers.every((number) => number !== null)) return `parameter ${parameter}`
  const order = [...numbers.keys()].sort((a, b) => numbers[a] - numbers[b])
  return (order[0] < order[order.length - 1] ? order : order.reverse()).join(' ')
}

function factorShares(
  plan: SweepPlan,
  points: readonly SweepPlanPoint[],
  factors: readonly Factor[],
  numbers: readonly (readonly number[])[] | undefined,
): FactorShares {
  const unknown = (basis: ShareBasis): FactorShares => {
    const none = factors.map(() => null)
    return { basis, first: none, total: none, pairs: [], rest: null, unexplained: 0 }
  }
  if (numbers === undefined) return unknown('unknown-numbers')
  const levels = factors.map((factor) => factor.levels)
  if (isFullGrid(levels)) {
    const found = varianceShares(levels, numbers)
    return found === null ? unknown('chance') : { ...found, basis: 'anova', unexplained: 0 }
  }
  if (isPartOfGrid(levels, plan)) return unknown('missing')
  const found = surfaceShares(
    factors.map((factor) => columnOf(factor, points)),
    numbers,
    plan.isStratified === true,
  )
  if (typeof found === 'string') return unknown(found)
  return { ...found, basis: 'polynomial', rest: null, total: totalsOf(found, factors) }
}

function totalsOf({ total }: SurfaceShares, factors: readonly Factor[]): (VarianceShare | null)[] {
  return factors.map((_, index) => total?.[index] ?? null)
}

/** Each combination of levels once. */
function isFullGrid(levels: readonly (readonly number[])[]): boolean {
  const points = levels[0].length
  const combinations = levels.reduce((product, own) => product * (Math.max(...own) + 1), 1)
  return combinations === points && distinctOf(levels) === points
}

/** Few levels, and no combination twice: points of a grid were left out, or not finished. */
function isPartOfGrid(levels: readonly (readonly number[])[], plan: SweepPlan): boolean {
  const points = levels[0].length
  const isCoarse = levels.every((own) => 2 * (Math.max(...own) + 1) <= Math.max(points, plan.points.length))
  return isCoarse && distinctOf(levels) === points
}

function distinctOf(levels: readonly (readonly number[])[]): number {
  return new Set(levels[0].map((_, point) => levels.map((own) => own[point]).join())).size
}

function columnOf({ parameters, levels }: Factor, points: readonly SweepPlanPoint[]): Column {
  const numbers = points.map((point) => point.numbers[parameters[0]])
  return numbers.every((number) => number !== null)
    ? { values: numbers, isOrdered: true }
    : { values: levels, isOrdered: false }
}

function sharesOf(
  metric: SummaryMetric,
  parameters: readonly string[],
  factors: readonly Factor[],
  { basis, first, total, pairs, rest, unexplained }: FactorShares,
  means: readonly (number | null)[],
  names: readonly (readonly string[])[],
): MetricShares {
  const effects = factors.flatMap((factor, index) =>
    factor.parameters.map((parameter): MainEffect => {
      const groups = levelMeans(means, names[parameter])
      return {
        metric,
        parameter: parameters[parameter],
        first: first[index],
        total: total[index],
        lowest: groups[0],
        highest: groups[groups.length - 1],
      }
    }),
  )
  const nameOf = (factor: number): string =>
    factors[factor].parameters.map((parameter) => parameters[parameter]).join(' with ')
  const interactions = pairs.map(
    ([a, b, share]): Interaction => ({ parameters: [nameOf(a), nameOf(b)], share }),
  )
  return {
    metric,
    basis,
    effects: effects.sort((a, b) => sizeOf(b) - sizeOf(a) || rangeOf(b) - rangeOf(a)),
    interactions: interactions.sort((a, b) => b.share.value - a.share.value),
    rest,
    unexplained,
  }
}

/** To sort by. */
function sizeOf({ first, total }: MainEffect): number {
  return (total ?? first)?.value ?? 0
}

/** To sort by where shares are not known. */
function rangeOf({ lowest, highest }: MainEffect): number {
  return highest.mean - lowest.mean
}

/** The means of the points of each level, the smallest first. */
function levelMeans(means: readonly (number | null)[], levels: readonly string[]): LevelMean[] {
  const groups = new Map<string, number[]>()
  for (const [index, mean] of means.entries()) {
    if (!isKnown(mean)) continue
    const group = groups.get(levels[index])
    if (group === undefined) groups.set(levels[index], [mean])
    else group.push(mean)
  }
  return Array.from(groups, ([level, group]) => ({ level, mean: meanOf(group), count: group.length })).sort(
    (a, b) => a.mean - b.mean,
  )
}

/** A name of the level of each point in one parameter. */
function levelsOf(points: readonly SweepPlanPoint[], parameter: number): string[] {
  const names = points.map(({ values }) => {
    const value = values[parameter]
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
  const numbers = points.map((point) => point.numbers[parameter])
  if (new Set(names).size <= levelsMax || numbers.includes(null)) return names
  const sorted = numbers
    .map((number, index) => ({ number: number as number, name: names[index] }))
    .sort((a, b) => a.number - b.number)
  const bounds = Array.from({ length: classes }, (_, index) => ({
    first: sorted[Math.floor((index * sorted.length) / classes)],
    last: sorted[Math.floor(((index + 1) * sorted.length) / classes) - 1],
  }))
  return numbers.map((number) => {
    const { first, last } =
      bounds.find((bound) => (number as number) <= bound.last.number) ?? bounds[classes - 1]
    return `${first.name} to ${last.name}`
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
