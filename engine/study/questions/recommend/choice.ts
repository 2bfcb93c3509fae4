/** Which setting each probe gets: the most preferred that its limits and, for all probes together, the nodes allow. */

import type { LimitName, NodeLoad, Question, RatedSetting } from '../../../contract/recommendation.ts'
import type { Candidates } from './candidates.ts'
import { brokenBy, isAsCheap, type NodeLoads } from './node-loads.ts'
import { byPreference } from './preference.ts'
import type { ProbeCase } from './probe-case.ts'
import { robustSetting } from './robust.ts'

/** Processors of a node that does not say how many it has: fewer than any. */
const coresLeast = 1

export type Choice = {
  /** For each of the candidates; `undefined` = no setting satisfies the limits. */
  readonly rated: readonly (RatedSetting | undefined)[]
  /** Limits of nodes that it breaks, as every other choice does. */
  readonly broken: readonly LimitName[]
}

/**
 * For robustness each probe has the setting with the fewest mistakes, as long as all together cost no more than now, or next to
 * nothing; else without periods so short that they do. For the least load each probe has the setting with the least load of its own. For the soonest detection all have to notice
 * a hang within the same time, the shortest that the nodes allow, or as soon as they can: within it, the least load is best.
 */
export function choose(candidates: readonly Candidates[], nodes: NodeLoads, question: Question): Choice {
  const choiceOf = (rated: Choice['rated']): Choice => ({
    rated,
    broken: brokenBy(loadOf(candidates, rated, nodes), question.limits),
  })
  const within = (secondsOf: (candidate: Candidates, index: number) => number): Choice =>
    choiceOf(candidates.map((candidate, index) => candidate.best(secondsOf(candidate, index))))
  if (question.objective === 'robust') {
    const costOf = (rated: Choice['rated']): NodeLoad => loadOf(candidates, rated, nodes, coresLeast)
    const longest = Math.max(1, ...candidates.map(({ current }) => current.setting.periodSeconds))
    for (let least = 1; least <= longest; least++) {
      const choice = choiceOf(robustly(candidates, least, question.all === true))
      const isFree = least === longest || isAsCheap(costOf(choice.rated), costOf([]))
      if (choice.broken.length === 0 && isFree) return choice
    }
    return within(() => Infinity)
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

function loadOf(
  candidates: readonly Candidates[],
  rated: Choice['rated'],
  nodes: NodeLoads,
  coresDefault?: number,
): NodeLoad {
  return nodes.busiest(
    candidates.flatMap(({ probes }, index) =>
      probes.map((probe) => [probe, (rated[index]?.setting ?? probe.current).periodSeconds] as const),
    ),
    coresDefault,
  )
}

/** Readiness probes first: liveness probes are to be more patient than what they get. */
function robustly(
  candidates: readonly Candidates[],
  leastPeriodSeconds: number,
  all: boolean,
): Choice['rated'] {
  const rated: (RatedSetting | undefined)[] = candidates.map(() => undefined)
  const removal = new Map<string, { readonly seconds: number; readonly isNew: boolean }>()
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.probe.type !== 'readiness') continue
    const found = robustSetting(candidate, { leastPeriodSeconds, patienceSeconds: 0, isPatienceNew: false })
    rated[index] = found
    const now = candidate.current.detectionSecondsHigh
    // What is only better stays as it is.
    const isTaken = all || !candidate.isPresentPossible
    const seconds = isTaken ? (found?.detectionSecondsHigh ?? now) : now
    for (const probe of candidate.probes) removal.set(containerKey(probe), { seconds, isNew: seconds > now })
  }
  for (const [index, candidate] of candidates.entries()) {
    if (candidate.probe.type === 'readiness') continue
    const removals = candidate.probes.flatMap((probe) => removal.get(containerKey(probe)) ?? [])
    const patienceSeconds = Math.max(0, ...removals.map(({ seconds }) => seconds))
    const found = robustSetting(candidate, {
      leastPeriodSeconds,
      patienceSeconds,
      isPatienceNew: removals.some(({ isNew }) => isNew),
    })
    rated[index] = found && later(candidate, found, patienceSeconds)
  }
  return rated
}

/**
 * Where a startup probe is added anyway, a liveness probe that gives up just when its readiness probe does gets one more failure, if the limits
 * allow it: as advice would say of what is patched.
 */
function later(candidate: Candidates, found: RatedSetting, removalSeconds: number): RatedSetting {
  if (candidate.added === null || found.detectionSecondsHigh !== removalSeconds) return found
  const { setting } = found
  const next = candidate.rate({ ...setting, failureThreshold: setting.failureThreshold + 1 })
  return candidate.isPossible(next) ? next : found
}

function containerKey({ workloadIndex, container }: ProbeCase): string {
  return `${workloadIndex} ${container.name}`
}

/** Whether a setting is cheaper than another in what is made small. */
export function isCheaper(a: RatedSetting, b: RatedSetting, { objective }: Question): boolean {
  return objective === 'detection'
    ? a.detectionSecondsHigh < b.detectionSecondsHigh
    : a.probesPerSecond < b.probesPerSecond
}

/** For tables: cheaper ones first. */
export function byCost(question: Question): (a: RatedSetting, b: RatedSetting) => number {
  return (a, b) =>
    question.objective === 'detection'
      ? a.detectionSecondsHigh - b.detectionSecondsHigh || byPreference(a, b)
      : byPreference(a, b)
}
