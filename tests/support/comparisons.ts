/** Small studies whose truth is known, for the tests of intervals and comparisons. */
import { type ClusterSpec, compareResults, type SummaryMetric, simulate } from '../../engine/index.ts'
import { app, deployed } from './one-workload.ts'
import { constant, probe, second } from './spec.ts'

/** Ten containers for half an hour, of which one probe in ten fails. */
export function withThreshold(
  failureThreshold: number,
  masterSeed: string,
  replications: number,
): ClusterSpec {
  const web = app({ liveness: probe({}, { failureThreshold }) }, { errorRate: 0.1 })
  return deployed(web, 1800, { replicas: 10, replications, masterSeed })
}

/** In how many studies of 20 replications, a seed each, threshold 2 is surely found to restart more than 3. */
export async function moreRestartsFound(studies: number): Promise<number> {
  let found = 0
  for (let study = 1; study <= studies; study++) {
    const seed = String(study)
    const base = await simulate(withThreshold(3, seed, 20))
    const head = await simulate(withThreshold(2, seed, 20))
    const { metrics } = compareResults({ ...base, seed }, { ...head, seed })
    if (metrics.find(({ metric }) => metric === 'restarts_total')!.finding === 'more') found++
  }
  return found
}

/**
 * Variance of the paired difference over that of an independent one (the sum of both variances), when containers that hang
 * after ten minutes or so get a failure threshold of 4 instead of 3.
 */
export async function pairedVarianceShares(): Promise<Map<SummaryMetric, number>> {
  const study = (failureThreshold: number) => {
    const web = app(
      { liveness: probe({}, { failureThreshold }), readiness: probe() },
      { hang: { after: [{ kind: 'exponential', mean: 600 * second }], tcpOk: true }, startup: [constant(5)] },
    )
    return simulate(deployed(web, 3600, { replicas: 10, replications: 50 }))
  }
  const comparison = compareResults({ ...(await study(3)), seed: '1' }, { ...(await study(4)), seed: '1' })
  const shares = new Map<SummaryMetric, number>()
  for (const { workload, metric, base, head, difference } of comparison.metrics) {
    if (workload !== '*' || !comparedMetrics.includes(metric)) continue
    shares.set(metric, difference.sd! ** 2 / (base.sd! ** 2 + head.sd! ** 2))
  }
  return shares
}

const comparedMetrics: readonly SummaryMetric[] = ['restarts_total', 'unready_seconds_total', 'probes_total']

/** Share of studies of ten replications whose interval for the mean of failed probes holds the true one. */
export async function coverageOfFailedProbes(studies: number): Promise<number> {
  const errorRate = 0.3
  const seconds = 100
  // A phase that is uniform in the period of 1 s leaves exactly so many ticks.
  const truth = errorRate * seconds
  const web = app({ readiness: probe({ period: 1 }, { failureThreshold: 1000 }) }, { errorRate })
  let covered = 0
  for (let study = 1; study <= studies; study++) {
    const { estimates } = await simulate(
      deployed(web, seconds, { replications: 10, masterSeed: `coverage ${study}` }),
    )
    const { ci95Low, ci95High } = estimates[0].metrics.probe_failures_total
    if (ci95Low! <= truth && ci95High! >= truth) covered++
  }
  return covered / studies
}
