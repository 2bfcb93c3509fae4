/**
 * Rule `startup-budget`: a container that is killed while it starts up. Its time until it answers is set against the time that
 * the startup probe grants; without one, that of the liveness probe. Where starts share the processors of their node, all of them come at once.
 */

import type { ProbeSpec } from '../../../contract/cluster-spec.ts'
import type { Law } from '../../../kernel/law.ts'
import { firstRunsOfNewPod } from '../../theory/first-start.ts'
import { startupLaws } from '../../theory/paused-starts.ts'
import { type ContainerRule, longest, usPerSecond } from './container-view.ts'

/** Phases over which the share of killed starts is averaged. */
const phaseCount = 100

export const startupBudget: ContainerRule = ({ at, workload, container, seesStartsAtOnce, crowds }) => {
  const { probes, behavior } = container
  const type = probes.startup === undefined ? 'liveness' : 'startup'
  const probe = probes[type]
  // Scripts say themselves what is answered, and an undefined port errs, which fails nothing (P13).
  if (probe === undefined || !probe.portDefined || behavior.script.length > 0) return []
  const startups = startupLaws(behavior, crowds.slowed(container).cpu)
  const crowd = crowds.of(container)
  const slowest = slowestOf(startups)
  const startupUs = slowest.quantile(longest)
  const budgetUs = budgetUsMin(probe)
  if (startupUs <= budgetUs || !Number.isFinite(startupUs)) return []
  // A startup probe that is to be added has no delay.
  const granted = type === 'startup' ? probe : { ...probe, initialDelayUs: 0 }
  const failureThresholdNeeded = Math.ceil((startupUs - firstRunUsMin(granted)) / probe.periodUs - 1e-9) + 1
  return [
    {
      rule: 'startup-budget',
      severity: 'warning',
      container: at,
      probe: type,
      field: 'failureThreshold',
      restsOnDefault: false,
      figures: {
        startupSeconds: startupUs / usPerSecond,
        budgetSecondsMin: budgetUs / usPerSecond,
        budgetSecondsMax: (probe.initialDelayUs + probe.failureThreshold * probe.periodUs) / usPerSecond,
        killRatioFirst: firstKilled(
          startups[0],
          firstRunsOfNewPod(workload.pod, container, probe, seesStartsAtOnce),
          probe,
        ),
        killRatioMax: slowest.probabilityAtLeast(budgetUs),
        killRatioMean: meanOverPhases((phase) =>
          slowest.probabilityAtLeast(budgetUs + cutUsMean(probe) + phase * probe.periodUs),
        ),
        periodSeconds: probe.periodUs / usPerSecond,
        failureThreshold: probe.failureThreshold,
        failureThresholdNeeded,
        budgetSecondsNeeded:
          budgetUsMin({ ...granted, failureThreshold: failureThresholdNeeded }) / usPerSecond,
        ...(crowd !== undefined && { startsAtOnce: crowd.containers, nodeCores: crowd.cores }),
      },
    },
  ]
}

/** The life of the container that takes longest: behaviors may differ from one to the next. */
function slowestOf(laws: readonly Law[]): Law {
  return laws.reduce((a, b) => (b.quantile(longest) > a.quantile(longest) ? b : a))
}

/**
 * Start-up time that survives in every phase: it answers the last run that may still fail, which begins F - 1 periods after the first.
 * The ticks do not know when the container starts (P3), so the first may come at once.
 */
function budgetUsMin(probe: ProbeSpec): number {
  return firstRunUsMin(probe) + (probe.failureThreshold - 1) * probe.periodUs
}

/** By how much less, on average, a delay is cut short than at most. */
function cutUsMean({ initialDelayUs }: ProbeSpec): number {
  return Math.min(initialDelayUs, usPerSecond) / 2
}

/** P8, P9: whole seconds since a start that is cut to its second, so a delay may end up to 1 s early. */
function firstRunUsMin({ initialDelayUs }: ProbeSpec): number {
  return Math.max(0, initialDelayUs - usPerSecond)
}

/** A first start is killed if it outlasts the last run that may fail; runs of a container that answers are left out. */
function firstKilled(
  startup: Law,
  firstRuns: readonly number[] | undefined,
  { failureThreshold, periodUs }: ProbeSpec,
): number | null {
  if (firstRuns === undefined) return null
  let sum = 0
  for (const seconds of firstRuns)
    sum += startup.probabilityAtLeast(seconds * usPerSecond + (failureThreshold - 1) * periodUs)
  return sum / firstRuns.length
}

function meanOverPhases(ratio: (phase: number) => number): number {
  let sum = 0
  for (let step = 0; step < phaseCount; step++) sum += ratio((step + 0.5) / phaseCount)
  return sum / phaseCount
}
