/** What tells how much room metrics take, and of which times they are. */
import type { ProbeCost } from './node-probes.ts'

export type MetricsSizes = {
  readonly workloads: number
  readonly services: number
  readonly nodes: number
  readonly buckets: number
  readonly durationUs: number
  readonly intervalUs: number
  readonly warmUpUs: number
  /** From when on the least number of ready pods is looked for. */
  readonly leastReadyFromUs: number
  /** Classes of probes by what they cost. */
  readonly probeCosts: readonly ProbeCost[]
  /** Whether there are requests. */
  readonly hasTraffic: boolean
  /** Whether containers contend for processors. */
  readonly sharesCpu: boolean
}
