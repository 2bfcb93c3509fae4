/** What this version leaves out, named where it matters and nowhere else: one list of what a result shows. */
import { type ClusterSpec, sharesCpu } from '../engine/contract/cluster-spec.ts'
import {
  metricsOfCpu,
  type ReplicationLimits,
  type ReplicationResult,
  type StoppingRule,
} from '../engine/contract/run-result.ts'

type ResultLimit = (limits: readonly ReplicationLimits[], spec: ClusterSpec) => string | undefined

const ofResult: readonly ResultLimit[] = [fewReadyBefore, crowdedStarts, nearSaturation, unfinished, troubled]

/** A line for each limit that a result shows. */
export function limitsOfResult(
  spec: ClusterSpec,
  { replications }: { readonly replications: readonly Pick<ReplicationResult, 'limits'>[] },
): string[] {
  const limits = replications.map((replication) => replication.limits)
  return ofResult.flatMap((limit) => limit(limits, spec) ?? [])
}

/** Of a stopping rule: the numbers of a column that is empty never are sure. */
export function limitOfRule(rule: StoppingRule, spec: ClusterSpec): string[] {
  if (sharesCpu(spec) || !metricsOfCpu.includes(rule.metric)) return []
  return [`${rule.metric} is empty where no container has behavior.cpu: "${rule.text}" cannot be reached`]
}

function crowdedStarts(limits: readonly ReplicationLimits[], spec: ClusterSpec): string | undefined {
  const { nodes } = spec
  const crowded = limits.flatMap((each) => each.crowdedStarts ?? [])
  if (crowded.length === 0) return undefined
  const worst = crowded.reduce((most, each) => (each.starts > most.starts ? each : most))
  const count = Math.max(...crowded.map((each) => each.nodes))
  const others = count > 1 ? `, and enough to matter on ${count - 1} more of ${nodes.length} nodes` : ''
  return `${worst.starts} containers start within ${worst.spanSeconds} s on ${worst.node}${others}: contention for ${sharesCpu(spec) ? '' : 'CPUs, '}disks and the runtime is not simulated, so they are ready sooner than on a cluster`
}

/** A recovery of 0 is no recovery where nothing was ready that a fault could take. */
function fewReadyBefore(limits: readonly ReplicationLimits[]): string | undefined {
  const found = limits.flatMap((each) => each.fewReadyBefore ?? [])
  if (found.length === 0) return undefined
  const { ready, wanted } = found.reduce((least, each) => (each.ready < least.ready ? each : least))
  const where = limits.length > 1 ? ` in ${found.length} of ${limits.length} replications, at the least` : ''
  return `only ${ready} of ${wanted} pods were ready before the first fault${where}: recovery_seconds, recovery_90_seconds and recovery_99_seconds count until these are back, not until all are ready: 0 does not say that anything recovered`
}

/** The formula of waits is one of the long run. */
function nearSaturation(limits: readonly ReplicationLimits[]): string | undefined {
  const found = limits.flatMap((each) => each.nearSaturation ?? [])
  if (found.length === 0) return undefined
  const { service, seconds } = found.reduce((most, each) => (each.seconds > most.seconds ? each : most))
  return `for ${Math.round(seconds)} s pods of ${service} get between 90 and 110 % of the requests that they can do: there waits come about slowly and vary much, and those given here are of the long run, at most those of 98 %`
}

/** What an outage, or the start of everything, still causes when the run is over. */
function unfinished(limits: readonly ReplicationLimits[], { durationUs }: ClusterSpec): string | undefined {
  const most = (count: (of: ReplicationLimits) => number): number => Math.max(...limits.map(count))
  const waiting = most((of) => of.backoffContainers)
  const unready = most((of) => of.unreadyPods)
  if (waiting + unready === 0) return undefined
  const upTo = limits.length > 1 ? 'up to ' : ''
  const parts = [
    ...(waiting > 0 ? [`${upTo}${waiting} container${waiting === 1 ? ' waits' : 's wait'} in back-off`] : []),
    ...(unready > 0 ? [`${upTo}${unready} pod${unready === 1 ? ' is' : 's are'} not ready`] : []),
  ]
  return `at the end of the run ${parts.join(' and ')}: what follows after ${durationUs / 1e6} s, restarts and unready time, is in no number; a longer duration counts it`
}

/** Whom containers need: what came of its trouble, on average, for what happens to containers does not say why. */
function troubled(limits: readonly ReplicationLimits[]): string | undefined {
  const all = limits.flatMap(({ troubles = [] }) => troubles)
  const lines = [...new Set(all.map(({ service }) => service))].map((service) => {
    const of = all.filter((each) => each.service === service)
    const mean = (value: (each: (typeof all)[number]) => number): number =>
      Math.round(of.reduce((sum, each) => sum + value(each), 0) / limits.length)
    const [seconds, ends, runs] = [
      mean((each) => each.seconds),
      mean((each) => each.ends),
      mean((each) => each.failedRuns),
    ]
    const parts = [
      ...(ends > 0 ? [`${ends} container${ends === 1 ? '' : 's'} ended because of it`] : []),
      ...(runs > 0 ? [`${runs} run${runs === 1 ? '' : 's'} of probes that need it failed meanwhile`] : []),
    ]
    return `${service} did not answer as it should for ${seconds} s: ${parts.join(' and ')}`
  })
  if (lines.length === 0) return undefined
  return `${lines.join('; ')}${limits.length > 1 ? ' (on average)' : ''}; kills for that count as false restarts`
}
