/** Small sweeps made by hand, for the tests of their pages: what a cell finds is a formula of its point. */
import {
  type CellResult,
  type SummaryMetric,
  type SweepPlan,
  type SweepResult,
  summarizeSweep,
  summaryMetrics,
} from '../../engine/index.ts'

/** Values of parameters by name; durations are given as text with their seconds. */
export type ExamplePoint = Readonly<Record<string, number | string>>

/** @param restarts that the first replication finds at a point; the second finds two more. Null: it knows no number. */
export function exampleSweep(
  points: readonly ExamplePoint[],
  restarts: (point: ExamplePoint) => number | null,
  { name = 'example', isFinished = (_point: number): boolean => true } = {},
): SweepResult {
  const parameters = Object.keys(points[0]!)
  const plan: SweepPlan = {
    name,
    parameters,
    points: points.map((point) => ({
      values: parameters.map((parameter) => point[parameter]),
      numbers: parameters.map((parameter) => numberOf(point[parameter]!)),
      scenario: name,
      seed: '1',
      replications: 2,
      cost: 1,
    })),
    base: 1,
    thresholds: [],
  }
  const cells = points.flatMap((point, index) =>
    isFinished(index + 1) ? [1, 2].map((replication) => cell(index + 1, replication, restarts(point))) : [],
  )
  return summarizeSweep(plan, cells)
}

function numberOf(value: number | string): number | null {
  if (typeof value === 'number') return value
  const [, seconds] = /^(\d+)s$/.exec(value) ?? []
  return seconds === undefined ? null : Number(seconds)
}

function cell(point: number, replication: number, restarts: number | null): CellResult {
  const values = {} as Record<SummaryMetric, number | null>
  for (const metric of summaryMetrics) values[metric] = null
  values.containers = 3
  values.restarts_total = restarts === null ? null : restarts + 2 * (replication - 1)
  return {
    point,
    replication,
    summary: [{ workload: '*', values }],
    troubled: ['*'],
    limits: { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 },
    eventsTotal: 1,
    fingerprint: '',
    rows: [],
  }
}

/** All combinations, the last parameter fastest. */
export function grid(values: Readonly<Record<string, readonly (number | string)[]>>): ExamplePoint[] {
  return Object.entries(values).reduce<ExamplePoint[]>(
    (points, [name, each]) => points.flatMap((point) => each.map((value) => ({ ...point, [name]: value }))),
    [{}],
  )
}
