/**
 * Rule `timeout-beyond-period`: runs of one probe never overlap; while they take longer than the period they run back to back
 * (P4), and a hang is noticed after as many timeouts as the threshold says.
 */

import type { AdviceFinding } from '../../../contract/advice-result.ts'
import type { ProbeTypeName } from '../../../contract/cluster-spec.ts'
import { askedAnswers } from '../../theory/asked-answers.ts'
import { detectionBounds, noticesHangs, settingOf } from '../../theory/failure-detector.ts'
import { type ContainerRule, type ContainerView, longest, usPerSecond } from './container-view.ts'
import { lateRatios } from './mistake-rate.ts'

export const timeoutBeyondPeriod: ContainerRule = (view) =>
  (['startup', 'readiness', 'liveness'] as const).flatMap((type) => timeoutBeyondPeriodOf(view, type))

function timeoutBeyondPeriodOf(
  { at, spec, container, facts }: ContainerView,
  type: ProbeTypeName,
): AdviceFinding[] {
  const probe = container.probes[type]
  if (probe === undefined || probe.timeoutUs <= probe.periodUs) return []
  const { timeoutUs, periodUs } = probe
  const lateAtPeriod = lateRatios(
    container.behavior,
    type,
    periodUs,
    askedAnswers(spec, container, type),
  ).calm
  // Of answers whose length nobody knows no shorter timeout is right.
  const isPeriodEnough = facts.setsLatency[type] && lateAtPeriod < 1 - longest
  const mended = isPeriodEnough ? { ...probe, timeoutUs: periodUs } : { ...probe, periodUs: timeoutUs }
  return [
    {
      rule: 'timeout-beyond-period',
      severity: type === 'startup' ? 'info' : 'warning',
      container: at,
      probe: type,
      field: 'timeoutSeconds',
      restsOnDefault: false,
      figures: {
        timeoutSeconds: timeoutUs / usPerSecond,
        periodSeconds: periodUs / usPerSecond,
        noticedSecondsMax: detectionBounds(settingOf(probe)).highSeconds,
        timeoutSecondsNeeded: isPeriodEnough ? periodUs / usPerSecond : null,
        periodSecondsNeeded: isPeriodEnough ? null : timeoutUs / usPerSecond,
        noticedSecondsMaxThen: detectionBounds(settingOf(mended)).highSeconds,
        lateRatioAtPeriod: facts.setsLatency[type] ? lateAtPeriod : null,
        notices: noticesHangs(probe, container.behavior) ? 'hang' : 'silence',
      },
    },
  ]
}
