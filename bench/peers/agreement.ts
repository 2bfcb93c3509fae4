/** Whether peers did the same work: every two totals lie within the sampling error that the nodes show. */
import type { PeerResult } from './peer.ts'

export const totalNames = ['ticks', 'failures', 'restarts'] as const
export type TotalName = (typeof totalNames)[number]

/** Standard errors of a difference that are taken for chance: 1 in 16,000 for one pair. */
const standardErrorsMax = 4

export type Disagreement = {
  readonly total: TotalName
  readonly peers: readonly [string, string]
  /** The difference in standard errors. */
  readonly standardErrors: number
}

/** @param nodes all alike, and more than one. */
export function disagreements(results: ReadonlyMap<string, PeerResult>, nodes: number): Disagreement[] {
  const entries = [...results]
  return totalNames.flatMap((total) => {
    const errorOfDifference = Math.sqrt(2 * nodes * varianceOfNodes([...results.values()], total, nodes))
    return entries.flatMap(([a, first], index) =>
      entries.slice(index + 1).flatMap(([b, second]): Disagreement[] => {
        const difference = Math.abs(first[total].sum - second[total].sum)
        if (difference <= standardErrorsMax * errorOfDifference) return []
        return [{ total, peers: [a, b], standardErrors: difference / errorOfDifference }]
      }),
    )
  })
}

/** Variance of the count of one node, a mean over the peers that tell it. */
function varianceOfNodes(results: readonly PeerResult[], total: TotalName, nodes: number): number {
  const variances = results.flatMap((result) => {
    const { sum, sumOfSquares } = result[total]
    return sumOfSquares === null ? [] : [(sumOfSquares - sum ** 2 / nodes) / (nodes - 1)]
  })
  return variances.reduce((sum, variance) => sum + variance, 0) / variances.length
}
