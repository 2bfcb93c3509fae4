/** What the cells of a sweep show of what this version leaves out: as `run` says it of its result, point by point. */
import type { CellResult, ClusterSpec, SweepPlan } from '../../engine/index.ts'
import { settingsText } from '../../reports/sweep/parameter-text.ts'
import { limitsOfResult } from '../../scenarios/limits.ts'

/** Points of which each limit is told; of the others there is a count. */
const pointsMax = 3

/** @param specOf the cluster of a point, by its number. */
export function limitsOfCells(
  plan: SweepPlan,
  cells: Iterable<CellResult>,
  specOf: (point: number) => ClusterSpec,
): string[] {
  const found = [...byPoint(cells)].flatMap(([point, replications]) => {
    const limits = limitsOfResult(specOf(point), { replications })
    return limits.length === 0 ? [] : [{ point, limits }]
  })
  const told = found
    .slice(0, pointsMax)
    .flatMap(({ point, limits }) => limits.map((limit) => `${pointText(plan, point)}: ${limit}`))
  const left = found.length - pointsMax
  return left > 0 ? [...told, `and so at ${left} more of ${plan.points.length} points`] : told
}

/** The same where only the cells are known, as in a merge: which points it is about. */
export function limitsOfShards(plan: SweepPlan, cells: Iterable<CellResult>): string[] {
  const all = [...byPoint(cells)]
  const pointsWith = (has: (limits: CellResult['limits']) => boolean): number[] =>
    all.filter(([, own]) => own.some(({ limits }) => has(limits))).map(([point]) => point)
  const line = (points: readonly number[], what: string): string[] => {
    const [first] = points
    if (first === undefined) return []
    const others = points.length > 1 ? ` and ${points.length - 1} more of ${plan.points.length} points` : ''
    return [`${pointText(plan, first)}${others}: ${what}`]
  }
  return [
    ...line(
      pointsWith(({ crowdedStarts }) => crowdedStarts !== null),
      'many containers start at once on a node, and contention is not simulated, so they are ready sooner than on a cluster',
    ),
    ...line(
      pointsWith(({ nearSaturation }) => (nearSaturation ?? null) !== null),
      'pods get between 90 and 110 % of the requests that they can do: there waits come about slowly and vary much, and those given are of the long run, at most those of 98 %',
    ),
    ...line(
      pointsWith(({ backoffContainers, unreadyPods }) => backoffContainers + unreadyPods > 0),
      'the run ends while containers wait in back-off or pods are not ready: what follows is in no number; a longer duration counts it',
    ),
  ]
}

/** In the order of points. */
function byPoint(cells: Iterable<CellResult>): Map<number, CellResult[]> {
  const points = new Map<number, CellResult[]>()
  for (const cell of [...cells].sort((a, b) => a.point - b.point || a.replication - b.replication))
    points.set(cell.point, [...(points.get(cell.point) ?? []), cell])
  return points
}

function pointText({ parameters, points }: SweepPlan, point: number): string {
  return `point ${point} (${settingsText(parameters, points[point - 1]!.values)})`
}
