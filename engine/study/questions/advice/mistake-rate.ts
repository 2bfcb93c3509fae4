/** How often answers come too late, and how often that makes a mistake: a false restart, or a false removal from traffic. */

import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import { monthSeconds } from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import type { Cells } from '../../theory/asked-answers.ts'
import { ProbeAnswers, settingOf } from '../../theory/failure-detector.ts'

/** Share of the answers of a healthy container that come too late: outside slow phases, and within them, if it has any. */
export function lateRatios(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  timeoutUs: number,
  asked?: Cells,
): { readonly calm: number; readonly slow: number | null } {
  const answers = new ProbeAnswers({ ...behavior, errorRate: 0 }, type, 1, asked && withoutFailures(asked))
  const seconds = timeoutUs / 1e6
  return {
    calm: answers.failure(seconds),
    slow: answers.hasSlowPhases ? answers.slowFailure(seconds) : null,
  }
}

/** The time that a share of the answers do not exceed, with what they ask of others. */
export function longestAnswerUs(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  share: number,
  asked?: Cells,
): number {
  const own = lawOf(behavior.latency[type]).quantile(share)
  if (asked === undefined || !Number.isFinite(own)) return own
  const { slow: _, ...calm } = behavior
  const isLate = (us: number): boolean => lateRatios(calm, type, us, asked).calm > 1 - share
  let [low, high] = [own, own + asked.timeUs[asked.timeUs.length - 1]]
  while (high - low > 1) {
    const middle = (low + high) / 2
    if (isLate(middle)) low = middle
    else high = middle
  }
  return high
}

/** Share of the answers that are failures though they come in time: its own, and those of what it asks. */
export function errorRatio({ errorRate }: BehaviorSpec, asked?: Cells): number {
  if (asked === undefined) return errorRate
  const failed = asked.chance.reduce((sum, chance, cell) => sum + chance * asked.failure[cell], 0)
  return 1 - (1 - errorRate) * (1 - failed)
}

function withoutFailures(asked: Cells): Cells {
  return { ...asked, failure: asked.failure.map(() => 0) }
}

/** Parts of the law of the length of pauses. */
const parts = 200

/** Share of the time in which a run that begins must wait for its whole timeout, for the process is paused; null without pauses. */
export function pauseLateRatio({ pause }: BehaviorSpec, timeoutUs: number): number | null {
  if (pause === undefined) return null
  const [length, gap] = [lawOf(pause.for), lawOf(pause.every).mean]
  if (gap === Infinity) return null
  if (length.mean === Infinity) return 1
  let beyond = 0
  for (let part = 0; part < parts; part++)
    beyond += Math.max(0, length.quantile((part + 0.5) / parts) - timeoutUs) / parts
  return beyond / (gap + length.mean)
}

/** Expected mistakes of one container in 30 days. */
export function mistakesPerMonth(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  probe: ProbeSpec,
  asked?: Cells,
): number {
  const answers = new ProbeAnswers(behavior, type, 1, asked)
  const setting = settingOf(probe)
  const { ratePerSecond } = type === 'readiness' ? answers.removals(setting) : answers.restarts(setting)
  return monthSeconds * ratePerSecond
}

/** Share of the time that slow phases take; 0 without, 1 if they never end. */
export function slowTimeRatio({ slow }: BehaviorSpec): number {
  if (slow === undefined) return 0
  const [length, gap] = [lawOf(slow.for).mean, lawOf(slow.every).mean]
  if (gap === Infinity) return 0
  return length === Infinity ? 1 : length / (length + gap)
}
