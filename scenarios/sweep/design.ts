/** From the values of parameters to points: all combinations, pairs, or points that are drawn. */
import seedrandom from 'seedrandom'
import type { ParameterValues, Setting } from './parameter-values.ts'
import type { Design } from './sweep-shape.ts'

export type NamedValues = { readonly name: string; readonly values: ParameterValues }

/** A setting for each parameter, in the order of the parameters. */
export type Combination = readonly Setting[]

/** How many points a design has before any is skipped. */
export function pointCount(design: Design, parameters: readonly NamedValues[]): number {
  if ('points' in design) return design.points
  const lengths = parameters.map(({ values }) => values.listed?.length ?? 0)
  return design.kind === 'zip' ? (lengths[0] ?? 0) : lengths.reduce((product, length) => product * length, 1)
}

/** Grid: the last parameter varies fastest. Drawn designs give each parameter a stream of its own, named by it. */
export function combinations(
  design: Design,
  parameters: readonly NamedValues[],
  seed: string,
): Combination[] {
  const count = pointCount(design, parameters)
  const columns =
    design.kind === 'grid'
      ? gridColumns(parameters, count)
      : parameters.map(({ name, values }) => {
          if (values.listed !== undefined && design.kind === 'zip') return values.listed
          const next = seedrandom(JSON.stringify([seed, 'sweep', design.kind, name]))
          return shares(design.kind, count, next).map(values.drawn)
        })
  return Array.from({ length: count }, (_, point) => columns.map((column) => column[point]))
}

function gridColumns(parameters: readonly NamedValues[], count: number): Setting[][] {
  let repeats = count
  return parameters.map(({ values }) => {
    const listed = values.listed ?? []
    repeats /= listed.length
    const each = repeats
    return Array.from({ length: count }, (_, point) => listed[Math.floor(point / each) % listed.length])
  })
}

/** Latin hypercube: one point in each of `count` equal strata, in random order (McKay, Beckman, Conover 1979). */
function shares(kind: Design['kind'], count: number, next: () => number): number[] {
  if (kind === 'random') return Array.from({ length: count }, next)
  const strata = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1))
    ;[strata[last], strata[other]] = [strata[other], strata[last]]
  }
  return strata.map((stratum) => (stratum + next()) / count)
}
