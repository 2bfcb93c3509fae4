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
      candidates.flatMap(({ probes }, index) =>
        probes.map((probe) => [probe, (rated[index]?.setting ?? probe.current).periodSeconds] as const),
      ),
    )
    return { rated, broken: brokenBy(load, question.limits) }
  }
  const cheapest = within(() => Infinity)
  if (question.objective === 'probe-load') return cheapest
  const soonest = candidates.map((candidate) => candidate.soonest()?.detectionSecondsHigh ?? 0)
  const choiceFor = (target: number): Choice => within((_, index) => Math.max(target, soonest[index]))
  // Worst cases are whole seconds; with as many as the cheapest settings take, nothing gets cheaper.
  let low = -1
  let high = cheapest.rated.reduce((most, rated) => Math.max(most, rated?.detectionSecondsHigh ?? 0), 0)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (choiceFor(middle).broken.length === 0) high = middle
    else low = middle
  }
  return choiceFor(high)
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
