/**
 * How rare false restarts are where a formula is exact: probes of a healthy container that fail independently of each other, in slow phases too if these
 * come after exponential gaps and a restart ends them. A study of a few hours cannot see what happens once in a million years; a formula can.
 */
import {
  type ClusterSpec,
  type ContainerSpec,
  isSidecar,
  workloadLabel,
} from '../../contract/cluster-spec.ts'
import { ProbeAnswers, settingOf } from './failure-detector.ts'

const daySeconds = 86_400

/**
 * Expected days of one running container between two false restarts, by workload and for all (`*`); `Infinity` = they cannot
 * happen. A workload is missing where no formula is exact: with other slow phases, with pauses, scripts or faults, with a startup probe, with a
 * timeout beyond the period. Time in which a restarted container does not run is left out, which shows only
 * where restarts are frequent.
 */
export function daysPerFalseRestart(spec: ClusterSpec): Map<string, number> {
  const days = new Map<string, number>()
  if (spec.faults.length > 0) return days
  let rateOfAll = 0
  let containersOfAll = 0
  let isWhole = true
  for (const workload of spec.workloads) {
    const containers = [...workload.pod.containers, ...workload.pod.initContainers.filter(isSidecar)]
    const rates = containers.map(falseRestartsPerDay)
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

/** Of one container while it runs; `null` = there is no formula. */
function falseRestartsPerDay({ probes, behavior }: ContainerSpec): number | null {
  const { liveness, startup } = probes
  if (startup !== undefined) return null
  if (liveness === undefined || !liveness.portDefined) return 0
  if (behavior.script.length > 0) return null
  const answers = new ProbeAnswers(behavior, 'liveness')
  const setting = settingOf(liveness)
  return answers.isExact(setting) ? daySeconds * answers.restarts(setting).ratePerSecond : null
}
