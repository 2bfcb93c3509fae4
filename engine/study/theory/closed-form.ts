/**
 * How rare false restarts are where a formula is exact: probes of a healthy container that fail independently of each other, in slow phases too if these
 * come after exponential gaps and a restart ends them. A study of a few hours cannot see what happens once in a million years; a formula can.
 */
import {
  type ClusterSpec,
  type ContainerSpec,
  isSidecar,
  leaks,
  reachedBy,
  sharesCpu,
  sharesWorkers,
  type WorkloadSpec,
  workloadLabel,
} from '../../contract/cluster-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'
import { ProbeAnswers, settingOf } from './failure-detector.ts'
import { startupLaws } from './paused-starts.ts'

const daySeconds = 86_400
/** Share of starts that liveness may cut short in its worst phase without that being said. */
const startsCutMost = 1e-3

/**
 * Expected days of one running container between two false restarts, by workload and for all (`*`); `Infinity` = they cannot
 * happen. A workload is missing where no formula is exact: with other slow phases, with pauses, scripts or faults, with a startup probe, with a
 * timeout beyond the period, where its containers contend for processors, wait with requests, need a service or may lack ports and processes. Time in which a restarted container does not run is left out, which shows only
 * where restarts are frequent.
 */
export function daysPerFalseRestart(spec: ClusterSpec): Map<string, number> {
  const days = new Map<string, number>()
  if (spec.faults.length > 0 || sharesCpu(spec) || leaks(spec)) return days
  let rateOfAll = 0
  let containersOfAll = 0
  let isWhole = true
  for (const workload of spec.workloads) {
    const containers = [...workload.pod.containers, ...workload.pod.initContainers.filter(isSidecar)]
    const rates = containers.map((container) =>
      waits(container, workload, spec) ? null : falseRestartsPerDay(container),
    )
    if (rates.includes(null)) {
      isWhole = false
      continue
    }
    const rate = rates.reduce<number>((sum, each) => sum + each!, 0)
    days.set(workloadLabel(workload), containers.length / rate)
    rateOfAll += workload.replicas * rate
    containersOfAll += workload.replicas * containers.length
  }
  if (isWhole && containersOfAll > 0) days.set('*', containersOfAll / rateOfAll)
  return days
}

/** Whether its liveness probe waits for workers that requests keep busy, or needs a service. */
function waits(
  { probes: { liveness }, behavior }: ContainerSpec,
  workload: WorkloadSpec,
  { services }: ClusterSpec,
): boolean {
  if (liveness === undefined) return false
  const needs = (behavior.dependsOn ?? []).some(
    ({ effects, probes }) => effects.includes('failLiveness') || probes.includes('liveness'),
  )
  const isBusy = reachedBy(services, workload).some(
    ({ service }) => (services[service].traffic?.perPod.concurrency ?? Infinity) < Infinity,
  )
  return needs || (isBusy && sharesWorkers(behavior, liveness.handler))
}

/** Of one container while it runs; `null` = there is no formula. */
function falseRestartsPerDay({ probes, behavior, cpu }: ContainerSpec): number | null {
  const { liveness, startup } = probes
  if (startup !== undefined) return null
  if (liveness === undefined || !liveness.portDefined) return 0
  if (behavior.script.length > 0) return null
  // Restarts of a start that is cut short are no matter of answers.
  const budgetUs =
    Math.max(0, liveness.initialDelayUs - usPerSecond) + (liveness.failureThreshold - 1) * liveness.periodUs
  if (startupLaws(behavior, cpu).some((law) => law.probabilityAtLeast(budgetUs) > startsCutMost)) return null
  const answers = new ProbeAnswers(behavior, 'liveness')
  const setting = settingOf(liveness)
  return answers.isExact(setting) ? daySeconds * answers.restarts(setting).ratePerSecond : null
}
