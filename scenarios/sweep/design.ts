/** From the values of parameters to points: all combinations, pairs, or points that are drawn. */
import seedrandom from 'seedrandom'
import { latinHypercube } from './latin-hypercube.ts'
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
  const columns = columnsOf(design, parameters, count, (name) =>
    seedrandom(JSON.stringify([seed, 'sweep', design.kind, name])),
  )
  return Array.from({ length: count }, (_, point) => columns.map((column) => column[point]))
}

function columnsOf(
  { kind }: Design,
  parameters: readonly NamedValues[],
  count: number,
  streamOf: (name: string) => () => number,
): readonly (readonly Setting[])[] {
  if (kind === 'grid') return gridColumns(parameters, count)
  if (kind === 'zip') return parameters.map(({ values }) => values.listed ?? [])
  const streams = parameters.map(({ name }) => streamOf(name))
  const shares =
    kind === 'random'
      ? streams.map((next) => Array.from({ length: count }, next))
      : latinHypercube(count, streams)
  return parameters.map(({ values }, index) => shares[index].map(values.drawn))
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
