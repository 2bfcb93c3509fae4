/** How often answers come too late, and how often that makes a mistake: a false restart, or a false removal from traffic. */

import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import { monthSeconds } from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { ProbeAnswers, settingOf } from '../../theory/failure-detector.ts'

/** Share of the answers of a healthy container that come too late: outside slow phases, and within them, if it has any. */
export function lateRatios(
  behavior: BehaviorSpec,
  type: ProbeTypeName,
  timeoutUs: number,
): { readonly calm: number; readonly slow: number | null } {
  const answers = new ProbeAnswers({ ...behavior, errorRate: 0 }, type)
  const seconds = timeoutUs / 1e6
  return {
    calm: answers.failure(seconds),
    slow: answers.hasSlowPhases ? answers.slowFailure(seconds) : null,
  }
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
export function mistakesPerMonth(behavior: BehaviorSpec, type: ProbeTypeName, probe: ProbeSpec): number {
  const answers = new ProbeAnswers(behavior, type)
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
