/** Which cells a sweep has, and which of them belong to which shard. */
import type { RowsName, SweepCell, SweepPlan } from '../../../contract/sweep-result.ts'
import { isPooled } from '../../statistics/thresholds.ts'

export type PlannedCell = SweepCell & { readonly cost: number }

/** All cells, by point, then replication. */
export function cellsOf({ points }: SweepPlan): PlannedCell[] {
  return points.flatMap(({ replications, cost }, index) =>
    Array.from({ length: replications }, (_, replication) => ({
      point: index + 1,
      replication: replication + 1,
      cost,
    })),
  )
}

/**
 * The cells of one shard, the most costly first. Cells are dealt by their cost: each, from the most costly one on, to the
 * shard that has least so far, so every machine finds the same hands by itself.
 * @param shard from 1 to `shards`.
 */
export function cellsOfShard(plan: SweepPlan, shard: number, shards: number): PlannedCell[] {
  const cells = cellsOf(plan).sort((a, b) => b.cost - a.cost)
  if (shards === 1) return cells
  const dealt = new Float64Array(shards)
  return cells.filter(({ cost }) => {
    let least = 0
    for (let hand = 1; hand < shards; hand++) if (dealt[hand] < dealt[least]) least = hand
    // Even what costs nothing is a cell: without it all free cells would go to one shard.
    dealt[least] += Math.max(cost, 1)
    return least === shard - 1
  })
}

/** What cells have to keep of single hangs, for thresholds that pool them. */
export function rowsOfPlan({ thresholds }: SweepPlan): RowsName[] {
  const names = new Map<string, RowsName>()
  for (const { metric, workload } of thresholds)
    if (isPooled(metric)) names.set(`${metric} ${workload}`, { quantity: metric, workload })
  return [...names.values()]
}

/** The finished cells of each point that has one, in the order in which they come. */
export function cellsByPoint<Cell extends SweepCell>(cells: readonly Cell[]): Map<number, Cell[]> {
  const byPoint = new Map<number, Cell[]>()
  for (const cell of cells) {
    const own = byPoint.get(cell.point)
    if (own === undefined) byPoint.set(cell.point, [cell])
    else own.push(cell)
  }
  return byPoint
}

/** A key for a cell, and the order of cells in a result. */
export function cellKey({ point, replication }: SweepCell): string {
  return `${point}/${replication}`
}

export function byCell(a: SweepCell, b: SweepCell): number {
  return a.point - b.point || a.replication - b.replication
}
