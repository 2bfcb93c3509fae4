/** What is expected, against what has happened: restarts, or removals, that were counted. */

import { containersOfPod, type PerIncarnation } from '../../../contract/cluster-spec.ts'
import { type Happened, monthSeconds } from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { countInterval, type Interval } from '../../statistics/count-interval.ts'
import { confidence } from '../../statistics/estimates.ts'
import { countedMean, drawsEnds, happenedVerdict } from '../happened.ts'
import type { ProbeCase } from './probe-case.ts'

const daySeconds = 86_400

type Counted = {
  readonly count: number
  readonly podDays: number
  /** Of the mean of the count. */
  readonly mean: Interval
  /** Whether crashes are among the restarts. */
  readonly hasCrashes: boolean
}

/** Of the containers that have this probe: as the behavior says, or the pods of a live cluster. */
function countedBy({ workload, container, type }: ProbeCase): Counted | undefined {
  const said = container.behavior.uncertainty?.happened
  const count = type === 'liveness' ? said?.restarts : said?.removals
  if (said !== undefined && count !== undefined)
    return { count, podDays: said.podDays, mean: countedMean(count, said.dispersion), hasCrashes: false }
  if (type !== 'liveness') return undefined
  const at = containersOfPod(workload.pod).findIndex(({ name }) => name === container.name)
  const pods = (workload.livePods ?? []).filter((pod) => pod?.ageUs !== undefined && pod.ageUs > 0)
  if (pods.length === 0) return undefined
  const counts = pods.map((pod) => pod!.containers[at]?.restartCount ?? 0)
  const days = pods.map((pod) => pod!.ageUs! / (daySeconds * 1e6))
  const sum = counts.reduce((all, each) => all + each, 0)
  return {
    count: sum,
    podDays: days.reduce((all, each) => all + each, 0),
    mean: countInterval(counts, confidence, days) ?? countedMean(sum),
    hasCrashes: true,
  }
}

/**
 * Restarts are expected from the mistakes of a liveness probe, and from hangs and crashes, if the behavior says of any; removals from
 * the mistakes of a readiness probe, and from hangs. What is expected is contradicted if the 95 % interval of the mean of what was
 * counted and what 95 % of the draws expect lie apart, by more than a little.
 */
export function happenedOf(probe: ProbeCase): Happened | null {
  const counted = countedBy(probe)
  if (counted === undefined || counted.podDays === 0) return null
  const { count, podDays, mean, hasCrashes } = counted
  const seconds = podDays * daySeconds
  const expectedOf = (draw: ProbeCase): number =>
    seconds *
    (draw.mistakesPerMonth(draw.current) / (draw.containers * monthSeconds) +
      othersPerSecond(draw, hasCrashes))
  const expected = expectedOf(probe)
  const [low, high] = drawsEnds.map((share) => probe.drawn(expectedOf, share) ?? expected)
  const perMonth = (probe.containers * monthSeconds) / seconds
  return {
    count,
    podDays,
    expected,
    perMonth: count * perMonth,
    expectedPerMonth: expected * perMonth,
    isContradicted: probe.knowsAnswers && happenedVerdict(mean, { low, high }) !== 'agrees',
  }
}

/** Per second: hangs that the probe notices, and crashes. */
function othersPerSecond({ container, noticesHangs }: ProbeCase, hasCrashes: boolean): number {
  const { hang, crash } = container.behavior
  return (noticesHangs ? perSecond(hang.after) : 0) + (hasCrashes ? perSecond(crash.after) : 0)
}

function perSecond(after: PerIncarnation): number {
  const { mean } = lawOf(after[after.length - 1])
  return mean === Infinity ? 0 : 1e6 / mean
}
