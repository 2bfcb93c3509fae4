/**
 * Rule `late-answers`: answers of healthy containers that fail a probe, because they miss its timeout or are failures. Of liveness probes the price is a false restart, of
 * readiness probes a pod less; a startup probe only needs a little longer. Found where more than one answer in a thousand is late, and wherever liveness makes more false restarts
 * than `recommend` calls harmless, whatever they come from: few late answers are enough for a low threshold.
 */

import type { AdviceFinding } from '../../../contract/advice-result.ts'
import type { BehaviorSpec, ProbeSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import { thresholdMax } from '../../../contract/probe-setting.ts'
import { limitDefaults } from '../../../contract/recommendation.ts'
import { lawOf } from '../../../kernel/law.ts'
import { askedAnswers, type Cells } from '../../theory/asked-answers.ts'
import { detectionBounds, settingOf } from '../../theory/failure-detector.ts'
import { type ContainerRule, type ContainerView, longest, usPerSecond } from './container-view.ts'
import {
  errorRatio,
  lateRatios,
  longestAnswerUs,
  mistakesPerMonth,
  pauseLateRatio,
  slowTimeRatio,
} from './mistake-rate.ts'

/** False restarts a month of a workload from which on `recommend` calls a probe harmful. */
const restartsMax = limitDefaults['false-restarts-per-month']

export const lateAnswers: ContainerRule = (view) =>
  (['liveness', 'readiness'] as const).flatMap((type) => lateAnswersOf(view, type))

function lateAnswersOf(
  { at, spec, workload, container, facts }: ContainerView,
  type: ProbeTypeName,
): AdviceFinding[] {
  const { behavior } = container
  const probe = container.probes[type]
  if (probe === undefined || !probe.portDefined || behavior.script.length > 0) return []
  const asked = askedAnswers(spec, container, type)
  const { calm: late, slow: slowLate } = lateRatios(behavior, type, probe.timeoutUs, asked)
  const pauseLate = pauseLateRatio(behavior, probe.timeoutUs)
  const mistakes = mistakesPerMonth(behavior, type, probe, asked)
  const isLate = Math.max(late, slowLate ?? 0, pauseLate ?? 0) >= 1 - longest
  const latencyUs = longestAnswerUs(behavior, type, longest, asked)
  const ownUs = lawOf(behavior.latency[type]).quantile(longest)
  const patient = isLate ? mendedBy(probe, behavior, latencyUs, ownUs) : probe
  const isHarmful = type === 'liveness' && mistakes * workload.replicas > restartsMax
  // Late answers that the threshold outlasts do no harm.
  if (patient === probe && !isHarmful) return []
  const needed = type === 'liveness' ? withFewRestarts(patient, behavior, workload.replicas, asked) : patient
  const changed = (key: keyof ProbeSpec): number | null =>
    needed[key] === probe[key] ? null : (needed[key] as number)
  const inSeconds = (us: number | null): number | null => (us === null ? null : us / usPerSecond)
  return [
    {
      rule: 'late-answers',
      severity: mistakes * workload.replicas >= 1 ? 'warning' : 'info',
      container: at,
      probe: type,
      field: 'timeoutSeconds',
      restsOnDefault: !facts.setsLatency[type],
      figures: {
        timeoutSeconds: probe.timeoutUs / usPerSecond,
        lateRatio: late,
        latencySeconds: latencyUs / usPerSecond,
        slowLateRatio: slowLate,
        slowLatencySeconds:
          slowLate === null ? null : slowedUs(latencyUs, ownUs, behavior.slow!.factor) / usPerSecond,
        slowTimeRatio: slowTimeRatio(behavior),
        pauseLateRatio: pauseLate,
        errorRatio: errorRatio(behavior, asked),
        mistakesPerMonth: mistakes,
        containers: workload.replicas,
        timeoutSecondsNeeded: inSeconds(changed('timeoutUs')),
        periodSecondsNeeded: inSeconds(changed('periodUs')),
        failureThresholdNeeded: changed('failureThreshold'),
        mistakesPerMonthThen: mistakesPerMonth(behavior, type, needed, asked),
        noticedSecondsMaxThen: detectionBounds(settingOf(needed)).highSeconds,
      },
    },
  ]
}

/**
 * The probe with a timeout that all but one in a thousand answers meet, in slow phases too. Where that would be longer than the period,
 * the threshold outlasts slow phases, as it does pauses; where even the answers between them are slower than that, the period follows. The probe itself
 * if it has all that.
 */
function mendedBy(probe: ProbeSpec, behavior: BehaviorSpec, latencyUs: number, ownUs: number): ProbeSpec {
  const timeoutFor = (factor: number): number =>
    Math.max(probe.timeoutUs, Math.ceil((slowedUs(latencyUs, ownUs, factor) + 1) / usPerSecond) * usPerSecond)
  const { slow } = behavior
  let { timeoutUs, periodUs, failureThreshold } = { ...probe, timeoutUs: timeoutFor(slow?.factor ?? 1) }
  if (timeoutUs > probe.periodUs) {
    timeoutUs = timeoutFor(1)
    periodUs = Math.max(periodUs, timeoutUs)
    const runs = slow === undefined ? 0 : Math.ceil(lawOf(slow.for).quantile(longest) / periodUs) + 1
    if (Number.isFinite(runs)) failureThreshold = Math.max(failureThreshold, runs)
  }
  // No timeout within a period outlasts a long pause; the threshold does.
  const pauseUs = behavior.pause === undefined ? 0 : lawOf(behavior.pause.for).quantile(longest)
  if (pauseUs > timeoutUs && Number.isFinite(pauseUs))
    failureThreshold = Math.max(failureThreshold, Math.ceil(pauseUs / periodUs) + 1)
  const isSame =
    timeoutUs === probe.timeoutUs &&
    periodUs === probe.periodUs &&
    failureThreshold === probe.failureThreshold
  return isSame ? probe : { ...probe, timeoutUs, periodUs, failureThreshold }
}

/** The probe with the least threshold that makes no more false restarts than are harmless; itself if none does that is looked at. */
function withFewRestarts(
  probe: ProbeSpec,
  behavior: BehaviorSpec,
  replicas: number,
  asked: Cells | undefined,
): ProbeSpec {
  const most = Math.max(probe.failureThreshold, thresholdMax)
  for (let failureThreshold = probe.failureThreshold; failureThreshold <= most; failureThreshold++) {
    const next = { ...probe, failureThreshold }
    if (mistakesPerMonth(behavior, 'liveness', next, asked) * replicas <= restartsMax) return next
  }
  return probe
}

/** A factor of `Infinity` is no answer, however quick it would be; what is asked of others is no slower. */
function slowedUs(latencyUs: number, ownUs: number, factor: number): number {
  return factor === Infinity ? Infinity : latencyUs + (factor - 1) * ownUs
}
