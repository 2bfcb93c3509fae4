/** Which setting each probe gets: the most preferred that its limits and, for all probes together, the nodes allow. */
import { byPreference, type Candidates } from './candidates.ts'
import { brokenBy, type NodeLoads } from './node-loads.ts'
import type { LimitName, Question, RatedSetting } from './recommendation.ts'

export type Choice = {
  /** For each of the candidates; `undefined` = no setting satisfies the limits. */
  readonly rated: readonly (RatedSetting | undefined)[]
  /** Limits of nodes that it breaks, as every other choice does. */
  readonly broken: readonly LimitName[]
}

/**
 * For the least load each probe has the setting with the least load of its own. For the soonest detection all have to notice
 * a hang within the same time, the shortest that the nodes allow, or as soon as they can: within it, the least load is best.
 */
export function choose(candidates: readonly Candidates[], nodes: NodeLoads, question: Question): Choice {
  const within = (secondsOf: (candidate: Candidates, index: number) => number): Choice => {
    const rated = candidates.map((candidate, index) => candidate.best(secondsOf(candidate, index)))
    const load = nodes.busiest(
      candidates.map(({ probe }, index) => [probe, (rated[index]?.setting ?? probe.current).periodSeconds]),
    )
    return { rated, broken: brokenBy(load, question.limits) }
  }
  if (question.objective === 'probe-load') return within(() => Infinity)
  const soonest = candidates.map((candidate) => candidate.soonest()?.detectionSecondsHigh ?? 0)
  const targets = [...new Set([0, ...soonest, ...candidates.flatMap(timesOf)])].sort((a, b) => a - b)
  const choiceFor = (target: number): Choice => within((_, index) => Math.max(target, soonest[index]))
  let low = -1
  let high = targets.length - 1
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (choiceFor(targets[middle]).broken.length === 0) high = middle
    else low = middle
  }
  return choiceFor(targets[high])
}

/** Every whole second up to the limit: worst cases are whole seconds. */
function timesOf({ detectWithinSeconds }: Candidates): number[] {
  return Array.from({ length: Math.ceil(detectWithinSeconds) }, (_, second) => second + 1)
}

/** Whether a setting is cheaper than another in what is made small. */
export function isCheaper(a: RatedSetting, b: RatedSetting, { objective }: Question): boolean {
  return objective === 'probe-load'
    ? a.probesPerSecond < b.probesPerSecond
    : a.detectionSecondsHigh < b.detectionSecondsHigh
}

/** For tables: cheaper ones first. */
export function byCost(question: Question): (a: RatedSetting, b: RatedSetting) => number {
  return (a, b) =>
    question.objective === 'probe-load'
      ? byPreference(a, b)
      : a.detectionSecondsHigh - b.detectionSecondsHigh || byPreference(a, b)
}
