/** `shares.csv`: how the variance of each metric between the points divides among the parameters. */
import type { SweepResult, VarianceShare } from '../../engine/contract/sweep-result.ts'
import { type Cell, csvTable } from '../csv-text.ts'

const columns = ['metric', 'parameters', 'order', 'share', 'ci95_low', 'ci95_high', 'basis']

/**
 * A row per metric and `order`: `first` and `total` of each parameter, `interaction` of each pair (`a x b`), `higher` of three parameters or more,
 * and `unexplained` by the polynomial of drawn points. What is unknown is empty, and `basis` says why.
 */
export function sharesCsv({ shares }: SweepResult): Iterable<string> {
  const rows = function* (): Generator<Cell[]> {
    for (const { metric, basis, effects, interactions, rest, unexplained } of shares) {
      const row = (parameters: string, order: string, share: VarianceShare | null): Cell[] => [
        metric,
        parameters,
        order,
        ...(share === null ? [null, null, null] : [share.value, share.low, share.high]),
        basis,
      ]
      for (const { parameter, first, total } of effects) {
        yield row(parameter, 'first', first)
        yield row(parameter, 'total', total)
      }
      for (const { parameters, share } of interactions)
        yield row(interactionName(parameters), 'interaction', share)
      if (rest !== null) yield row('', 'higher', rest)
      if (basis === 'polynomial') yield row('', 'unexplained', { value: unexplained, low: null, high: null })
    }
  }
  return csvTable(columns, rows())
}

/** Not made safe for any output. */
export function interactionName(parameters: readonly string[]): string {
  return parameters.join(' x ')
}
