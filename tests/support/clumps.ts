/** Studies whose counts come in clumps, their truth by formula: for the coverage of intervals. */
import { simulate } from '../../engine/index.ts'
import { countInterval } from '../../engine/study/statistics/count-interval.ts'
import { app, deployed } from './one-workload.ts'
import { constant, probe, second } from './spec.ts'

export type ClumpStudy = {
  readonly name: string
  /** Of the failed probes of a container, as the renewal theory of the phases has it, about. */
  readonly variance: number
  /** Mean length of a phase in which every probe fails, in periods of 10 s; 0 = failures come one by one. */
  readonly phasePeriods: number
}

/** The variance / mean of runs of exponential length on a grid is about 2 x length - 1, less what the time between takes of it. */
export const clumpStudies: readonly ClumpStudy[] = [
  { name: 'variance / mean 1', variance: 1, phasePeriods: 0 },
  { name: 'variance / mean 4', variance: 4, phasePeriods: 2 },
  { name: 'variance / mean 13', variance: 13, phasePeriods: 6.5 },
]

const containers = 10
const replications = 4
const periodSeconds = 10
const hours = 12
/** A share of the probes that fails, in all three. */
const share = 0.02

/**
 * Share of studies, a seed each, whose interval holds the true number, the mean of variance / mean over them, and the mean width of the
 * interval over that of 1.96 standard deviations on either side.
 */
export async function coverageOfClumps(
  { phasePeriods, variance }: ClumpStudy,
  studies: number,
): Promise<{ readonly covered: number; readonly dispersion: number; readonly width: number }> {
  const seconds = hours * 3600
  const truth = (containers * replications * seconds * share) / periodSeconds
  const meanUs = phasePeriods * periodSeconds * second
  const slow = {
    every: { kind: 'exponential', mean: (meanUs * (1 - share)) / share },
    for: { kind: 'exponential', mean: meanUs },
    factor: Infinity,
  } as const
  const web = app(
    { readiness: probe({ period: periodSeconds }, { failureThreshold: 1_000_000 }) },
    phasePeriods === 0
      ? { errorRate: share }
      : { slow, latency: { startup: constant(0.01), readiness: constant(0.01), liveness: constant(0.01) } },
  )
  const workload = deployed(web, seconds, { replications }).workloads[0]
  let covered = 0
  let dispersion = 0
  let width = 0
  for (let study = 1; study <= studies; study++) {
    const spec = deployed(web, seconds, { replications, masterSeed: `clumps ${study}` })
    // A workload for each container: its rows of the summary are the clusters.
    const workloads = Array.from({ length: containers }, (_, index) => ({
      ...workload,
      name: `web-${index}`,
    }))
    const { replications: found } = await simulate({ ...spec, workloads })
    const counts = found.flatMap(({ summary }) =>
      summary.slice(1).map(({ values }) => values.probe_failures_total!),
    )
    const { low, high } = countInterval(counts, 0.95)!
    if (low <= truth && truth <= high) covered++
    width += (high - low) / (2 * 1.96 * Math.sqrt(variance * truth)) / studies
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const squares = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0)
    dispersion += squares / (counts.length - 1) / mean / studies
  }
  return { covered: covered / studies, dispersion, width }
}
