/** What is expected, against what has happened: restarts that were counted. */
import { lawOf } from '../../kernel/law.ts'
import { containersOfPod, type PerIncarnation } from '../../model/cluster-spec.ts'
import { poissonInterval } from './mistake-study.ts'
import type { ProbeCase } from './probe-case.ts'
import { type Happened, monthSeconds } from './recommendation.ts'

const daySeconds = 86_400
/** By less than this factor an expectation is not far from what happened, whatever chance says. */
const closeFactor = 1.5
/** Of the draws, these shares bound what is expected. */
const drawsEnds = [0.025, 0.975] as const

type Counted = { readonly restarts: number; readonly podDays: number }

/** Of the containers that have this probe: as the behavior says, or the pods of a live cluster. */
export function countedRestarts({ workload, container }: ProbeCase): Counted | undefined {
  const said = container.behavior.uncertainty?.happened
  if (said !== undefined) return said
  const at = containersOfPod(workload.pod).findIndex(({ name }) => name === container.name)
  const pods = (workload.livePods ?? []).filter((pod) => pod?.ageUs !== undefined)
  if (pods.length === 0) return undefined
  return {
    restarts: pods.reduce((sum, pod) => sum + (pod!.containers[at]?.restartCount ?? 0), 0),
    podDays: pods.reduce((sum, pod) => sum + pod!.ageUs! / (daySeconds * 1e6), 0),
  }
}

/**
 * Of a liveness probe. Restarts are expected from its mistakes, and from hangs and crashes, if the behavior says of any. It is contradicted
 * if the 95 % interval of the mean of what was counted (Garwood) and what the draws expect lie apart, by more than a little.
 */
export function happenedOf(probe: ProbeCase): Happened | null {
  const counted = countedRestarts(probe)
  if (counted === undefined || counted.podDays === 0 || probe.type !== 'liveness') return null
  const { restarts, podDays } = counted
  const seconds = podDays * daySeconds
  const expectedOf = (draw: ProbeCase): number =>
    seconds * (draw.mistakesPerMonth(draw.current) / (draw.containers * monthSeconds) + otherRestarts(draw))
  const expected = expectedOf(probe)
  const [low, high] = drawsEnds.map((share) => probe.drawn(expectedOf, share) ?? expected)
  const seen = poissonInterval(restarts)
  const isAbove = seen.low > high * closeFactor
  const isBelow = seen.high * closeFactor < low
  const perMonth = (probe.containers * monthSeconds) / seconds
  return {
    restarts,
    podDays,
    expected,
    perMonth: restarts * perMonth,
    expectedPerMonth: expected * perMonth,
    isContradicted: probe.knowsAnswers && (isAbove || isBelow),
  }
}

/** Per second: hangs that the probe ends, and crashes. */
function otherRestarts({ container, noticesHangs }: ProbeCase): number {
  const { hang, crash } = container.behavior
  return (noticesHangs ? perSecond(hang.after) : 0) + perSecond(crash.after)
}

function perSecond(after: PerIncarnation): number {
  const { mean } = lawOf(after[after.length - 1])
  return mean === Infinity ? 0 : 1e6 / mean
}
